"""Taking in posts that were found on a watched account's page."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.telling import of_intake
from core.domain.terms import CreatorState, Reading, TrackingStatus
from core.domain.tracking import counts, status_when_found
from core.domain.watching import is_synced
from core.services import budgets, readings, references, telling
from core.services.acceptance import insert
from core.services.app import App
from db import campaigns, creators, trail, watches
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Creator, Post, WatchedAccount

log = logging.getLogger(__name__)

CAME_IN_BY = "watch"


class WatchEndedError(Exception):
    """The account, its creator or its campaign was paused or removed while it was being synced."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many posts came in, how many of them wait for review, and how many could not be taken in.

    `late` counts those whose counting window, and the grace after it, was over when they came in.
    """

    imported: int = 0
    waiting: int = 0
    failed: int = 0
    late: int = 0


async def take_in(
    session: Session, app: App, watch_id: int, found: Sequence[Reading], since_at: datetime | None = None
) -> Found:
    """Add what the campaign does not have; raise `WatchEndedError` when the account is not watched any more.

    The listing tells of posts only; their numbers are read like those of any post, next.

    Args:
        since_at: what the first import sets; when another has set it meanwhile, nothing comes in.
    """
    watch = await watches.locked(session, watch_id)
    post_ids = [reading.ref.platform_post_id for reading in found]
    await post_rows.lock_references(session, watch.campaign_id, watch.platform, post_ids)
    creator = None if watch.creator_id is None else await creators.by_id(session, watch.creator_id)
    home = await campaigns.held(session, watch.campaign_id)
    is_open = is_synced(watch.state, None if creator is None else creator.state)
    if not (is_open and campaigns.is_active(home)):
        raise WatchEndedError
    if since_at is not None:
        if watch.since_at is not None:
            return Found()
        watch.since_at = since_at
    in_order = sorted(found, key=lambda reading: reading.ref.platform_post_id)  # as others lock them
    came_in = [await _apart(session, app, watch, creator, home, reading) for reading in in_order]
    posts = [post for post in came_in if isinstance(post, Post)]
    watch.imported += len(posts)
    if creator is not None:
        await _keep_to_budget(session, home, posts)
        for post in posts:
            await _note(session, app, home, post)
    waiting = sum(post.tracking is TrackingStatus.PENDING_REVIEW for post in posts)
    failed = sum(isinstance(post, Exception) for post in came_in)
    return Found(len(posts), waiting, failed, sum(_is_late(post, app) for post in posts))


async def _apart(
    session: Session,
    app: App,
    watch: WatchedAccount,
    creator: Creator | None,
    home: Campaign,
    reading: Reading,
) -> Post | Exception | None:
    """Take in one post; one that cannot be written costs itself only."""
    try:
        async with session.begin_nested():
            return await _take_one(session, app, watch, creator, home, reading)
    except Exception as error:
        for row in (watch, creator, home):  # what was undone in them is read anew
            if row is not None:
                await session.refresh(row)
        log.exception("The post %s of @%s could not be taken in", reading.ref.platform_post_id, watch.handle)
        return error


async def _take_one(
    session: Session,
    app: App,
    watch: WatchedAccount,
    creator: Creator | None,
    home: Campaign,
    reading: Reading,
) -> Post | None:
    if creator is None:
        return await references.from_page(session, app, home, watch, reading)
    owner = await _owner(session, home, creator, reading)
    if owner.id != creator.id and (_is_paused(owner) or await _is_watched(session, owner)):
        return None  # nothing of the owner comes in now, or the owner's own page brings it
    is_known = await readings.recognise(session, creator, reading, home=home, now=app.clock())
    is_theirs = is_known and owner.id == creator.id
    coming_in = _coming_in(watch, owner, reading, is_theirs=is_theirs)
    post = await insert(session, home, owner, reading.ref, app.clock(), **coming_in)
    if post is None:
        return None
    readings.describe(post, reading)
    _hold_back(post, app)
    post.next_check_at = app.clock()
    return post


async def _keep_to_budget(session: Session, home: Campaign, posts: Sequence[Post]) -> None:
    """Let those posts wait for a person that the budget has no room for; the first published go first."""
    in_order = sorted(posts, key=lambda post: (post.published_at or post.submitted_at, post.id))
    for post in await budgets.without_room(session, home, in_order):
        post.tracking = TrackingStatus.PENDING_REVIEW
        post.status_reason += ", the campaign's budget is used up"


async def _note(session: Session, app: App, home: Campaign, post: Post) -> None:
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=None,
        action=CAME_IN_BY,
        after=post.tracking.value,
        reason=post.status_reason,
        post=post,
    )
    await telling.of_post(session, post, home, of_intake(post.tracking), now=app.clock())


async def _owner(session: Session, home: Campaign, creator: Creator, reading: Reading) -> Creator:
    """Return which creator of the campaign published the post: who is said to, else whose page it is on."""
    author = reading.author
    if author.handle is None and author.platform_user_id is None:
        return creator
    found = await creators.of_author(session, [home.id], reading.ref.platform, author)
    return found[0] if found else creator


def _is_paused(owner: Creator) -> bool:
    return owner.state is not CreatorState.ACTIVE


async def _is_watched(session: Session, owner: Creator) -> bool:
    return any(is_synced(watch.state, owner.state) for watch in await watches.of_creator(session, owner.id))


def _hold_back(post: Post, app: App) -> None:
    """Let a post wait for a person whose views near its window's end nobody can read any more."""
    if _is_late(post, app) and counts(post.tracking):
        post.tracking = TrackingStatus.PENDING_REVIEW
        post.status_reason += ", after its counting window was over"


def _is_late(post: Post, app: App) -> bool:
    """Whether the post's window, and the grace after it, is over; a reference post has none."""
    end = post.window_ends_at
    return end is not None and app.clock() - end >= app.schedule.grace


def _coming_in(
    watch: WatchedAccount, creator: Creator, reading: Reading, *, is_theirs: bool
) -> dict[str, Any]:
    """Return how the post came in; one that somebody else published waits for a person in any mode."""
    reason = f"found on the page of @{watch.handle}"
    tracking = status_when_found(creator.tracking_mode)
    return {
        "tracking": tracking if is_theirs else TrackingStatus.PENDING_REVIEW,
        "status_reason": reason if is_theirs else f"{reason}, published by @{reading.author.handle}",
        "came_in_by": CAME_IN_BY,
        "submitted_by": watch.created_by,
    }
