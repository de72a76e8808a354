"""The file of a member's own data, opened as its reader would open it."""

import csv
import io
import secrets
import zipfile
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.archives import LIMIT, Archive, Tables
from core.services.shown_privacy import Cell, Part, Sheet
from tests.fakes import NOON

SMALL = Part(Sheet("payouts", ["id", "amount"], 1), [["1", Decimal("2.50")]])


def packed(*parts: Part, limit: int = LIMIT) -> Archive:
    tables = Tables()
    for part in parts:
        tables.add(part)
    return tables.packed(NOON, limit)


def notes(*texts: str) -> Part:
    return Part(Sheet("notes", ["text"], len(texts)), [[text] for text in texts])


def opened(made: Archive) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def about(made: Archive) -> str:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return archive.read("about.txt").decode()


def test_tables_are_there_whole_and_exact() -> None:
    rows: list[list[Cell]] = [
        ["7301234567890123456", 9_007_199_254_740_993, Decimal("0.10"), None, 'a "b",\nc', "ﷺ אב 💃"]
    ]
    posts = Part(Sheet("posts", ["id", "views", "earned", "shares", "caption", "name"], 1), rows)

    made = packed(SMALL, posts)

    found = opened(made)
    assert set(found) == {"about.txt", "payouts.csv", "posts.csv"}
    assert found["payouts.csv"] == [["id", "amount"], ["1", "2.50"]]
    assert found["posts.csv"][1] == [
        *("7301234567890123456", "9007199254740993", "0.10", "", 'a "b",\nc', "ﷺ אב 💃"),
    ]
    assert "as of 2026-11-02 12:00 UTC" in about(made)
    assert made.cut == []


def test_nothing_in_it_calculates() -> None:
    made = packed(notes("=1+1", "-5", "@SUM(A1)"))

    assert opened(made)["notes.csv"][1:] == [["'=1+1"], ["'-5"], ["'@SUM(A1)"]]


def test_what_is_too_large_is_cut_at_the_oldest_rows_and_said() -> None:
    rows = [[str(number), secrets.token_hex(500)] for number in range(400, 0, -1)]
    readings = Sheet("readings", ["id", "hash"], 900)

    made = packed(SMALL, Part(readings, rows[:150]), Part(readings, rows[150:]), limit=100_000)

    found = opened(made)["readings.csv"]
    assert len(made.content) <= 100_000
    assert made.cut == [(readings, len(found) - 1)]
    assert 50 <= len(found) - 1 < 400
    assert found[1][0] == "400"
    assert len(opened(made)["payouts.csv"]) == 2
    assert f"readings.csv: {len(found) - 1} of 900 rows" in about(made)


def test_an_impossible_limit_leaves_the_names_of_the_columns() -> None:
    made = packed(SMALL, limit=1)

    assert opened(made)["payouts.csv"] == [["id", "amount"]]
    assert made.cut == [(SMALL.sheet, 0)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_can_be_packed_and_read_again(texts: list[str]) -> None:
    made = packed(notes(*texts))

    assert len(opened(made)["notes.csv"]) == len(texts) + 1
