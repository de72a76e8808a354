"""Taking in one post: the last checks under lock, and post, first snapshot and trace in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.domain.access import Caller
from core.domain.earnings import complete_terms
from core.domain.errors import (
    AlreadyTrackedError,
    CampaignArchivedError,
    CreatorBoundError,
    CreatorPausedError,
    PostTooOldError,
)
from core.domain.lifecycle import window_ends
from core.domain.links import is_believable, published_estimate
from core.domain.refresh import Presence, presence_after
from core.domain.terms import (
    Availability,
    Counts,
    CreatorState,
    Outcome,
    PostKind,
    PostRef,
    PostStatus,
    Reading,
    TrackingStatus,
)
from core.services import budgets, decisions, readings
from core.services.app import App
from core.services.readings import Answer
from core.services.shown import Submitted
from db import campaigns as campaign_rows
from db import deals, posts, trail
from db.engine import Session
from db.models import Campaign, Creator, Post


@dataclass(frozen=True, slots=True)
class Door:
    """How posts come in: by whom, under which rules."""

    by: Caller
    name: str  # the command
    is_own: bool  # by a creator: ownership and age are checked


async def accept(
    session: Session, app: App, door: Door, ref: PostRef, creator: Creator, answer: Answer
) -> Submitted:
    """Check the creator once more under lock, and write post and first snapshot in one go."""
    home = await campaign_rows.held(session, creator.campaign_id)
    if not campaign_rows.is_active(home):
        raise CampaignArchivedError(home.name)
    _check_creator(door, creator, home)
    reading = answer.result if isinstance(answer.result, Reading) else None
    if door.is_own and is_new(await posts.by_ref(session, home.id, ref)):
        _check_age(home, creator, ref, reading, app)
    post = await _insert(session, app, door, ref, creator, home, answer)
    if isinstance(post, AlreadyTrackedError):
        raise post
    if reading is not None:
        await readings.recognise(session, creator, reading, home=home, now=app.clock())
        readings.describe(post, reading)
        readings.note_reading(session, post, reading, answer.at)
    decisions.reschedule(post, now=app.clock(), schedule=app.schedule)
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=door.by.discord_id,
        action=door.name,
        after=PostStatus.ACTIVE.value,
        reason=post.status_reason,
        post=post,
    )
    await budgets.admit(session, home, post, tells_amounts=home.shows_amounts or not door.is_own)
    await session.flush()
    return _submitted(post, creator, home, answer)


def is_new(known: Post | None) -> bool:
    """Whether a post can come in: the campaign does not have it, or as a competitor's only."""
    return known is None or known.kind is PostKind.REFERENCE


def _check_creator(door: Door, creator: Creator, home: Campaign) -> None:
    if creator.state is not CreatorState.ACTIVE:
        raise CreatorPausedError(creator.handle, home.name)
    if door.is_own and creator.discord_id not in {None, door.by.discord_id}:
        raise CreatorBoundError(creator.handle)


def _check_age(home: Campaign, creator: Creator, ref: PostRef, reading: Reading | None, app: App) -> None:
    told = None if reading is None else reading.published_at
    published_at = told if is_believable(told, ref) else published_estimate(ref)
    max_age_days = _window_days(home, creator) if home.max_age_days is None else home.max_age_days
    if published_at is not None and app.clock() - published_at > timedelta(days=max_age_days):
        raise PostTooOldError(published_at, max_age_days)


def _window_days(home: Campaign, creator: Creator) -> int:
    return home.window_days if creator.window_days is None else creator.window_days


async def _insert(
    session: Session,
    app: App,
    door: Door,
    ref: PostRef,
    creator: Creator,
    home: Campaign,
    answer: Answer,
) -> Post | AlreadyTrackedError:
    came_in = _coming_in(door) | first_answer(answer)
    post = await insert(session, home, creator, ref, app.clock(), **came_in)
    if post is None:
        return already(await posts.known(session, home.id, ref), home)
    return post


async def insert(
    session: Session, home: Campaign, creator: Creator, ref: PostRef, now: datetime, **came_in: Any
) -> Post | None:
    """Add a creator's post with the window, minimum and terms in force now; None when the campaign has it."""
    deal = (await deals.in_force(session, [creator.id])).get(creator.id)
    cpm, cap_views, deal_id = decisions.opening_terms(deal, home)
    published_at, window_days = published_estimate(ref), _window_days(home, creator)
    identity = {"campaign_id": home.id, "platform": ref.platform, "platform_post_id": ref.platform_post_id}
    values = {
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
    } | came_in
    added = await posts.insert_new(session, **identity, **values)
    return added or await _adopt(session, home, ref, values)


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


def already(post: Post, home: Campaign) -> AlreadyTrackedError:
    """Return the refusal of a post that the campaign has; a competitor's has no status."""
    return AlreadyTrackedError(post.id, post.status, home.name, post.submitted_at, post.tracking)
