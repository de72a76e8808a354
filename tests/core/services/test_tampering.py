"""Whoever changes what the books say, behind the program's back, is found out by the next replay."""

import pytest

from core.domain.ledger import LedgerKind
from core.services.app import App
from core.services.verification import verify
from db.money import LedgerEntry
from tests.core.services import money
from tests.core.services.paying import adjust, assert_sound, campaign_with, finalized, pay, void
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """Two creators; Anna's two posts were paid, taken back and paid again; Bob's post is ready."""
    await campaign_with(app, "anna", "bob")
    anna = await finalized(app, source, clock, [450_000, 600_000])
    await finalized(app, source, clock, [320_000], handle="bob", first=20)
    await adjust(app, anna[0], -500)
    await pay(app)
    clock.advance(hours=1)
    await void(app, "#1")
    clock.advance(hours=1)
    await pay(app)
    await campaign_with(app, "carl", name="Winter")
    await assert_sound(app)
    return app


POSTS = [
    "campaign_id = 2",
    "creator_id = 2",
    "creator_id = NULL",
    "status = 'finalized'",
    "status = 'active'",
    "status = 'nonsense'",
    "status = NULL",
    "cpm = '9'",
    "cpm = 'much'",
    "cpm = NULL",
    "cap_views = 9",
    "cap_views = NULL",
    "deal_id = 9",
    "counted_snapshot_id = 1",
    "counted_snapshot_id = NULL",
    "counted_views = 9",
    "counted_views = NULL",
    "earned_minor = 9",
    "earned_minor = NULL",
    "payout_id = 1",
    "payout_id = NULL",
]
TOLD = [
    "campaign_id = 2",
    "creator_id = 2",
    "currency = 'EUR'",
    "amount_minor = amount_minor + 1",
    "method = 'cash'",
    "method = NULL",
    "reference = 'TX-2'",
    "paid_at = '2026-11-01 00:00:00.000000'",
    "paid_by = 9",
]
PAYOUTS = [
    *(f"{change} WHERE id = {number}" for change in TOLD for number in (1, 2)),
    "voided_at = '2026-11-01 00:00:00.000000' WHERE id = 1",
    "voided_at = '2026-11-01 00:00:00.000000' WHERE id = 2",
    "voided_at = NULL WHERE id = 1",
    "voided_by = 9 WHERE id = 1",
    "void_reason = 'because' WHERE id = 1",
]
GARBAGE = {
    "ledger_entries": [column.key for column in LedgerEntry.__table__.columns if column.key != "id"],
    "payouts": ["paid_at", "amount_minor", "paid_by", "creator_id"],
    "posts": ["earned_minor", "counted_views", "cap_views", "creator_id", "deal_id"],
}
LEDGER = [
    "at = '2026-11-01 00:00:00.000000'",
    "kind = 'nonsense'",
    "amount_minor = amount_minor + 1",
    "currency = 'EUR'",
    "campaign_id = 2",
    "creator_id = 9",
    "post_id = 9",
    "post_id = NULL",
    "snapshot_id = 9",
    "cpm = '9'",
    "cap_views = 9",
    "deal_id = 9",
    "payout_id = 9",
    "refers_to = 9",
    "actor = 9",
    "reason = 'because'",
    "previous_hash = 'f'",
    "hash = 'f'",
]


async def unseen(app: App, table: str, changes: list[str]) -> list[str]:
    """Make each change, and take it back; return those of which the replay says nothing."""
    await money.meddle(app, f"CREATE TABLE kept AS SELECT * FROM {table}")
    missed = []
    for change in changes:
        name = change.partition(" ")[0]
        await money.meddle(app, f"UPDATE {table} SET {change}")
        if not (await verify(app.database)).faults:
            missed.append(change)
        before = f"SELECT {name} FROM kept WHERE kept.id = {table}.id"
        await money.meddle(app, f"UPDATE {table} SET {name} = ({before})")
    await assert_sound(app)
    return missed


async def test_a_changed_post_is_found(books: App) -> None:
    changes = [f"{change} WHERE id = {number}" for change in POSTS for number in (1, 3)]
    no_news = {"creator_id = 2 WHERE id = 3", "status = 'finalized' WHERE id = 3"}
    no_news |= {"payout_id = NULL WHERE id = 3", "counted_snapshot_id = 1 WHERE id = 1"}

    assert await unseen(books, "posts", [change for change in changes if change not in no_news]) == []


async def test_a_changed_payout_is_found(books: App) -> None:
    assert await unseen(books, "payouts", PAYOUTS) == []


async def test_a_changed_row_is_found(books: App) -> None:
    rows = {entry.kind: entry.id for entry in await money.entries(books)}
    assert set(rows) == set(LedgerKind)
    changes = [f"{change} WHERE id = {number}" for change in LEDGER for number in rows.values()]

    assert await unseen(books, "ledger_entries", changes) == []


async def test_what_only_sqlite_lets_in_is_found_and_stops_nothing(books: App) -> None:
    if books.database.engine.dialect.name == "sqlite":
        for table, names in GARBAGE.items():
            assert await unseen(books, table, [f"{name} = 'x' WHERE id = 1" for name in names]) == []
            await money.meddle(books, "DROP TABLE kept")
    assert await money.faults(books) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM payouts WHERE id = 1",
        "DELETE FROM payouts WHERE id = 2",
        "DELETE FROM posts WHERE id = 1",
        "DELETE FROM snapshots",
        "DELETE FROM ledger_heads",
        "DELETE FROM campaigns WHERE id = 1",
        "UPDATE snapshots SET views = views + 1",
        "UPDATE ledger_heads SET entries = 1",
        "UPDATE campaigns SET currency = 'EUR'",
    ],
)
async def test_what_the_books_rest_on_is_held_against_them(books: App, statement: str) -> None:
    await money.meddle(books, statement)

    assert (await verify(books.database)).faults != []
