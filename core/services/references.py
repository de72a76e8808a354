"""Taking in competitors' posts. They are looked at and compared; nothing is ever decided or paid on them."""

from collections.abc import Sequence
from typing import Any

from core.domain.errors import CompetitorIsCreatorError
from core.domain.links import published_estimate
from core.domain.terms import Author, Platform, PostKind, PostRef, Reading, TrackingStatus
from core.services import readings, rescheduling
from core.services.acceptance import first_answer
from core.services.app import App
from core.services.readings import Answer
from db import creators, posts, trail
from db.engine import Session
from db.models import Campaign, Post, WatchedAccount

BY_LINK = "intel track"
BY_WATCHING = "watch"


async def from_link(
    session: Session, app: App, home: Campaign, answer: Answer, by_discord_id: int
) -> Post | None:
    """Add a post that was looked at, with what the look gave; None when the campaign has it.

    Raises `CompetitorIsCreatorError` when a creator of the campaign published it.
    """
    looked = answer.result if isinstance(answer.result, Reading) else None
    post = await take_in(
        session,
        app,
        home,
        answer.ref,
        looked,
        tracking=TrackingStatus.DIRECT_ADD,
        came_in_by=BY_LINK,
        submitted_by=by_discord_id,
        actor=by_discord_id,
        reason="tracked by link",
        **first_answer(answer),
    )
    if post is None:
        return None
    if looked is not None:
        readings.note_reading(session, post, looked, answer.at)
    rescheduling.reschedule(post, now=app.clock(), schedule=app.schedule)
    return post


async def from_page(
    session: Session, app: App, home: Campaign, watch: WatchedAccount, listed: Reading
) -> Post | None:
    """Add a post found on a competitor's page, due at once; None when the campaign has it.

    None too for a post that a creator of the campaign published along: it is no competitor's.
    """
    try:
        post = await take_in(
            session,
            app,
            home,
            listed.ref,
            listed,
            tracking=TrackingStatus.AUTO_TRACKED,
            came_in_by=BY_WATCHING,
            submitted_by=watch.created_by,
            actor=None,
            reason=f"found on the page of @{watch.handle}",
            author_handle=listed.ref.handle or watch.handle,
        )
    except CompetitorIsCreatorError:
        return None
    if post is not None:
        post.next_check_at = app.clock()
    return post


async def take_in(
    session: Session,
    app: App,
    home: Campaign,
    ref: PostRef,
    told: Reading | None,
    *,
    came_in_by: str,
    actor: int | None,
    reason: str,
    **values: Any,
) -> Post | None:
    """Add a competitor's post with what `told` says of it beside its numbers; None when the campaign has it.

    Raises `CompetitorIsCreatorError` when a creator of the campaign published it.
    """
    await _refuse_creators(session, home, ref, told)
    now = app.clock()
    told_of = {"status_reason": reason, "status_at": now, "came_in_by": came_in_by, "submitted_at": now}
    post = await posts.insert_new(session, **_identity(home, ref) | told_of | values)
    if post is None:
        return None
    if told is not None:
        readings.describe(post, told)
    trail.note(
        session,
        at=now,
        guild_id=home.guild_id,
        actor=actor,
        action=came_in_by,
        after=PostKind.REFERENCE.value,
        reason=reason,
        post=post,
    )
    return post


def _identity(home: Campaign, ref: PostRef) -> dict[str, Any]:
    """Return what makes it a competitor's post: it has an author, and no window, minimum or terms."""
    return {
        "campaign_id": home.id,
        "kind": PostKind.REFERENCE,
        "platform": ref.platform,
        "platform_post_id": ref.platform_post_id,
        "author_handle": ref.handle if ref.platform is Platform.TIKTOK else None,
        "published_at": published_estimate(ref),
        "window_days": 0,
        "minimum_views": 0,
    }


async def _refuse_creators(session: Session, home: Campaign, ref: PostRef, told: Reading | None) -> None:
    for author in _authors(ref, told):
        if await creators.of_author(session, [home.id], ref.platform, author):
            raise CompetitorIsCreatorError(author.handle or "?", ref.platform, home.name)


def _authors(ref: PostRef, told: Reading | None) -> Sequence[Author]:
    """Return who published the post as far as it is known; the name in an Instagram link proves nothing."""
    if told is not None and (told.author.handle or told.author.platform_user_id):
        return told.authors
    return [Author(ref.handle)] if ref.platform is Platform.TIKTOK and ref.handle else []
