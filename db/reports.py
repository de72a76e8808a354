"""Shared reports: questions, and the one write that revokes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, String, cast, func, or_, select, update

from db.creators import escaped
from db.engine import Session
from db.models import Campaign
from db.records import SharedReport

Found = tuple[SharedReport, Campaign]


async def by_hash(session: Session, token_hash: str) -> Found | None:
    """Return the report whose token has this hash, a revoked one too."""
    row = (await session.execute(_with_campaign().where(SharedReport.token_hash == token_hash))).first()
    return None if row is None else (row[0], row[1])


async def find(session: Session, campaign_ids: Collection[int], report_id: int) -> Found | None:
    """Return the report of these campaigns with this id."""
    row = (await session.execute(_of(campaign_ids).where(SharedReport.id == report_id))).first()
    return None if row is None else (row[0], row[1])


async def count(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many reports these campaigns have, revoked ones too."""
    query = select(func.count()).select_from(SharedReport)
    return await session.scalar(query.where(SharedReport.campaign_id.in_(campaign_ids))) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[Found]:
    """Return some of the reports, newest first."""
    query = _of(campaign_ids).order_by(SharedReport.id.desc()).offset(offset).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def search(session: Session, campaign_ids: Collection[int], typed: str, limit: int) -> Sequence[Found]:
    """Return reports that work and whose number or campaign has what was typed, newest first."""
    like = f"%{escaped(typed)}%"
    matches = or_(
        cast(SharedReport.id, String).like(like, escape="\\"), Campaign.name.ilike(like, escape="\\")
    )
    query = _of(campaign_ids).where(matches, SharedReport.revoked_at.is_(None))
    rows = await session.execute(query.order_by(SharedReport.id.desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def revoke(session: Session, report_id: int, *, by: int, now: datetime) -> bool:
    """Let the report's address work no more; True for exactly one of all who do."""
    change = update(SharedReport).where(SharedReport.id == report_id, SharedReport.revoked_at.is_(None))
    done = change.values(revoked_at=now, revoked_by=by).returning(SharedReport.id)
    return await session.scalar(done) is not None


def _of(campaign_ids: Collection[int]) -> Select[SharedReport, Campaign]:
    return _with_campaign().where(SharedReport.campaign_id.in_(campaign_ids))


def _with_campaign() -> Select[SharedReport, Campaign]:
    return select(SharedReport, Campaign).join(Campaign, Campaign.id == SharedReport.campaign_id)
