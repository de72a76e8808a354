"""What a post's money rests on: readings near the window's end, decisions, ledger and payouts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select

from core.domain.lifecycle import COUNTED_BEFORE, OPEN, UNDECIDED
from core.domain.terms import PostStatus
from db.creators import escaped
from db.engine import Session
from db.models import Campaign, Creator, Post, Snapshot
from db.money import Payout
from db.records import AuditEntry
from db.snapshots import MANUAL

HANDED_IN = "submit-post"
"""How posts come in that their creator brought."""
DECISION = "decision"
DECIDED = (PostStatus.PENDING_CPM, PostStatus.REJECTED, PostStatus.FINALIZED)


async def near_end(session: Session, post: Post, ends_at: datetime, grace: timedelta) -> Sequence[Snapshot]:
    """Return the readings with known views that may be counted or are, oldest first."""
    is_near = (Snapshot.taken_at >= ends_at - COUNTED_BEFORE) & or_(
        Snapshot.taken_at <= ends_at + grace, Snapshot.source == MANUAL
    )
    query = select(Snapshot).where(
        Snapshot.post_id == post.id,
        Snapshot.views.is_not(None),
        or_(is_near, Snapshot.id == post.counted_snapshot_id),
    )
    return (await session.scalars(query.order_by(Snapshot.taken_at, Snapshot.id))).all()


async def deciding(session: Session, post: Post) -> AuditEntry | None:
    """Return the entry of the decision that made the post what it is; None for one that is as it came in.

    What was frozen stays decided: paying it, and taking that back, decides nothing.
    """
    status, before = post.status, frozenset(PostStatus)
    query = select(AuditEntry).where(AuditEntry.post_id == post.id)
    if status is not None and status.is_frozen:
        status, before = PostStatus.FINALIZED, OPEN
    else:
        query = query.where(AuditEntry.at == post.status_at)
    query = query.where(
        AuditEntry.before.in_([each.value for each in before]),
        AuditEntry.after == (None if status is None else status.value),
    )
    found: AuditEntry | None = await session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    return found


async def decisions(session: Session, post_id: int) -> Sequence[AuditEntry]:
    """Return the entries by which the post stopped being undecided, oldest first."""
    query = select(AuditEntry).where(
        AuditEntry.post_id == post_id,
        AuditEntry.action == DECISION,
        AuditEntry.before.in_([status.value for status in UNDECIDED]),
        AuditEntry.after.in_([status.value for status in DECIDED]),
    )
    return (await session.scalars(query.order_by(AuditEntry.at, AuditEntry.id))).all()


async def latest(session: Session, post_id: int, action: str) -> AuditEntry | None:
    """Return the newest entry about the post with this action."""
    query = select(AuditEntry).where(AuditEntry.post_id == post_id, AuditEntry.action == action)
    query = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1)
    found: AuditEntry | None = await session.scalar(query)
    return found


async def payouts(session: Session, ids: Collection[int]) -> Sequence[Payout]:
    """Return the payouts with these ids, oldest first."""
    return (await session.scalars(select(Payout).where(Payout.id.in_(ids)).order_by(Payout.id))).all()


async def own(session: Session, post_ids: Collection[int], discord_id: int) -> set[int]:
    """Return which of these posts are the member's own."""
    query = _with_creator().where(Post.id.in_(post_ids), _is_own(discord_id))
    return {post.id for post, _ in await session.execute(query)}


async def search_own(
    session: Session, campaign_ids: Collection[int], discord_id: int, typed: str, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return the member's own posts whose author, id or caption contains what was typed, newest first."""
    like = f"%{escaped(typed)}%"
    matches = or_(
        Post.author_handle.ilike(like, escape="\\"),
        Post.platform_post_id.ilike(like, escape="\\"),
        Post.caption.ilike(like, escape="\\"),
    )
    query = _with_creator().where(Post.campaign_id.in_(campaign_ids), _is_own(discord_id), matches)
    return [(row[0], row[1]) for row in await session.execute(query.order_by(Post.id.desc()).limit(limit))]


def _with_creator() -> Select[Post, Campaign]:
    return (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .join(Creator, Creator.id == Post.creator_id)
    )


def _is_own(discord_id: int) -> ColumnElement[bool]:
    """Whether a post is the member's: its creator is bound to them; bound to nobody, they handed it in."""
    handed_in = (Post.submitted_by == discord_id) & (Post.came_in_by == HANDED_IN)
    return or_(Creator.discord_id == discord_id, Creator.discord_id.is_(None) & handed_in)
