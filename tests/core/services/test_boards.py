"""The board of a server: said once, edited when it changed, moved and replaced without a second one."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.domain.access import Caller, Role
from core.domain.needs import Need
from core.domain.terms import Platform, TrackingStatus
from core.services import boards, campaigns, creators, decisions, servers, verdicts
from core.services.app import App
from core.services.boards import TOPIC
from core.services.shown_boards import Example, Removal, Tasks, TasksIn, Waiting, Writing
from db.models import Post
from tests.conftest import ADMIN, HOME
from tests.core.services.acting import END, REF, hand_in
from tests.fakes import NOON, FakeSource, FixedClock, tiktok

HERE, THERE = 81, 82
ELSEWHERE = Caller(HOME + 1, ADMIN.discord_id, Role.ADMIN)
BOTH = {HOME, ELSEWHERE.guild_id}


@pytest.fixture
async def chosen(app: App) -> None:
    """A campaign with a creator, in a server that chose its admin channel."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await servers.choose_channel(app, ADMIN, HERE)


async def found(app: App, source: FakeSource, serial: int = 1) -> None:
    """A post comes in that waits for review."""
    await hand_in(app, source, 10, tiktok(NOON - timedelta(hours=serial), serial))
    await review(app, TrackingStatus.DIRECT_ADD, TrackingStatus.PENDING_REVIEW)


async def review(app: App, old: TrackingStatus, new: TrackingStatus) -> None:
    async with app.sessions.begin() as session:
        await session.execute(update(Post).where(Post.tracking == old).values(tracking=new))


async def due(app: App) -> Writing | Removal | None:
    plans = await boards.due(app, {HOME})
    assert len(plans) <= 1
    return plans[0] if plans else None


async def writing(app: App) -> Writing:
    plan = await due(app)
    assert isinstance(plan, Writing)
    return plan


def tasks(plan: Writing) -> Tasks:
    assert isinstance(plan.said, Tasks)
    return plan.said


@pytest.mark.usefixtures("chosen")
async def test_nothing_is_said_before_there_is_something_to_say(app: App, source: FakeSource) -> None:
    assert await due(app) is None

    await found(app, source)

    plan = await writing(app)
    assert (plan.guild_id, plan.channel_id, plan.message_id) == (HOME, HERE, None)
    assert tasks(plan).campaigns == [TasksIn("Summer", 1, NOON)]


@pytest.mark.usefixtures("chosen")
async def test_the_same_message_is_edited_only_when_it_would_say_something_else(
    app: App, source: FakeSource
) -> None:
    await found(app, source)
    await boards.written(app, await writing(app), 901)
    assert await due(app) is None

    await found(app, source, 2)
    more = await writing(app)
    await boards.written(app, more, 901)
    assert (more.message_id, tasks(more).waiting) == (901, 2)
    assert await due(app) is None

    await campaigns.edit(app, ADMIN, campaign=None, name="Sommer")
    renamed = await writing(app)
    await boards.written(app, renamed, 901)
    assert [each.campaign for each in tasks(renamed).campaigns] == ["Sommer"]


@pytest.mark.usefixtures("chosen")
async def test_when_nothing_waits_any_more_the_message_says_so(app: App, source: FakeSource) -> None:
    await found(app, source)
    await boards.written(app, await writing(app), 901)

    await review(app, TrackingStatus.PENDING_REVIEW, TrackingStatus.EXCLUDED)

    plan = await writing(app)
    assert (plan.message_id, tasks(plan).waiting) == (901, 0)
    await boards.written(app, plan, 901)
    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_posts_that_only_a_person_can_decide_about_are_told_too(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await hand_in(app, source, None)
    clock.now = END + timedelta(hours=47)
    await decisions.decide_due(app)
    assert await due(app) is None  # a reading may still come

    clock.now = END + timedelta(hours=49)
    await decisions.decide_due(app)

    plan = await writing(app)
    assert plan.said == Tasks([TasksIn("Summer", needs={Need.UNDECIDED: Waiting(1, [Example(1, REF)])})])
    await boards.written(app, plan, 901)
    assert await due(app) is None

    async with app.sessions.begin() as session:
        await verdicts.reject(session, app, ADMIN, 1, "nobody can read it")

    assert tasks(await writing(app)) == Tasks()


@pytest.mark.usefixtures("chosen")
async def test_reviews_and_decisions_are_told_together(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await hand_in(app, source, None)
    await found(app, source, 2)
    await hand_in(app, source, None, tiktok(NOON, 3))
    clock.now = END + timedelta(hours=49)
    await decisions.decide_due(app)

    plan = await writing(app)

    assert plan.said == Tasks(
        [TasksIn("Summer", 2, NOON, needs={Need.UNDECIDED: Waiting(1, [Example(3, tiktok(NOON, 3))])})]
    )
    async with app.sessions.begin() as session:
        await verdicts.reject(session, app, ADMIN, 3, "nobody can read it")
    assert (await writing(app)).digest != plan.digest


@pytest.mark.usefixtures("chosen")
async def test_a_post_that_does_not_count_needs_no_decision(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await hand_in(app, source, None)
    clock.now = END + timedelta(hours=49)
    await decisions.decide_due(app)

    await review(app, TrackingStatus.DIRECT_ADD, TrackingStatus.EXCLUDED)

    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_a_deleted_message_is_sent_anew_as_another_one(app: App, source: FakeSource) -> None:
    await found(app, source)
    first = await writing(app)
    await boards.written(app, first, 901)

    await boards.lost(app, HOME, 901)

    again = await writing(app)
    assert again.message_id is None
    assert again.nonce != first.nonce
    await boards.written(app, again, 902)
    await boards.lost(app, HOME, 901)  # told late, about the old one
    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_a_deleted_message_is_not_missed_while_nothing_waits(app: App, source: FakeSource) -> None:
    await found(app, source)
    await boards.written(app, await writing(app), 901)
    await review(app, TrackingStatus.PENDING_REVIEW, TrackingStatus.INCLUDED)

    await boards.lost(app, HOME, 901)

    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_an_attempt_that_was_not_kept_is_made_again_as_the_same_message(
    app: App, source: FakeSource
) -> None:
    await found(app, source)
    before = await writing(app)
    await found(app, source, 2)

    after = await writing(app)

    assert after.nonce == before.nonce
    assert 0 < after.nonce < 2**63
    await boards.written(app, after, 901, is_exact=False)
    corrected = await writing(app)
    assert corrected.message_id == 901
    await boards.written(app, corrected, 901)
    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_in_another_channel_the_old_message_goes_before_the_new_one_comes(
    app: App, source: FakeSource
) -> None:
    await found(app, source)
    first = await writing(app)
    await boards.written(app, first, 901)

    await servers.choose_channel(app, ADMIN, THERE)

    assert await due(app) == Removal(HOME, TOPIC, HERE, 901)
    await boards.lost(app, HOME, 901)
    second = await writing(app)
    assert (second.channel_id, second.message_id) == (THERE, None)
    await boards.written(app, second, 902)
    assert await due(app) is None

    await servers.choose_channel(app, ADMIN, HERE)
    await boards.lost(app, HOME, 902)
    assert (await writing(app)).nonce not in {first.nonce, second.nonce}


@pytest.mark.usefixtures("chosen")
async def test_without_a_channel_the_message_goes(app: App, source: FakeSource) -> None:
    await found(app, source)
    await boards.written(app, await writing(app), 901)

    await servers.choose_channel(app, ADMIN, None)

    assert await due(app) == Removal(HOME, TOPIC, HERE, 901)
    await boards.lost(app, HOME, 901)
    assert await due(app) is None


@pytest.mark.usefixtures("chosen")
async def test_each_server_has_its_own_and_only_those_the_bot_is_in(app: App, source: FakeSource) -> None:
    await found(app, source)
    await campaigns.create(app, ELSEWHERE, name="Winter")
    await servers.choose_channel(app, ELSEWHERE, THERE)

    assert [plan.guild_id for plan in await boards.due(app, BOTH)] == [HOME]
    assert await boards.due(app, {ELSEWHERE.guild_id}) == []
