"""Taking in one post: the last checks under lock, and post, first snapshot and trace in one go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.domain.earnings import complete_terms
from core.domain.lifecycle import window_ends
from core.domain.links import published_estimate
from core.domain.refresh import Presence, presence_after
from core.domain.telling import of_intake
from core.domain.terms import (
    Availability,
    Counts,
    Outcome,
    PostKind,
    PostRef,
    PostStatus,
    Reading,
    TrackingStatus,
)
from core.services import admission, budgets, opening, readings, rescheduling, telling
from core.services.admission import Door
from core.services.app import App
from core.services.readings import Answer
from core.services.shown import Submitted
from core.services.shown_whys import Foreseen
from db import campaigns as campaign_rows
from db import deals, posts, trail
from db.engine import Session
from db.models import Campaign, Creator, Post


async def accept(session: Session, app: App, door: Door, creator: Creator, answer: Answer) -> Submitted:
    """Check the post once more, its creator being locked, and write post and first snapshot in one go."""
    home = await campaign_rows.held(session, creator.campaign_id)
    await admission.check(session, app, door, home, creator, answer)
    post = await _insert(session, app, door, creator, home, answer)
    if isinstance(answer.result, Reading):
        await readings.recognise(session, creator, answer.result, home=home, now=app.clock())
        readings.describe(post, answer.result)
        readings.note_reading(session, post, answer.result, answer.at)
    rescheduling.reschedule(post, now=app.clock(), schedule=app.schedule)
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=door.by.discord_id,
        action=door.name,
        after=PostStatus.ACTIVE.value,
        reason=post.status_reason,
        post=post,
        api_key_id=door.by.api_key_id,
    )
    await budgets.admit(session, home, post, tells_amounts=home.shows_amounts or not door.is_own)
    if not door.is_own:
        topic = of_intake(post.tracking)
        await telling.of_post(session, post, home, topic, now=app.clock(), actor=door.by.person)
    await session.flush()
    return _submitted(post, creator, home, answer)


async def foresee(session: Session, app: App, door: Door, creator: Creator, answer: Answer) -> Foreseen:
    """Return what `accept` would make of the post now, or raise what it would; nothing is written."""
    home = await campaign_rows.by_id(session, creator.campaign_id)
    await admission.check(session, app, door, home, creator, answer)
    values = await _opening(session, home, creator, answer.ref, app.clock())
    post = Post(**values)  # it is in no session, so it goes nowhere
    counts = Counts()
    if isinstance(answer.result, Reading):
        readings.describe(post, answer.result)
        counts = answer.result.counts
    terms = complete_terms(post.cpm, post.cap_views)
    tells = home.shows_amounts or not door.is_own
    await budgets.foresee(session, home, creator.id, terms, tells_amounts=tells)
    outcome = answer.result.outcome
    return Foreseen(
        handle=creator.handle,
        campaign=home.name,
        currency=home.currency,
        counts=counts,
        is_exact=not isinstance(answer.result, Reading) or answer.result.exact,
        trouble=None if outcome is Outcome.OK else outcome,
        window_ends_at=post.window_ends_at or app.clock(),
        minimum_views=post.minimum_views,
        terms=terms,
        is_followed=await posts.by_ref(session, home.id, answer.ref) is not None,
    )


async def _insert(
    session: Session, app: App, door: Door, creator: Creator, home: Campaign, answer: Answer
) -> Post:
    came_in = _coming_in(door) | first_answer(answer)
    post = await insert(session, home, creator, answer.ref, app.clock(), **came_in)
    if post is None:  # somebody handed it in at the same moment
        raise admission.already(await posts.known(session, home.id, answer.ref), home)
    return post


async def insert(
    session: Session, home: Campaign, creator: Creator, ref: PostRef, now: datetime, **came_in: Any
) -> Post | None:
    """Add a creator's post with the window, minimum and terms in force now; None when the campaign has it."""
    values = await _opening(session, home, creator, ref, now) | came_in
    added = await posts.insert_new(session, **values)
    return added or await _adopt(session, home, ref, values)


async def _opening(
    session: Session, home: Campaign, creator: Creator, ref: PostRef, now: datetime
) -> dict[str, Any]:
    """Return what a creator's post begins with: its identity, and the rules and terms in force now."""
    deal = (await deals.in_force(session, [creator.id])).get(creator.id)
    cpm, cap_views, deal_id = opening.opening_terms(deal, home)
    published_at, window_days = published_estimate(ref), admission.window_days(home, creator)
    return {
        "campaign_id": home.id,
        "platform": ref.platform,
        "platform_post_id": ref.platform_post_id,
        "creator_id": creator.id,
        "kind": PostKind.INTERNAL,
        "author_handle": ref.handle or creator.handle,
        "status": PostStatus.ACTIVE,
        "status_at": now,
        "submitted_at": now,
        "published_at": published_at,
        "window_days": window_days,
        "window_ends_at": window_ends(published_at, now, window_days),
        "minimum_views": home.minimum_views if creator.minimum_views is None else creator.minimum_views,
        "cpm": cpm,
        "cap_views": cap_views,
        "deal_id": deal_id,
    }


async def _adopt(session: Session, home: Campaign, ref: PostRef, values: Mapping[str, Any]) -> Post | None:
    """Make a post that was followed as a competitor's the creator's; None when it is a creator's already."""
    known = await posts.known(session, home.id, ref)
    if known.kind is not PostKind.REFERENCE:
        return None  # nor is it waited for: who changes it may wait for the creator, who is locked
    post = await posts.locked(session, known.id)
    if post.kind is not PostKind.REFERENCE:
        return None
    for name, value in values.items():
        setattr(post, name, value)
    post.published_source = None  # the next reading tells the time of publication anew
    return post


def _coming_in(door: Door) -> dict[str, Any]:
    """Return how and by whom the post came in."""
    return {
        "tracking": TrackingStatus.DIRECT_ADD,
        "status_reason": "handed in" if door.is_own else "tracked by link",
        "came_in_by": door.name,
        "submitted_by": door.by.discord_id,
    }


def first_answer(answer: Answer) -> dict[str, Any]:
    """Return what the first look says of the post, beside its counts."""
    outcome = answer.result.outcome
    fresh = Presence(Availability.LIVE, None, None)
    presence = presence_after(fresh, outcome, confirmed=False, now=answer.at)
    is_read = isinstance(answer.result, Reading)
    return {
        "availability": presence.availability,
        "doubted_at": presence.doubted_at,
        "checked_at": answer.at,
        "last_outcome": outcome,
        "last_error": None if is_read else str(answer.result)[: readings.ERROR_LIMIT],
        "failures": 0 if is_read else 1,
    }


def _submitted(post: Post, creator: Creator, home: Campaign, answer: Answer) -> Submitted:
    outcome = answer.result.outcome
    return Submitted(
        post_id=post.id,
        ref=PostRef(post.platform, post.platform_post_id, post.author_handle),
        handle=creator.handle,
        campaign=home.name,
        currency=home.currency,
        counts=Counts(post.views, post.likes, post.comments, post.shares, post.saves),
        trouble=None if outcome is Outcome.OK else outcome,
        window_ends_at=post.window_ends_at or post.submitted_at,
        minimum_views=post.minimum_views,
        terms=complete_terms(post.cpm, post.cap_views),
    )
