"""Pulse cards: kept where an admin wants one, edited when something changed, and ended by deleting them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import CampaignUnknownError, ChannelClosedError
from core.domain.terms import Platform, PostStatus, TrackingStatus
from core.services import boards, campaigns, pulses
from core.services.app import App
from core.services.pulses import EVERY
from core.services.shown_boards import Plan, Pulse, Removal, Writing
from db.records import AuditEntry
from tests.conftest import ADMIN, HOME
from tests.db.counted import added, campaign, creator, read
from tests.fakes import NOON, FixedClock

HERE, THERE = 81, 82
TOPIC = "pulse:1"
ELSEWHERE = Caller(HOME + 1, ADMIN.discord_id, Role.ADMIN)


@pytest.fixture
async def kept(app: App) -> int:
    """A campaign with a creator, whose card is wanted."""
    home = await campaign(app)
    await creator(app, home, "anna")
    await pulses.keep(app, ADMIN, home, HERE)
    return home


async def due(app: App) -> Plan | None:
    plans = await pulses.due(app, {HOME})
    assert len(plans) <= 1
    return plans[0] if plans else None


async def writing(app: App) -> Writing:
    plan = await due(app)
    assert isinstance(plan, Writing)
    return plan


async def sent(app: App, message_id: int = 901) -> Writing:
    plan = await writing(app)
    await boards.written(app, plan, message_id)
    return plan


def pulse(plan: Writing) -> Pulse:
    assert isinstance(plan.said, Pulse)
    return plan.said


async def post(app: App, home: int, views: int | None = 100, **values: object) -> int:
    return await added(app, home, 1, views=views, **values)


async def test_it_tells_how_the_campaign_is_doing(app: App, kept: int, clock: FixedClock) -> None:
    clock.now = NOON + timedelta(hours=30)
    ends = clock.now + timedelta(days=1)
    first = await post(app, kept, 700, window_ends_at=ends + timedelta(days=1))
    await read(app, first, [(1, 300), (10, 700)])
    await post(app, kept, None, window_ends_at=ends, read_at=None)
    await post(app, kept, status=PostStatus.FINALIZED, window_ends_at=clock.now - timedelta(days=1))
    await post(app, kept, tracking=TrackingStatus.EXCLUDED, window_ends_at=clock.now + timedelta(hours=1))

    told = pulse(await writing(app))

    assert (told.card.name, told.card.creators) == ("Summer", 1)
    assert (told.views, told.unknown, told.gained) == (800, 1, 400)
    assert told.card.posts == {PostStatus.ACTIVE: 2, PostStatus.FINALIZED: 1}
    assert (told.window_ends_at, told.oldest_at) == (ends, NOON)


@pytest.mark.usefixtures("kept")
async def test_without_posts_nothing_is_made_a_zero(app: App) -> None:
    told = pulse(await writing(app))

    assert (told.views, told.gained, told.window_ends_at, told.oldest_at) == (None, None, None, None)


async def test_it_is_edited_when_it_changed_and_every_five_minutes_at_most(
    app: App, kept: int, clock: FixedClock
) -> None:
    first = await sent(app)
    assert (first.channel_id, first.message_id, first.topic) == (HERE, None, TOPIC)
    await post(app, kept)

    clock.now += EVERY - timedelta(seconds=1)
    assert await due(app) is None
    clock.now += timedelta(seconds=1)
    again = await sent(app)
    assert again.message_id == 901

    clock.now += EVERY
    assert await due(app) is None  # nothing has changed
    await post(app, kept)
    assert await due(app) is None  # it was looked at just now
    clock.now += EVERY
    assert (await writing(app)).message_id == 901


@pytest.mark.usefixtures("kept")
async def test_a_second_use_moves_it_within_the_channel_too(app: App) -> None:
    first = await sent(app)

    await pulses.keep(app, ADMIN, 1, THERE)
    assert await due(app) == Removal(HOME, TOPIC, HERE, 901)
    await boards.lost(app, HOME, 901, TOPIC)
    second = await sent(app, 902)
    assert (second.channel_id, second.message_id) == (THERE, None)
    assert second.nonce != first.nonce

    await pulses.keep(app, ADMIN, 1, THERE)
    assert await due(app) == Removal(HOME, TOPIC, THERE, 902)
    await boards.lost(app, HOME, 902, TOPIC)
    third = await writing(app)
    assert third.message_id is None
    assert third.nonce not in {first.nonce, second.nonce}


@pytest.mark.usefixtures("kept")
async def test_stopping_takes_the_message_away_once(app: App) -> None:
    await sent(app)

    assert await pulses.stop(app, ADMIN, 1)
    assert not await pulses.stop(app, ADMIN, 1)

    assert await due(app) == Removal(HOME, TOPIC, HERE, 901)
    await boards.lost(app, HOME, 901, TOPIC)
    assert await due(app) is None


@pytest.mark.usefixtures("kept")
async def test_deleting_the_message_ends_it_with_a_trace(app: App, clock: FixedClock) -> None:
    plan = await sent(app)

    await pulses.ended(app, plan, 901)
    await pulses.ended(app, plan, 901)  # told twice

    clock.now += EVERY
    assert await due(app) is None
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == "campaign pulse").order_by(AuditEntry.id)
        entries = [(each.actor, each.before, each.after) for each in await session.scalars(query)]
    assert entries == [
        (ADMIN.discord_id, "nothing", f"channel {HERE}"),
        (None, f"channel {HERE}", "nothing"),
    ]


@pytest.mark.usefixtures("kept")
async def test_a_message_deleted_long_ago_does_not_end_the_one_elsewhere(app: App) -> None:
    plan = await sent(app)
    await pulses.keep(app, ADMIN, 1, THERE)

    await pulses.ended(app, plan, 901)

    assert (await writing(app)).channel_id == THERE


async def test_what_is_closed_or_another_servers_is_refused(app: App, kept: int) -> None:
    await campaigns.create(app, ELSEWHERE, name="Theirs")

    with pytest.raises(ChannelClosedError):
        await pulses.keep(app, ADMIN, kept, THERE, missing=["embed_links"])
    for act in (pulses.keep(app, ELSEWHERE, kept, THERE), pulses.stop(app, ELSEWHERE, kept)):
        with pytest.raises(CampaignUnknownError):
            await act

    assert (await writing(app)).channel_id == HERE
    assert await pulses.due(app, {ELSEWHERE.guild_id}) == []


async def test_each_campaign_has_its_own_beside_what_waits(app: App, kept: int) -> None:
    winter = await campaign(app, "Winter")
    await creator(app, winter, "anna", Platform.INSTAGRAM)
    await pulses.keep(app, ADMIN, winter, HERE)

    plans = await pulses.due(app, {HOME})

    assert [plan.topic for plan in plans] == [f"pulse:{kept}", f"pulse:{winter}"]
    assert len({plan.nonce for plan in plans if isinstance(plan, Writing)}) == 2
