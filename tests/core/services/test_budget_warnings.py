"""Warnings about budgets: each level once, over restarts and beside other processes."""

import asyncio
import logging

import pytest
from sqlalchemy import select, text

from core.domain.budget import Spending
from core.domain.errors import BudgetSpentError
from core.services import budget_warnings, campaigns, notices, servers
from core.services.app import App
from core.services.shown import BudgetCard
from db.engine import open_database
from db.models import Campaign
from db.records import AuditEntry, Notice
from tests.conftest import ADMIN, HOME
from tests.core.services.money import meddle
from tests.core.services.spending import ONE, submit, summer_with, taken
from tests.fakes import FakeSource, FixedClock

CHANNEL = 300_000_000_000_000_003


async def levels(app: App) -> list[int]:
    """The warnings that were written, in their order."""
    async with app.reads() as session:
        return [each.args["level"] for each in await session.scalars(select(Notice).order_by(Notice.id))]


async def told(app: App) -> int:
    async with app.reads() as session:
        return (await session.get_one(Campaign, 1)).budget_told_percent


async def money(app: App) -> BudgetCard:
    card = await campaigns.show(app, ADMIN, None)
    assert card.money is not None
    return card.money


async def test_each_level_is_told_once_when_it_is_reached(app: App, source: FakeSource) -> None:
    await summer_with(app, "2500")
    seen = []
    for number in range(1, 11):
        await taken(app, source, number)
        await budget_warnings.warn_due(app)
        await budget_warnings.warn_due(app)
        seen.append(await levels(app))

    assert [len(each) for each in seen] == [0, 0, 0, 0, 1, 1, 1, 2, 3, 4]
    assert seen[-1] == [50, 75, 90, 100]


async def test_a_leap_over_several_levels_is_one_warning(app: App, source: FakeSource) -> None:
    await summer_with(app, "300")
    await taken(app, source, 1)

    await budget_warnings.warn_due(app)

    assert (await levels(app), await told(app)) == ([75], 75)
    async with app.reads() as session:
        (notice,) = await session.scalars(select(Notice))
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == "budget"))
    assert (notice.guild_id, notice.channel, notice.topic, notice.sent_at) == (HOME, "admin", "budget", None)
    assert notice.args == {
        "campaign_id": 1,
        "campaign": "Summer",
        "level": 75,
        "committed": ONE,
        "budget": 300_00,
        "currency": "USD",
        "unknown": 0,
    }
    assert (entry.actor, entry.before, entry.after) == (None, "0 %", "75 %")
    assert entry.reason == "250.00 USD of 300.00 USD earned or reserved"


async def test_what_goes_down_and_up_again_is_not_told_twice(app: App, source: FakeSource) -> None:
    await summer_with(app, "400")
    await taken(app, source, 1)
    await budget_warnings.warn_due(app)
    async with app.sessions.begin() as session:
        await session.execute(text("UPDATE posts SET status = 'rejected'"))
    await budget_warnings.warn_due(app)
    await taken(app, source, 2)

    await budget_warnings.warn_due(app)

    assert await levels(app) == [50]


async def test_a_raised_budget_is_warned_of_anew(app: App, source: FakeSource) -> None:
    await summer_with(app, "300")
    await taken(app, source, 1)
    await budget_warnings.warn_due(app)

    await campaigns.edit(app, ADMIN, campaign=None, budget="1000")
    assert await told(app) == 0
    await taken(app, source, 2)
    await budget_warnings.warn_due(app)
    await campaigns.edit(app, ADMIN, campaign=None, name="Fall")
    await budget_warnings.warn_due(app)

    assert await levels(app) == [75, 50]


async def test_a_lowered_budget_warns_and_one_taken_away_is_quiet(app: App, source: FakeSource) -> None:
    await summer_with(app, "1000")
    await taken(app, source, 1)
    await campaigns.edit(app, ADMIN, campaign=None, budget="200")
    await budget_warnings.warn_due(app)
    assert (await levels(app), await told(app)) == ([100], 100)

    edited = await campaigns.edit(app, ADMIN, campaign=None, budget="none")
    await budget_warnings.warn_due(app)

    assert (edited.card.budget_minor, await told(app), await levels(app)) == (None, 0, [100])


async def test_two_processes_and_many_passes_write_one_warning(
    app: App, source: FakeSource, database_url: str
) -> None:
    await summer_with(app, "400")
    await taken(app, source, 1)
    other = open_database(database_url)
    beside = App(other, app.sources, app.links, app.clock)

    await asyncio.gather(*(budget_warnings.warn_due(each) for each in [app, beside] * 10))

    await other.close()
    assert await levels(app) == [50]


async def test_between_looking_and_locking_the_budget_may_go(app: App, source: FakeSource) -> None:
    await summer_with(app, "400")
    await taken(app, source, 1)
    async with app.reads() as session:
        seen = await session.get_one(Campaign, 1)
    await campaigns.edit(app, ADMIN, campaign=None, budget="none")

    await budget_warnings.warn_one(app, seen)

    assert await levels(app) == []


async def test_a_campaign_that_cannot_be_read_costs_itself_only(
    app: App, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    await summer_with(app, "400")
    await taken(app, source, 1)
    await campaigns.create(app, ADMIN, name="Broken", cpm="1", cap=1_000, budget="1")
    await meddle(app, "UPDATE posts SET campaign_id = 2, cpm = 'much'")
    await taken_in_summer(app, source)

    await budget_warnings.warn_due(app)

    assert await levels(app) == [50]
    assert [entry.message for entry in caplog.records if entry.levelno == logging.ERROR] == [
        "The budget of campaign 2 could not be looked at"
    ]


async def taken_in_summer(app: App, source: FakeSource) -> None:
    async with app.sessions.begin() as session:
        await session.execute(text("UPDATE campaigns SET state = 'archived' WHERE id = 2"))
    await taken(app, source, 2)


async def test_without_a_channel_a_warning_waits_and_the_campaign_shows_it(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "400")
    await taken(app, source, 1)
    await budget_warnings.warn_due(app)

    assert await notices.due(app, {HOME}) == []
    assert await money(app) == BudgetCard(Spending(0, ONE, 0), 62, (50,), None, has_channel=False)

    await servers.choose_channel(app, ADMIN, CHANNEL)
    (sending,) = await notices.due(app, {HOME, 7})
    assert await notices.due(app, {7}) == []
    assert (sending.guild_id, sending.channel_id, sending.topic) == (HOME, CHANNEL, "budget")
    await notices.failed(app, sending.notice_id, "Forbidden: " + "x" * 500)
    assert (await money(app)).trouble == ("Forbidden: " + "x" * 500)[:200]
    assert (await notices.due(app, {HOME}))[0].nonce == sending.nonce

    await notices.sent(app, sending.notice_id)
    await notices.failed(app, sending.notice_id, "late")

    assert await notices.due(app, {HOME}) == []
    assert await money(app) == BudgetCard(Spending(0, ONE, 0), 62)
    async with app.reads() as session:
        (kept,) = await session.scalars(select(Notice))
    assert (kept.sent_at, kept.attempts) == (clock.now, 1)


async def test_the_oldest_is_due_first_each_with_a_nonce_of_its_own(app: App, source: FakeSource) -> None:
    await summer_with(app, "500")
    await servers.choose_channel(app, ADMIN, CHANNEL)
    for number in (1, 2):
        await taken(app, source, number)
        await budget_warnings.warn_due(app)

    found = await notices.due(app, {HOME})

    assert [each.args["level"] for each in found] == [50, 100]
    assert len({each.nonce for each in found}) == 2


async def test_a_change_of_budget_shows_what_is_committed(app: App, source: FakeSource) -> None:
    await summer_with(app, None)
    assert (await campaigns.show(app, ADMIN, None)).money == BudgetCard(Spending(), None, has_channel=False)
    await taken(app, source, 1)

    lowered = (await campaigns.edit(app, ADMIN, campaign=None, budget="200")).card

    assert lowered.budget_minor == 200_00
    assert lowered.money == BudgetCard(Spending(0, ONE, 0), 125, has_channel=False)
    assert isinstance(await submit(app, source, 2), BudgetSpentError)
    (listed,) = (await campaigns.listing(app, ADMIN)).items
    assert listed.money is None
