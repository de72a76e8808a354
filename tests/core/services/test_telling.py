"""Each transition is written once for the member it concerns, with what it tells of, or not at all."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from core.domain.errors import PostGoneError
from core.domain.telling import Topic
from core.domain.terms import Platform, PostStatus, TrackingMode
from core.domain.tracking import Review
from core.services import (
    adjustments,
    appeals,
    confirmations,
    creator_edits,
    decisions,
    holds,
    letters,
    refresh,
    reviews,
    submissions,
    verdicts,
)
from core.services.app import App
from db import campaigns as campaign_rows
from db import posts as post_rows
from db.engine import Session
from db.models import Creator, Post
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, REF, hand_in, look
from tests.core.services.paying import pay, void
from tests.core.services.reviewing import PENDING
from tests.core.services.syncing import pass_by, watch
from tests.core.services.telling_stage import bound, notices, told
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
from tests.simulated import PlayedAccount


class World:
    """Anna's post, handed in by herself, and what becomes of it."""

    def __init__(self, app: App, source: FakeSource, clock: FixedClock) -> None:
        self.app, self.source, self.clock = app, source, clock

    async def end(self, views: int | None = 5_000) -> None:
        self.clock.now = END
        await look(self.app, self.source, views)

    async def edit(self, **values: Any) -> None:
        async with self.app.sessions.begin() as session:
            row = await session.get_one(Post, 1)
            for name, value in values.items():
                setattr(row, name, value)

    async def reject(self) -> None:
        plan = await verdicts.plan_reject(self.app, EDITOR, "#1", "bought views")
        await confirmations.confirm(self.app, EDITOR, plan.prompt_id)

    async def adjust(self) -> None:
        await self.end()
        plan = await adjustments.plan_adjust(self.app, ADMIN, "#1", "+5", "a bonus")
        await confirmations.confirm(self.app, ADMIN, plan.prompt_id)

    async def vanish(self) -> None:
        self.source.tell(REF, PostGoneError("nothing here", confirmed=True))
        self.clock.advance(hours=7)
        await refresh.run_round(self.app, Platform.TIKTOK)

    async def wait_for_review(self) -> None:
        await self.edit(tracking=PENDING)

    async def review(self, review: Review) -> int:
        await self.wait_for_review()
        done = await reviews.review_all(self.app, EDITOR, review, ["#1"])
        return done.prompt_id or 0


Deed = Callable[[World], Awaitable[Any]]


async def lose_terms(world: World) -> None:
    await world.edit(cpm=None, cap_views=None)
    await world.end()


async def wait_in_vain(world: World) -> None:
    world.clock.now = END + timedelta(hours=49)
    await decisions.decide_due(world.app)
    await decisions.decide_due(world.app)


async def unreject(world: World) -> None:
    await world.reject()
    await verdicts.unreject(world.app, EDITOR, "#1", "an appeal")


async def be_denied(world: World) -> None:
    await world.reject()
    made = await appeals.make(world.app, ANNA, 1, "The music is mine, I can prove it.")
    await appeals.deny(world.app, ADMIN, made.card.id, "the proof is missing")


async def release(world: World) -> None:
    await holds.hold(world.app, EDITOR, "#1", "fraud?")
    await holds.release(world.app, EDITOR, "#1")


async def be_paid(world: World) -> None:
    await world.end()
    await pay(world.app)


async def be_unpaid(world: World) -> None:
    await be_paid(world)
    await void(world.app, "#1")


async def come_back(world: World) -> None:
    await world.vanish()
    world.clock.advance(hours=26)
    await look(world.app, world.source, 6_000)


async def undo(world: World) -> None:
    await reviews.undo(world.app, EDITOR, await world.review(Review.INCLUDE))


async def track(world: World) -> None:
    ref = tiktok(NOON, 2)
    world.source.tell(ref, reading(ref, 5_000))
    await submissions.track(world.app, EDITOR, ref.url)


async def hand_over(world: World) -> None:
    world.clock.now = END
    await decisions.hand_over(world.app, 1)


HAPPENS: dict[str, tuple[Deed, list[Topic]]] = {
    "added by the team": (track, [Topic.TAKEN_IN]),
    "approved": (lambda w: w.review(Review.INCLUDE), [Topic.APPROVED]),
    "excluded": (lambda w: w.review(Review.EXCLUDE), [Topic.EXCLUDED]),
    "put back": (undo, [Topic.APPROVED, Topic.WAITING]),
    "finalized": (World.end, [Topic.FINALIZED]),
    "rejected by the rule": (lambda w: w.end(812), [Topic.REJECTED]),
    "rejected by a person": (World.reject, [Topic.REJECTED]),
    "unrejected": (unreject, [Topic.REJECTED, Topic.UNREJECTED]),
    "appeal denied": (be_denied, [Topic.REJECTED, Topic.DENIED]),
    "without terms": (lose_terms, [Topic.PENDING_TERMS]),
    "without a reading": (wait_in_vain, [Topic.NEEDS_PERSON]),
    "left to a person": (hand_over, [Topic.NEEDS_PERSON]),
    "held": (lambda w: holds.hold(w.app, EDITOR, "#1", "fraud?"), [Topic.HELD]),
    "released": (release, [Topic.HELD, Topic.RELEASED]),
    "adjusted": (World.adjust, [Topic.FINALIZED, Topic.ADJUSTED]),
    "paid": (be_paid, [Topic.FINALIZED, Topic.PAID]),
    "not paid any more": (be_unpaid, [Topic.FINALIZED, Topic.PAID, Topic.VOIDED]),
    "gone": (World.vanish, [Topic.GONE]),
    "back": (come_back, [Topic.GONE, Topic.BACK]),
}


@pytest.fixture
async def world(app: App, source: FakeSource, clock: FixedClock) -> World:
    made = World(await bound(app), source, clock)
    await hand_in(app, source, 5_000)
    return made


@pytest.mark.parametrize("what", HAPPENS)
async def test_a_transition_is_written_once_for_its_member(world: World, what: str) -> None:
    happen, topics = HAPPENS[what]
    assert await told(world.app) == []  # what she handed in herself was answered

    await happen(world)
    await decisions.decide_due(world.app)

    written = await notices(world.app)
    assert [each.topic for each in written] == topics
    assert {(each.guild_id, each.member_id) for each in written} == {(HOME, ANNA.discord_id)}


@pytest.mark.parametrize("what", ["finalized", "not paid any more", "adjusted", "put back", "back"])
async def test_nothing_is_written_for_who_stopped_the_messages(world: World, what: str) -> None:
    happen, _ = HAPPENS[what]
    await letters.choose(world.app, HOME, ANNA.discord_id, wanted=False)

    await happen(world)

    assert await told(world.app) == []


async def test_an_account_of_nobody_has_nobody_to_tell(world: World) -> None:
    async with world.app.sessions.begin() as session:
        (await session.get_one(Creator, 1)).discord_id = None

    await world.end()

    assert await told(world.app) == []


async def reject(session: Session, world: World) -> None:
    row = await post_rows.locked(session, 1)
    home = await campaign_rows.held(session, row.campaign_id)
    await decisions.move(session, row, home, PostStatus.REJECTED, "no", actor=None, now=world.app.clock())


async def test_what_is_undone_is_not_told(world: World) -> None:
    async with world.app.sessions() as session:
        await reject(session, world)
        await session.rollback()

    assert await told(world.app) == []


async def test_a_doubled_write_is_impossible(world: World) -> None:
    async with world.app.sessions.begin() as session:
        await reject(session, world)
        await reject(session, world)

    assert await told(world.app) == [Topic.REJECTED]


async def test_who_did_it_is_told_by_the_answer_alone(world: World) -> None:
    await creator_edits.edit(world.app, ADMIN, "anna", discord_id=EDITOR.discord_id)

    await holds.hold(world.app, EDITOR, "#1", "mine")
    await holds.release(world.app, ADMIN, "#1")

    assert await told(world.app) == [Topic.RELEASED]


async def test_what_it_says_is_what_was_decided(world: World) -> None:
    await world.adjust()
    await pay(world.app)

    final, corrected, paid = [each.args for each in await notices(world.app)]
    assert (final["views"], final["earned"], final["currency"]) == (5_000, 250, "USD")
    assert (corrected["amount"], corrected["reason"]) == (500, "a bonus")
    said = {name: paid[name] for name in ("amount", "posts", "method", "reference")}
    assert said == {"amount": 750, "posts": 1, "method": "PayPal", "reference": "TX-1"}


async def test_a_gone_post_that_cannot_be_paid_is_no_news(world: World) -> None:
    await world.reject()

    await world.vanish()

    assert await told(world.app) == [Topic.REJECTED]


@pytest.mark.parametrize(
    ("mode", "topic"),
    [(TrackingMode.AUTO, Topic.TAKEN_IN), (TrackingMode.SELECTIVE, Topic.WAITING)],
)
async def test_a_post_found_by_watching_is_told_with_what_comes_next(
    watching: App, anna: PlayedAccount, clock: FixedClock, mode: TrackingMode, topic: Topic
) -> None:
    await creator_edits.edit(watching, ADMIN, "anna", discord_id=ANNA.discord_id, mode=mode)
    await watch(watching)
    anna.publish(NOON + timedelta(hours=1))

    await pass_by(watching, clock)
    await pass_by(watching, clock)

    (one,) = await notices(watching)
    assert (one.topic, one.args["reason"]) == (topic, "found on the page of @anna")
