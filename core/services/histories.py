"""Histories: what was read of a post since tracking began. Nothing is back-filled."""

from datetime import datetime

from core.domain.access import Caller
from core.domain.terms import PostKind, PostStatus
from core.services import posts
from core.services.app import App
from core.services.shown_history import History, Point
from db import snapshots
from db.engine import Session
from db.models import Post

FINAL = {PostStatus.FINALIZED, PostStatus.PAID}


async def of_post(app: App, by: Caller, post: str) -> History:
    """Return the history of the server's post that was named by `#id`, link or platform id."""
    async with app.reads() as session:
        row, _ = await posts.resolve(session, by, post)
        return await _history(session, app, row)


async def of_id(app: App, by: Caller, post_id: int) -> History:
    """Return the history of a post of the server by our id; another server's is unknown here."""
    return await of_post(app, by, f"#{post_id}")


async def _history(session: Session, app: App, row: Post) -> History:
    finalized_at = await _finalized_at(session, row)
    points: list[Point] = []
    counted = None
    async for part in snapshots.history(session, row.id):
        for snapshot_id, at, views, likes, comments, shares, source, metric, is_exact in part:
            is_manual = source == snapshots.MANUAL
            points.append(Point(at, views, likes, comments, shares, source, metric, is_exact, is_manual))
            if snapshot_id == row.counted_snapshot_id:
                counted = points[-1]
    return History(
        post_id=row.id,
        points=points,
        published_at=row.published_at,
        window_ends_at=row.window_ends_at,
        counted=counted,
        finalized_at=finalized_at,
        every=app.schedule.refresh,
        slow_every=app.schedule.final,
        slow_from=_slow_from(row, finalized_at),
        now=app.clock(),
    )


async def _finalized_at(session: Session, row: Post) -> datetime | None:
    if row.status not in FINAL:
        return None
    return await snapshots.finalized_at(session, row.id) or row.status_at


def _slow_from(row: Post, finalized_at: datetime | None) -> datetime | None:
    """Return since when the post is looked at as seldom as a decided one."""
    if row.kind is PostKind.INTERNAL and row.status is not None and not row.status.is_undecided:
        return finalized_at or row.status_at
    return row.window_ends_at if row.needs_person else row.gone_at
