"""The export: everything there is about a member, exactly, and nothing of anybody else."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.domain.access import Caller
from core.domain.terms import Platform
from core.services import campaigns, creator_edits, creators, personal
from core.services.app import App
from core.services.shown_privacy import Cell, Part
from db.base import Base
from db.personal import PART, SECRET, columns, kinds
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import END, hand_in, look
from tests.core.services.linking_stage import TIKTOK, linked
from tests.core.services.paying import pay
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def paid(app: App, source: FakeSource, clock: FixedClock) -> App:
    """Anna has linked her account and was paid 2.50 USD; Bob takes part too."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=TIKTOK)
    await creators.add(app, ADMIN, handle="bob", platform=Platform.INSTAGRAM, discord_id=77)
    app = await linked(app, clock)
    await hand_in(app, source, 5_000)
    clock.now = END
    await look(app, source, 5_000)
    await pay(app)
    return app


async def exported(app: App, by: Caller = ANNA, most: int = personal.MOST) -> dict[str, Part]:
    """What is told, by table."""
    found: dict[str, Part] = {}
    async for part in personal.export(app, by, most):
        assert len(part.rows) <= PART
        before = found.get(part.sheet.name, Part(part.sheet, []))
        found[part.sheet.name] = Part(part.sheet, [*before.rows, *part.rows])
    return found


def told(data: dict[str, Part], name: str, row: int = 0) -> dict[str, Cell]:
    return dict(zip(data[name].sheet.columns, data[name].rows[row], strict=True))


async def test_everything_about_the_member_is_told_exactly(paid: App) -> None:
    data = await exported(paid)

    assert {name: part.sheet.total for name, part in data.items()} == {
        "campaigns": 1,
        "accounts": 1,
        "posts": 1,
        "readings": 2,
        "ledger": 2,
        "payouts": 1,
        "audit": data["audit"].sheet.total,
        "proofs": 1,
        "messages": 2,
    }
    post, paid_row = told(data, "posts"), told(data, "ledger")
    assert (post["id"], post["caption"], post["submitted_by"]) == ("1", "look at this", "you")
    assert (post["earned"], post["views"], post["is_exact"]) == (Decimal("2.50"), 5_000, "yes")
    assert post["published_at"] == "2026-11-02T12:00:00Z"
    assert (paid_row["kind"], paid_row["amount"], paid_row["currency"]) == ("paid", Decimal("-2.50"), "USD")
    assert (told(data, "payouts")["reference"], told(data, "payouts")["paid_by"]) == ("TX-1", "team")
    assert told(data, "accounts")["discord_id"] == str(ANNA.discord_id)
    assert told(data, "ledger", 1)["actor"] == "rule"


async def test_nothing_of_others_is_told(paid: App) -> None:
    for member in (88_000_000_000_000_000, ANNA.discord_id):
        await creator_edits.edit(paid, ADMIN, "anna", discord_id=member)

    said = str(await exported(paid))

    assert "bob" not in said
    assert "88000000000000000" not in said
    assert f"discord_id {ANNA.discord_id}" in said
    for other in (ADMIN, EDITOR):
        assert str(other.discord_id) not in said


async def test_only_the_newest_rows_are_told_and_how_many_there_are(paid: App) -> None:
    data = await exported(paid, most=1)

    assert (len(data["readings"].rows), data["readings"].sheet.total) == (1, 2)
    assert told(data, "readings")["id"] == "2"


async def test_of_a_stranger_nothing_is_stored(paid: App) -> None:
    assert await exported(paid, replace(ANNA, discord_id=5)) == {}


def test_no_table_that_names_a_person_is_forgotten() -> None:
    """A table with a column of a person, or about a creator or a post, is told of, or is known not to be."""
    of_teams = {"servers", "manual_refreshes", "boards"}
    exported = {model.__tablename__ for model, _ in kinds(1).values()}
    naming = {"discord_id", "creator_id", "post_id", "actor", "submitted_by"}

    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if naming & {column.key for column in table.columns}
    }

    assert found - of_teams - {"daily_gains"} <= exported  # sums of readings, which are


def test_what_opens_something_is_left_out() -> None:
    assert all(not SECRET & set(columns(model)) for model, _ in kinds(1).values())
