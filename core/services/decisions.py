"""Deciding posts: what the rule says at the window's end, and what a person says by hand.

Every change of status goes through `move`, every frozen amount through `finalize`; both write what they
did, why, and on which reading, in the transaction that changes the post.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import assert_never

from core.domain.access import Caller
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Decision, GoodReading, Verdict, at_window_end, counted_reading
from core.domain.refresh import Schedule
from core.domain.telling import Topic, of_status
from core.domain.terms import PostStatus, Terms
from core.domain.tracking import Use, takes_part
from core.services import ledger, rescheduling, telling
from core.services.app import App
from core.services.tally import Tally
from db import campaigns, posts, runs, snapshots, trail
from db.copies import PostCopy
from db.engine import Session
from db.models import Campaign, Post

log = logging.getLogger(__name__)

DECIDE_BATCH = 100


async def decide_due(app: App) -> Tally:
    """Decide every post whose window or grace is newly over, in batches of one transaction each."""
    started, total = app.clock(), Tally()
    async for ids in _to_decide(app, started):
        total += await _decide_batch(app, ids)
    if total.due:
        async with app.sessions.begin() as session:
            runs.record(session, "decisions", started, app.clock(), total.as_dict())
    return total


async def decide(session: Session, rows: Sequence[Post], *, now: datetime, schedule: Schedule) -> int:
    """Apply the rule to locked posts; return how many changed their status."""
    over = [post for post in rows if is_over(post, now)]
    said = await foresee(session, over, now=now, schedule=schedule)
    homes = await campaigns.by_ids(session, {post.campaign_id for post in over})
    decided = 0
    for post in sorted(over, key=lambda post: (post.campaign_id, post.id)):  # heads are locked in this order
        before = post.status
        await _carry_out(session, post, homes[post.campaign_id], said[post.id], now)
        decided += post.status is not before
    return decided


async def foresee(
    session: Session, rows: Sequence[Post], *, now: datetime, schedule: Schedule
) -> Mapping[int, Decision]:
    """Return, by post id, what the rule says of undecided posts; whether they count is left open."""
    readings = await snapshots.good_near_end(session, rows, schedule.grace)
    return {post.id: _decision(post, readings.get(post.id, []), now, schedule) for post in rows}


def takes_money(post: Post | PostCopy) -> bool:
    """Whether the post takes part in the decision, and in what is owed."""
    return takes_part(Use.MONEY, post.kind, post.tracking, post.status)


async def finalize(
    session: Session,
    post: Post,
    home: Campaign,
    *,
    counted: GoodReading,
    terms: Terms,
    actor: int | None,
    reason: str,
    now: datetime,
) -> None:
    """Freeze views, terms and earnings, and enter what was earned."""
    if post.creator_id is None or not takes_money(post):
        raise ValueError("a post that does not count earns nothing")
    fix(post, counted)
    post.cpm, post.cap_views = terms.cpm, terms.cap_views
    post.earned_minor = earnings_minor(counted.views, terms, home.currency)
    await move(session, post, home, PostStatus.FINALIZED, reason, actor=actor, now=now)
    await ledger.append(
        session,
        kind=LedgerKind.EARNED,
        home=home,
        creator_id=post.creator_id,
        post=post,
        amount_minor=post.earned_minor,
        actor=actor,
        reason=reason,
        now=now,
        terms=terms,
        snapshot_id=counted.snapshot_id,
        deal_id=post.deal_id,
    )


async def finalize_pending(
    session: Session, post: Post, home: Campaign, *, by: Caller, now: datetime
) -> None:
    """Finalize a post that waited for terms on the views that were fixed at its window's end."""
    terms = complete_terms(post.cpm, post.cap_views)
    if terms is None or post.counted_snapshot_id is None:
        raise ValueError("a pending post has counted views, and is finalized with complete terms")
    counted = snapshots.good(await snapshots.by_id(session, post.counted_snapshot_id))
    reason = f"{counted.said} counted, terms set"
    actor = by.discord_id
    await finalize(session, post, home, counted=counted, terms=terms, actor=actor, reason=reason, now=now)


def fix(post: Post, counted: GoodReading) -> None:
    """Fix the views that count; time after this adds nothing."""
    post.counted_snapshot_id, post.counted_views = counted.snapshot_id, counted.views


async def move(
    session: Session,
    post: Post,
    home: Campaign,
    to: PostStatus,
    reason: str,
    *,
    actor: int | None,
    now: datetime,
    action: str = "decision",
) -> None:
    """Change a locked post's status, with its reason, its trace and the notice to its member."""
    topic = of_status(post.status, to)
    trail.note(
        session,
        at=now,
        guild_id=home.guild_id,
        actor=actor,
        action=action,
        before=None if post.status is None else post.status.value,
        after=to.value,
        reason=reason,
        post=post,
    )
    post.status, post.status_reason, post.status_at = to, reason, now
    if to is not PostStatus.AWAITING_MEASUREMENT:
        post.needs_person = False
    if topic is not None:
        await telling.of_post(session, post, home, topic, now=now, actor=actor)


async def _to_decide(app: App, now: datetime) -> AsyncIterator[Sequence[int]]:
    """Yield the ids of what is to be decided, a batch at a time."""
    ends = {PostStatus.ACTIVE: now, PostStatus.AWAITING_MEASUREMENT: now - app.schedule.grace}
    for status, ended_by in ends.items():
        after: tuple[datetime, int] | None = None
        is_more = True
        while is_more:
            async with app.reads() as session:
                found = await posts.to_decide(session, status, ended_by, DECIDE_BATCH, after)
            is_more = len(found) == DECIDE_BATCH
            if found:
                after = found[-1]
                yield sorted(post_id for _, post_id in found)


async def _decide_batch(app: App, ids: Sequence[int]) -> Tally:
    """Decide these posts in one transaction; if that fails, each in its own."""
    try:
        return await _decide_now(app, ids)
    except Exception:
        if len(ids) == 1:
            log.exception("Post %s could not be decided; a person must do it", ids[0])
            return await hand_over(app, ids[0])
        log.warning("A batch of %s posts could not be decided; deciding them one by one", len(ids))
    total = Tally()
    for post_id in ids:
        total += await _decide_batch(app, [post_id])
    return total


async def _decide_now(app: App, ids: Sequence[int]) -> Tally:
    async with app.sessions.begin() as session:
        now = app.clock()
        rows = await posts.locked_all(session, ids)
        decided = await decide(session, rows, now=now, schedule=app.schedule)
        for post in rows:
            if post.checked_at is None:
                continue  # its first look is due
            if not (post.status and post.status.is_undecided) or post.needs_person:
                rescheduling.reschedule(
                    post, now=now, schedule=app.schedule
                )  # else the look at the end is still due
        await session.flush()
    return Tally(due=len(rows), decided=decided)


async def hand_over(app: App, post_id: int) -> Tally:
    """Leave a post that the rule cannot decide to a person, so that it holds up no other."""
    async with app.sessions.begin() as session:
        post = await posts.locked(session, post_id)
        if not is_over(post, app.clock()):
            return Tally()  # somebody decided meanwhile
        home = await campaigns.by_id(session, post.campaign_id)
        reason = "the rule could not decide on this post, a person must"
        to = PostStatus.AWAITING_MEASUREMENT
        await move(session, post, home, to, reason, actor=None, now=app.clock())
        post.needs_person = True
        await telling.of_post(session, post, home, Topic.NEEDS_PERSON, now=app.clock())
    return Tally(due=1)


def is_over(post: Post | PostCopy, now: datetime) -> bool:
    """Whether the rule has to say something: the post counts, is undecided, and its window is over."""
    return (
        takes_money(post)
        and post.status is not None
        and post.status.is_undecided
        and post.window_ends_at is not None
        and now >= post.window_ends_at
    )


def _decision(post: Post, readings: list[GoodReading], now: datetime, schedule: Schedule) -> Decision:
    end = post.window_ends_at or now
    fixed = [reading for reading in readings if reading.snapshot_id == post.counted_snapshot_id]
    chosen = (
        fixed[0] if fixed else counted_reading(readings, window_ends_at=end, now=now, grace=schedule.grace)
    )
    return at_window_end(
        chosen,
        minimum=post.minimum_views,
        terms=complete_terms(post.cpm, post.cap_views),
        window_ends_at=end,
        now=now,
        grace=schedule.grace,
        is_spared=post.is_spared,
    )


async def _carry_out(session: Session, post: Post, home: Campaign, decision: Decision, now: datetime) -> None:
    if decision.counted is not None:
        fix(post, decision.counted)
    match decision.verdict:
        case Verdict.KEEP:
            return
        case Verdict.AWAIT:
            await _await(session, post, home, decision, now)
        case Verdict.REJECT:
            await move(session, post, home, PostStatus.REJECTED, decision.reason, actor=None, now=now)
        case Verdict.PEND:
            await move(session, post, home, PostStatus.PENDING_CPM, decision.reason, actor=None, now=now)
        case Verdict.FINALIZE:
            await _finalize_by_rule(session, post, home, decision, now)
        case _:
            assert_never(decision.verdict)


async def _await(session: Session, post: Post, home: Campaign, decision: Decision, now: datetime) -> None:
    is_news = post.status is not PostStatus.AWAITING_MEASUREMENT
    if not is_news and post.needs_person is decision.needs_person:
        return
    await move(session, post, home, PostStatus.AWAITING_MEASUREMENT, decision.reason, actor=None, now=now)
    post.needs_person = decision.needs_person
    if decision.needs_person:
        await telling.of_post(session, post, home, Topic.NEEDS_PERSON, now=now)


async def _finalize_by_rule(
    session: Session, post: Post, home: Campaign, decision: Decision, now: datetime
) -> None:
    terms = complete_terms(post.cpm, post.cap_views)
    if decision.counted is None or terms is None:
        raise ValueError("the rule finalizes on a counted reading and complete terms only")
    await finalize(
        session,
        post,
        home,
        counted=decision.counted,
        terms=terms,
        actor=None,
        reason=decision.reason,
        now=now,
    )
