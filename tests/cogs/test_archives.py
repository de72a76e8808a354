"""The file of a member's own data, opened as its reader would open it."""

import csv
import io
import secrets
import zipfile
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs import archives
from cogs.archives import Archive
from core.services.shown_privacy import Cell, OwnData, Sheet
from tests.fakes import NOON

SMALL = Sheet("payouts", ["id", "amount"], [["1", Decimal("2.50")]], 1)


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
    posts = Sheet("posts", ["id", "views", "earned", "shares", "caption", "name"], rows, 1)

    made = archives.packed(OwnData(NOON, [SMALL, posts]))

    found = opened(made)
    assert set(found) == {"about.txt", "payouts.csv", "posts.csv"}
    assert found["payouts.csv"] == [["id", "amount"], ["1", "2.50"]]
    assert found["posts.csv"][1] == [
        *("7301234567890123456", "9007199254740993", "0.10", "", 'a "b",\nc', "ﷺ אב 💃"),
    ]
    assert "as of 2026-11-02 12:00 UTC" in about(made)
    assert made.cut == []


def test_nothing_in_it_calculates() -> None:
    made = archives.packed(OwnData(NOON, [Sheet("notes", ["text"], [["=1+1"], ["-5"], ["@SUM(A1)"]], 3)]))

    assert opened(made)["notes.csv"][1:] == [["'=1+1"], ["'-5"], ["'@SUM(A1)"]]


def test_what_is_too_large_is_cut_at_the_oldest_rows_and_said() -> None:
    rows = [[str(number), secrets.token_hex(500)] for number in range(400, 0, -1)]
    data = OwnData(NOON, [SMALL, Sheet("readings", ["id", "hash"], rows, 900)])

    made = archives.packed(data, limit=100_000)

    found = opened(made)["readings.csv"]
    assert len(made.content) <= 100_000
    assert made.cut == [("readings", len(found) - 1, 900)]
    assert 50 <= len(found) - 1 < 400
    assert found[1][0] == "400"
    assert len(opened(made)["payouts.csv"]) == 2
    assert f"readings.csv: {len(found) - 1} of 900 rows" in about(made)


def test_an_impossible_limit_leaves_the_names_of_the_columns() -> None:
    made = archives.packed(OwnData(NOON, [SMALL]), limit=1)

    assert opened(made)["payouts.csv"] == [["id", "amount"]]
    assert made.cut == [("payouts", 0, 1)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_can_be_packed_and_read_again(texts: list[str]) -> None:
    made = archives.packed(OwnData(NOON, [Sheet("notes", ["text"], [[text] for text in texts], len(texts))]))

    assert len(opened(made)["notes.csv"]) == len(texts) + 1
