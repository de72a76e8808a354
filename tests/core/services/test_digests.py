"""Weekly digests: due by the server's clocks, told once, about whole weeks, unknown never zero."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from core.domain.errors import ChannelClosedError, NumberRangeError
from core.domain.ledger import LedgerKind
from core.domain.terms import PostStatus, TrackingStatus
from core.services import campaigns, digests, servers
from core.services.app import App
from core.services.shown_digests import Week
from db.models import Server
from db.money import LedgerEntry
from tests.conftest import ADMIN
from tests.core.services.acting import END, hand_in, look
from tests.core.services.digesting import (
    CHANNEL,
    DAY,
    DUE,
    ELSEWHERE,
    a_busy_week,
    choose,
    composed,
    due,
    only,
)
from tests.db.counted import added, adjusted, campaign, creator, read
from tests.fakes import NOON, FakeSource, FixedClock


async def test_it_is_off_until_a_channel_is_chosen(app: App, clock: FixedClock) -> None:
    await a_busy_week(app)
    await servers.choose_digest_hour(app, ADMIN, 8)
    clock.now = DUE + DAY * 7
    assert await due(app) == []

    on = await servers.choose_digest_channel(app, ADMIN, CHANNEL)
    off = await servers.choose_digest_channel(app, ADMIN, None)

    assert on.digest_due_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert off.digest_due_at is None


async def test_day_hour_and_zone_move_the_next_one(app: App) -> None:
    await choose(app)
    usual = await servers.show(app, ADMIN)

    day = await servers.choose_digest_day(app, ADMIN, 2)
    hour = await servers.choose_digest_hour(app, ADMIN, 18)
    zone = await servers.choose_zone(app, ADMIN, "Europe/Berlin")

    assert (usual.digest_weekday, usual.digest_hour, usual.digest_due_at) == (0, 9, DUE)
    assert day.digest_due_at == datetime(2026, 11, 4, 9, tzinfo=UTC)
    assert hour.digest_due_at == datetime(2026, 11, 4, 18, tzinfo=UTC)
    assert zone.digest_due_at == datetime(2026, 11, 4, 17, tzinfo=UTC)


async def test_clocks_that_change_leave_it_at_its_hour(app: App, clock: FixedClock) -> None:
    clock.now = datetime(2027, 3, 22, 8, tzinfo=UTC)  # clocks change on the 28th
    await choose(app, "Europe/Berlin")
    clock.now = datetime(2027, 3, 29, 7, tzinfo=UTC)

    (slot,) = await due(app)
    await digests.sent(app, slot)

    assert slot.due_at == clock.now
    assert (await servers.show(app, ADMIN)).digest_due_at == clock.now + 7 * DAY


async def test_what_cannot_be_is_refused(app: App) -> None:
    with pytest.raises(ChannelClosedError):
        await servers.choose_digest_channel(app, ADMIN, CHANNEL, missing=["attach_files"])
    with pytest.raises(NumberRangeError):
        await servers.choose_digest_day(app, ADMIN, 7)
    with pytest.raises(NumberRangeError):
        await servers.choose_digest_hour(app, ADMIN, 24)


async def test_a_week_is_told_against_the_one_before(app: App, clock: FixedClock) -> None:
    await choose(app)
    home = await campaign(app)
    anna, ben = await creator(app, home, "anna"), await creator(app, home, "ben")
    old = await added(app, home, anna, published_at=NOON - 7 * DAY)
    new = await added(app, home, ben)
    await read(app, old, [(-160, 100), (-150, 300), (2, 1_000)])
    await read(app, new, [(1, 500), (3, 2_500)])
    await read(app, await added(app, home, ben, tracking=TrackingStatus.EXCLUDED), [(1, 9_999)])
    await read(app, await added(app, home, ben, status=PostStatus.REJECTED), [(1, 9_999)])
    clock.now = DUE

    told = await only(app)

    assert told.last == Week(posts=1, creators=1, gained=3_200, finalized=0, earned_minor=None)
    assert told.before == Week(posts=1, creators=1, gained=300, finalized=0, earned_minor=None)
    assert [(post.id, post.gained) for post in told.posts] == [(new, 2_500), (old, 700)]
    assert [(each.handle, each.gained) for each in told.creators] == [("ben", 2_500), ("anna", 700)]
    assert told.gained == [100, 200, *[None] * 5, 3_200, *[None] * 6]


async def test_its_week_ends_with_the_day_before_by_the_servers_midnight(app: App, clock: FixedClock) -> None:
    await choose(app, "Asia/Kathmandu")  # the 9th begins there at 18:15 of the 8th, UTC
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    midnight = datetime(2026, 11, 8, 18, 15, tzinfo=UTC)
    for moment in (midnight - 7 * DAY, midnight - timedelta(seconds=1), midnight):
        await added(app, home, anna, published_at=moment)
    clock.now = DUE

    found = await composed(app)

    assert found is not None
    assert (found.week.first, found.week.last) == (date(2026, 11, 2), date(2026, 11, 8))
    assert [(each.last.posts, each.before.posts) for each in found.campaigns] == [(2, 0)]


async def test_what_nobody_read_is_unknown_and_not_zero(app: App, clock: FixedClock) -> None:
    await choose(app)
    home = await campaign(app)
    await added(app, home, await creator(app, home, "anna"), views=None, read_at=None)
    clock.now = DUE

    told = await only(app)

    assert (told.last.posts, told.last.gained, told.posts, told.creators) == (1, None, [], [])


async def test_three_lead_and_those_that_lost_views_do_not(app: App, clock: FixedClock) -> None:
    await choose(app)
    home = await campaign(app)
    for number in range(5):
        post = await added(app, home, await creator(app, home, f"c{number}"))
        await read(app, post, [(-100, 1_000), (1, 1_000 + 10 * (number - 2))])
    clock.now = DUE

    told = await only(app)

    assert [each.gained for each in told.posts] == [20, 10]
    assert [(each.handle, each.gained) for each in told.creators] == [("c4", 20), ("c3", 10)]
    assert told.last.gained == 0


async def test_posts_finalized_in_the_week_are_counted_once(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    home = await campaign(app)
    await creator(app, home, "anna")
    await campaigns.edit(app, ADMIN, campaign=None, cpm="1", cap=10_000, shows_amounts=True)
    await hand_in(app, source, 5_000)
    clock.now = END
    await look(app, source, 5_000)
    await choose(app)
    await servers.choose_digest_day(app, ADMIN, 3)
    clock.now = datetime(2026, 11, 12, 9, tzinfo=UTC)

    told = await only(app)

    assert (told.last.finalized, told.last.earned_minor, told.currency) == (1, 500, "USD")
    assert (told.before.finalized, told.before.earned_minor) == (0, 0)
    async with app.sessions.begin() as session:
        await session.execute(update(Server).values(digest_claimed_at=None))
    await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=False)
    assert (await only(app)).last.earned_minor is None


async def test_money_of_other_weeks_is_left_out(app: App, clock: FixedClock) -> None:
    await choose(app)
    home = await a_busy_week(app)
    await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=True)
    post = await added(app, home, await creator(app, home, "ben"))
    await adjusted(app, post, 700, LedgerKind.EARNED)
    await adjusted(app, post, -200, LedgerKind.ADJUSTED)
    async with app.sessions.begin() as session:
        await session.execute(
            update(LedgerEntry).where(LedgerEntry.amount_minor < 0).values(at=NOON - 7 * DAY)
        )
    clock.now = DUE

    told = await only(app)

    assert (told.last.earned_minor, told.before.earned_minor) == (700, -200)


async def test_nothing_happened_is_not_told_and_the_next_is_due(app: App, clock: FixedClock) -> None:
    await choose(app)
    home = await campaign(app)
    post = await added(app, home, await creator(app, home, "anna"), published_at=NOON - 30 * DAY)
    await read(app, post, [(-300, 100)])
    clock.now = DUE

    assert await composed(app) is None

    assert await due(app) == []
    assert (await servers.show(app, ADMIN)).digest_due_at == DUE + 7 * DAY


async def test_archived_campaigns_and_other_servers_are_left_out(app: App, clock: FixedClock) -> None:
    await choose(app)
    await campaigns.create(app, ELSEWHERE, name="Theirs")
    for name in ("Summer", "Winter"):
        await a_busy_week(app, name)
    async with app.sessions.begin() as session:
        row = await campaigns.resolve(session, ADMIN, "Winter")
        row.state = type(row.state)("archived")
    clock.now = DUE

    assert (await only(app)).name == "Summer"
    assert await digests.due(app, {ELSEWHERE.guild_id}) == []


async def test_ten_campaigns_at_most_with_the_most_views_first(app: App, clock: FixedClock) -> None:
    await choose(app)
    for number in range(12):
        home = await campaign(app, f"C{number:02}")
        post = await added(app, home, await creator(app, home, "anna"))
        await read(app, post, [(1, 100 + number)])
    clock.now = DUE

    found = await composed(app)

    assert found is not None
    assert [each.name for each in found.campaigns] == [f"C{number:02}" for number in range(11, 1, -1)]
    assert found.more == 2
