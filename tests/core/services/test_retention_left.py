"""Creators who were removed long ago: what is personal goes, once nothing runs and nothing is owed."""

import pytest
from sqlalchemy import select, update

from core.domain.retention import LEFT_KEPT
from core.domain.terms import Platform
from core.services import campaigns, confirmations, creators, endings, notes, retention
from core.services.app import App
from db.models import Creator, Post, Snapshot
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN
from tests.core.services.acting import END, count, hand_in
from tests.core.services.money import campaign, earned, pay
from tests.core.services.paying import assert_sound
from tests.fakes import FakeSource, FixedClock


async def remove(app: App) -> None:
    plan = await endings.plan_remove(app, ADMIN, "anna")
    await confirmations.confirm(app, ADMIN, plan.prompt_id)


async def described(app: App) -> None:
    """The creator has a name, a picture and a note; what is read of posts has run its course."""
    await notes.write_creator(app, ADMIN, await notes.of_creator(app, ADMIN, "anna", None), "likes cats")
    async with app.sessions.begin() as session:
        await session.execute(update(Creator).values(display_name="Anna", avatar_url="https://x.test/a.jpg"))
        await session.execute(update(Post).values(next_check_at=None))


async def creator(app: App) -> Creator:
    async with app.reads() as session:
        return (await session.scalars(select(Creator))).one()


async def post(app: App) -> Post:
    async with app.reads() as session:
        return (await session.scalars(select(Post))).one()


@pytest.fixture
async def paid(app: App, source: FakeSource, clock: FixedClock) -> None:
    """A creator who was paid and removed."""
    await campaign(app)
    name = await earned(app, source, clock)
    await pay(app, int(name.removeprefix("#")), 500)
    await described(app)
    await remove(app)


@pytest.mark.usefixtures("paid")
async def test_what_is_personal_goes_after_its_time_and_the_money_stays(app: App, clock: FixedClock) -> None:
    snapshots, entries = await count(app, Snapshot), await count(app, LedgerEntry)
    clock.advance(seconds=LEFT_KEPT.total_seconds())
    assert (await retention.sweep(app))["left"] == 0
    assert (await post(app)).caption == "look at this"

    clock.advance(seconds=1)
    assert (await retention.sweep(app))["left"] == 1

    gone = await creator(app)
    assert (gone.handle, gone.display_name, gone.avatar_url, gone.notes) == ("anna", None, None, None)
    row = await post(app)
    assert (row.caption, row.author_name, row.thumbnail_url, row.notes) == (None, None, None, None)
    assert (row.author_handle, row.counted_views, row.earned_minor) == ("anna", 5_000, 500)
    assert (await count(app, Snapshot), await count(app, LedgerEntry)) == (snapshots, entries)
    await assert_sound(app)


@pytest.mark.usefixtures("paid")
async def test_it_is_done_once_with_a_trace(app: App, clock: FixedClock) -> None:
    clock.advance(seconds=LEFT_KEPT.total_seconds() + 1)

    removed = [(await retention.sweep(app))["left"] for _ in range(3)]

    assert removed == [1, 0, 0]
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == retention.LOOP)
        (entry,) = await session.scalars(query)
    assert (entry.actor, entry.creator_id) == (None, 1)
    assert entry.reason == "removed from the campaign more than 180 days ago"


async def test_while_anything_is_owed_nothing_goes(app: App, source: FakeSource, clock: FixedClock) -> None:
    await campaign(app)
    await earned(app, source, clock)
    await described(app)
    await remove(app)
    clock.advance(seconds=LEFT_KEPT.total_seconds() + 1)

    assert (await retention.sweep(app))["left"] == 0

    assert (await creator(app)).display_name == "Anna"
    await pay(app, 1, 500, clock.now)
    assert (await retention.sweep(app))["left"] == 1


async def test_while_a_post_runs_nothing_goes(app: App, source: FakeSource, clock: FixedClock) -> None:
    await campaign(app)
    await hand_in(app, source, 100)
    await described(app)
    await remove(app)
    clock.now = END + LEFT_KEPT

    assert (await retention.sweep(app))["left"] == 0
    assert (await creator(app)).notes == "likes cats"


async def test_who_is_in_the_campaign_keeps_everything(app: App, clock: FixedClock) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await described(app)
    clock.advance(seconds=10 * LEFT_KEPT.total_seconds())

    assert (await retention.sweep(app))["left"] == 0
    assert (await creator(app)).display_name == "Anna"
