"""Holding a post back from payment: it is decided as usual, but is not ready to pay until released."""

from core.domain.access import Caller
from core.domain.errors import AlreadyHeldError, NotHeldError, PostStatusError, ReferencePostError
from core.domain.names import check_text
from core.domain.telling import Topic
from core.domain.terms import PostStatus
from core.services import posts, telling, traces
from core.services.app import App
from core.services.shown import PostChanged
from core.services.verdicts import REASON_LIMIT
from db import campaigns
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post

OVER = frozenset({PostStatus.PAID, PostStatus.REJECTED})
"""Statuses in which there is nothing to hold back."""
ON_HOLD, NOT_ON_HOLD = "on hold", "not on hold"


async def hold(app: App, by: Caller, post: str, reason: str) -> PostChanged:
    """Keep a post from being paid, whatever the rule says of it, until it is released."""
    kept = check_text("reason", reason, REASON_LIMIT)
    async with app.sessions.begin() as session:
        row, home = await _locked(session, by, post)
        if row.hold_reason is not None and row.held_at is not None:
            raise AlreadyHeldError(row.held_at, row.hold_reason)
        if row.status in OVER:
            raise PostStatusError("hold", row.status)
        row.hold_reason, row.held_by, row.held_at = kept, by.discord_id, app.clock()
        await _tell(session, app, by, row, home, Topic.HELD)
        traces.by_command(session, app, by, "post hold", row, before=NOT_ON_HOLD, after=ON_HOLD, reason=kept)
        return await _changed(session, "hold", row, home)


async def release(app: App, by: Caller, post: str) -> PostChanged:
    """Let a post that was held back be paid like any other."""
    async with app.sessions.begin() as session:
        row, home = await _locked(session, by, post)
        if row.hold_reason is None:
            raise NotHeldError
        row.hold_reason, row.held_by, row.held_at = None, None, None
        await _tell(session, app, by, row, home, Topic.RELEASED)
        traces.by_command(session, app, by, "post release", row, before=ON_HOLD, after=NOT_ON_HOLD)
        return await _changed(session, "release", row, home)


async def _tell(session: Session, app: App, by: Caller, row: Post, home: Campaign, topic: Topic) -> None:
    await telling.of_post(session, row, home, topic, now=app.clock(), actor=by.discord_id)


async def _locked(session: Session, by: Caller, post: str) -> tuple[Post, Campaign]:
    found, _ = await posts.resolve(session, by, post)
    row = await post_rows.locked(session, found.id)
    if row.status is None:
        raise ReferencePostError(row.id)
    return row, await campaigns.held(session, row.campaign_id)


async def _changed(session: Session, action: str, row: Post, home: Campaign) -> PostChanged:
    await session.flush()
    return PostChanged(action, await posts.card(session, row, home), row.status)
