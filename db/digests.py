"""What weekly digests tell, and who is due one: questions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from core.domain.metrics import Span
from core.domain.terms import CampaignState, PostStatus
from core.domain.tracking import Use
from db.budgets import SPENT
from db.counting import taking_part
from db.engine import Session
from db.models import Campaign, Post, Server
from db.money import LedgerEntry
from db.records import AuditEntry

DECIDED = (PostStatus.FINALIZED, PostStatus.PAID)


async def due(session: Session, guild_ids: Collection[int], now: datetime) -> Sequence[Server]:
    """Return those of the servers whose digest is due, the longest waiting first."""
    query = select(Server).where(Server.guild_id.in_(guild_ids), Server.digest_due_at <= now)
    return (await session.scalars(query.order_by(Server.digest_due_at, Server.guild_id))).all()


async def active(session: Session, guild_id: int) -> Sequence[Campaign]:
    """Return the server's own campaigns that take in posts, by name."""
    query = select(Campaign).where(Campaign.guild_id == guild_id, Campaign.state == CampaignState.ACTIVE)
    return (await session.scalars(query.order_by(Campaign.name, Campaign.id))).all()


async def finalized(session: Session, campaign_id: int, span: Span) -> int:
    """Return how many posts were finalized in the span, and count, and still are finalized or paid."""
    query = (
        select(func.count(AuditEntry.post_id.distinct()))
        .join(Post, Post.id == AuditEntry.post_id)
        .where(
            Post.campaign_id == campaign_id,
            Post.status.in_(DECIDED),
            taking_part(Use.STATISTICS),
            AuditEntry.campaign_id == campaign_id,
            AuditEntry.action == "decision",
            AuditEntry.before != PostStatus.PAID.value,
            AuditEntry.after == PostStatus.FINALIZED.value,
            AuditEntry.at >= span.start,
            AuditEntry.at < span.end,
        )
    )
    return await session.scalar(query) or 0


async def earned(session: Session, home: Campaign, span: Span) -> int:
    """Return what was earned and corrected in the span, in minor units of the campaign's currency."""
    query = select(func.sum(LedgerEntry.amount_minor)).where(
        LedgerEntry.campaign_id == home.id,
        LedgerEntry.kind.in_(SPENT),
        LedgerEntry.at >= span.start,
        LedgerEntry.at < span.end,
    )
    return int(await session.scalar(query) or 0)
