"""Files as others read them: by openpyxl and by Python's csv."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no types

from cogs import exports
from cogs.errors import Reply
from cogs.exports import CREATOR_COLUMNS, POST_COLUMNS, STATEMENT_COLUMNS, Table, csv_text, xlsx
from core.domain.payouts import Share, Standing
from core.domain.terms import Platform, PostRef
from core.services.shown_payouts import Due, DueExport, DuePost, Payee, Statement, StatementRow
from tests.fakes import NOON

EVIL = '=HYPERLINK("http://evil.example","pay")'
ANNA = Payee(3, "anna", Platform.TIKTOK, 100_000_000_000_000_013, "Été “Summer”", "USD")
POST = DuePost(
    post_id=12,
    ref=PostRef(Platform.TIKTOK, "7301234567890123456", "anna"),
    share=Share.NEW,
    published_at=NOON,
    decided_at=NOON + timedelta(days=7),
    views=450_000,
    cpm=Decimal("0.50"),
    cap_views=500_000,
    earned_minor=22_500,
    adjusted_minor=-10,
    settled_minor=0,
    amount_minor=22_490,
)
REEL = replace(
    POST,
    post_id=13,
    ref=PostRef(Platform.INSTAGRAM, "-AbC_123", "anna"),
    share=Share.REMAINDER,
    published_at=None,
    settled_minor=-22_500,
    amount_minor=-10,
)
DUE = Due(ANNA, [POST, REEL], 22_480, 5_000, Standing.READY)
EXPORT = DueExport("Été “Summer”", "ete-summer", "USD", [DUE])
ROW = StatementRow(
    entry_id=7,
    at=NOON,
    kind="earned",
    amount_minor=22_500,
    balance_minor=22_500,
    currency="USD",
    ref=POST.ref,
    post_id=12,
    snapshot_id=99,
    cpm=Decimal("0.50"),
    cap_views=500_000,
    payout_id=None,
    refers_to=None,
    actor=None,
    reason="450,000 views counted",
)
PAID = replace(
    ROW, entry_id=8, kind="paid", amount_minor=-22_500, balance_minor=0, payout_id=1, actor=12, reason=EVIL
)


def content(reply: Reply, name: str) -> bytes:
    return next(file.fp.read() for file in reply.files if file.filename == name)


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by this mark only"
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes, sheet: str) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(data))[sheet].iter_rows(values_only=True)]


async def test_the_csv_of_posts() -> None:
    reply = await exports.ready(EXPORT)

    first, second = read_csv(content(reply, "ready-ete-summer-posts.csv"))
    assert list(first) == POST_COLUMNS
    assert first == {
        "creator_id": "3",
        "handle": "anna",
        "platform": "TikTok",
        "discord_id": "100000000000000013",
        "post_id": "12",
        "platform_post_id": "7301234567890123456",
        "url": "https://www.tiktok.com/@anna/video/7301234567890123456",
        "published_at": "2026-11-02T12:00:00Z",
        "decided_at": "2026-11-09T12:00:00Z",
        "share": "new",
        "counted_views": "450000",
        "cpm": "0.50",
        "cap_views": "500000",
        "earned": "225.00",
        "adjusted": "-0.10",
        "paid_before": "0.00",
        "amount": "224.90",
        "currency": "USD",
        "standing": "ready",
    }
    assert (second["platform_post_id"], second["published_at"]) == ("'-AbC_123", "")
    assert (second["paid_before"], second["amount"]) == ("225.00", "-0.10")


async def test_the_csv_of_creators() -> None:
    reply = await exports.ready(EXPORT)

    (only,) = read_csv(content(reply, "ready-ete-summer-creators.csv"))
    assert list(only) == CREATOR_COLUMNS
    assert (only["campaign"], only["posts"], only["counted_views"]) == ("Été “Summer”", "2", "900000")
    assert (only["amount"], only["minimum_payout"], only["standing"]) == ("224.80", "50.00", "ready")


async def test_the_workbook_has_a_sheet_a_table() -> None:
    reply = await exports.ready(EXPORT)

    book = content(reply, "ready-ete-summer.xlsx")
    names, first, second = read_xlsx(book, "Posts")
    assert names == POST_COLUMNS
    row = dict(zip(names, first, strict=True))
    assert (row["post_id"], row["platform_post_id"]) == ("12", "7301234567890123456")
    assert row["discord_id"] == "100000000000000013"
    assert (row["counted_views"], row["amount"], row["adjusted"]) == (450_000, 224.9, -0.1)
    assert second[names.index("platform_post_id")] == "'-AbC_123"
    assert [len(sheet) for sheet in (read_xlsx(book, "Posts"), read_xlsx(book, "Creators"))] == [3, 2]


async def test_a_statement_has_every_row() -> None:
    reply = await exports.statement(Statement(ANNA, [ROW, PAID]))

    assert reply.content == "Statement of @anna in “Été “Summer””: 2 ledger rows."
    first, second = read_csv(content(reply, "statement-anna-3.csv"))
    assert list(first) == STATEMENT_COLUMNS
    assert (first["kind"], first["amount"], first["balance"], first["actor"]) == (
        "earned",
        "225.00",
        "225.00",
        "rule",
    )
    assert (second["amount"], second["balance"], second["payout_id"]) == ("-225.00", "0.00", "1")
    assert second["reason"] == f"'{EVIL}"
    names, _, row = read_xlsx(
        content(await exports.statement(Statement(ANNA, [ROW, PAID])), "statement-anna-3.xlsx"), "Statement"
    )
    assert row[names.index("reason")] == f"'{EVIL}"


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u202e=1", "=cmd|' /C calc'!A0"]
)
def test_nothing_calculates(text: str) -> None:
    table = Table("T", ["text"], [[text]])

    (cell,) = [row["text"] for row in read_csv(csv_text(table))]
    sheet = load_workbook(io.BytesIO(xlsx([table])))["T"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == cell
    assert cell.startswith("'")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("1234567890123.45"), "1234567890123.45"),
        (Decimal("92233720368547758.07"), "92233720368547758.07"),
        (Decimal("-0.01"), "-0.01"),
        (Decimal(5), "5"),
        (Decimal("0.1234"), "0.1234"),
    ],
)
def test_amounts_are_exact_in_both(amount: Decimal, shown: str) -> None:
    table = Table("T", ["amount"], [[amount]])

    assert read_csv(csv_text(table))[0]["amount"] == shown
    cell = load_workbook(io.BytesIO(xlsx([table])))["T"]["A2"]
    assert Decimal(str(cell.value)) == amount
    assert cell.data_type == ("s" if len(amount.as_tuple().digits) > 15 else "n")


async def test_nothing_due_is_a_file_with_columns_only() -> None:
    reply = await exports.ready(replace(EXPORT, dues=[]))

    assert reply.content.startswith("Nothing is due in “Été “Summer”” yet")
    assert read_csv(content(reply, "ready-ete-summer-posts.csv")) == []
    assert read_xlsx(content(reply, "ready-ete-summer.xlsx"), "Posts") == [list(POST_COLUMNS)]


wild = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=()), st.sampled_from('=+-@,;"\t\r\n')), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(wild, st.integers(-(10**18), 10**18)), max_size=4))
def test_any_text_and_number_comes_back_as_one_cell(rows: Sequence[tuple[str, int]]) -> None:
    table = Table("T", ["text", "amount"], [[text, Decimal(minor).scaleb(-2)] for text, minor in rows])

    read = read_csv(csv_text(table))
    sheet = read_xlsx(xlsx([table]), "T")[1:]
    assert len(read) == len(sheet) == len(rows)
    for found, line, (_, minor) in zip(read, sheet, rows, strict=True):
        assert found["text"] == (line[0] or "")
        assert not found["text"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert Decimal(found["amount"]) * 100 == minor
        assert Decimal(str(line[1])) * 100 == minor
