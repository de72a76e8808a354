"""What every decision by hand begins and ends with: the post, locked and in a fitting status."""

from collections.abc import Collection

from core.domain.access import Caller
from core.domain.errors import NotCountingError, PostStatusError, ReferencePostError
from core.domain.terms import PostStatus
from core.domain.tracking import counts
from core.services import posts, rescheduling
from core.services.app import App
from core.services.shown import PostChanged
from db import campaigns
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post


async def opened(
    session: Session, by: Caller, typed: str, action: str, allowed: Collection[PostStatus]
) -> tuple[Post, Campaign]:
    """Return the server's post that was named, locked, and its campaign, held; refuse another status."""
    found, _ = await posts.resolve(session, by, typed)
    return await locked(session, found.id, action, allowed)


async def locked(
    session: Session, post_id: int, action: str, allowed: Collection[PostStatus]
) -> tuple[Post, Campaign]:
    """Return the post, locked, and its campaign, held; refuse another status than the allowed ones."""
    row = await locked_row(session, post_id, action, allowed)
    return row, await campaigns.held(session, row.campaign_id)


async def locked_row(session: Session, post_id: int, action: str, allowed: Collection[PostStatus]) -> Post:
    """Return the post, locked. Raises `ReferencePostError`, or `PostStatusError` when it may not be done."""
    row = await post_rows.locked(session, post_id)
    if row.status is None:
        raise ReferencePostError(row.id)
    if row.status not in allowed:
        raise PostStatusError(action, row.status)
    return row


async def finished(
    session: Session, app: App, action: str, row: Post, home: Campaign, before: PostStatus | None
) -> PostChanged:
    """Set when the post is looked at next, and return what was done to it."""
    rescheduling.reschedule(row, now=app.clock(), schedule=app.schedule)
    return await changed(session, action, row, home, before)


async def changed(
    session: Session, action: str, row: Post, home: Campaign, before: PostStatus | None
) -> PostChanged:
    """Return what was done to the post, as it is now."""
    await session.flush()
    return PostChanged(action, await posts.card(session, row, home), before)


def check_counts(row: Post) -> None:
    """Refuse what makes sense for posts that count only. Raises `NotCountingError`."""
    if not counts(row.tracking):
        raise NotCountingError(row.id, row.tracking)
