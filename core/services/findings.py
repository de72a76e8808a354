"""Taking in posts that were found on a watched account's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.terms import Reading, TrackingStatus
from core.domain.tracking import status_when_found
from core.domain.watching import is_synced
from core.services import readings, references
from core.services.acceptance import insert
from core.services.app import App
from db import campaigns, creators, trail, watches
from db.engine import Session
from db.models import Campaign, Creator, Post, WatchedAccount

CAME_IN_BY = "watch"


class WatchEndedError(Exception):
    """The account, its creator or its campaign was paused or removed while it was being synced."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many posts came in, and how many of them wait for review."""

    imported: int = 0
    waiting: int = 0


async def take_in(session: Session, app: App, watch_id: int, found: Sequence[Reading]) -> Found:
    """Add what the campaign does not have; raise `WatchEndedError` when the account is not watched any more.

    The listing tells of posts only; their numbers are read like those of any post, next.
    """
    watch = await watches.locked(session, watch_id)
    creator = None if watch.creator_id is None else await creators.by_id(session, watch.creator_id)
    home = await campaigns.held(session, watch.campaign_id)
    is_open = is_synced(watch.state, None if creator is None else creator.state)
    if not (is_open and campaigns.is_active(home)):
        raise WatchEndedError
    added = [await _take_one(session, app, watch, creator, home, reading) for reading in found]
    came_in = [post for post in added if post is not None]
    watch.imported += len(came_in)
    waiting = sum(post.tracking is TrackingStatus.PENDING_REVIEW for post in came_in)
    return Found(len(came_in), waiting)


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
    is_theirs = await readings.recognise(session, creator, reading, home=home, now=app.clock())
    coming_in = _coming_in(watch, creator, reading, is_theirs=is_theirs)
    post = await insert(session, home, creator, reading.ref, app.clock(), **coming_in)
    if post is None:
        return None
    readings.describe(post, reading)
    post.next_check_at = app.clock()
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
    return post


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
