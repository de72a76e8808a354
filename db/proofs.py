"""Proofs of ownership: questions and judged inserts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, text, update

from core.domain.proofs import ProofOutcome
from core.domain.terms import Platform
from db.engine import Session, insert_for
from db.proof_rows import Proof


async def one_at_a_time(session: Session, discord_id: int) -> None:
    """Let a member's other commands of this kind wait until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers queue by themselves
        await session.execute(text("SELECT pg_advisory_xact_lock(:member)"), {"member": discord_id})


async def insert_new(session: Session, **values: Any) -> Proof | None:
    """Add a proof; None when its code was given out before."""
    insert = insert_for(session, Proof).values(**values).on_conflict_do_nothing(index_elements=["code"])
    found: Proof | None = await session.scalar(insert.returning(Proof))
    return found


async def by_id(session: Session, proof_id: int) -> Proof | None:
    """Return the proof."""
    return await session.get(Proof, proof_id)


async def locked(session: Session, proof_id: int) -> Proof | None:
    """Return the proof, locked for this transaction; it goes before all other locks."""
    return await session.get(Proof, proof_id, with_for_update=True, populate_existing=True)


async def latest(
    session: Session, guild_id: int, discord_id: int, platform: Platform, handle: str
) -> Proof | None:
    """Return the member's newest proof of an account in a server."""
    query = select(Proof).where(
        Proof.guild_id == guild_id,
        Proof.discord_id == discord_id,
        Proof.platform == platform,
        Proof.handle == handle,
    )
    found: Proof | None = await session.scalar(query.order_by(Proof.id.desc()).limit(1))
    return found


async def counts(session: Session, discord_id: int, since: datetime) -> tuple[int, int]:
    """Return how many proofs of the member go on, and how many were begun since."""
    goes_on = func.count().filter(Proof.done_at.is_(None))
    begun = func.count().filter(Proof.made_at > since)
    row = (await session.execute(select(goes_on, begun).where(Proof.discord_id == discord_id))).one()
    return row[0], row[1]


async def codes(session: Session, proof: Proof, since: datetime, limit: int) -> Sequence[str]:
    """Return the member's newest codes for the proof's account."""
    query = select(Proof.code).where(
        Proof.discord_id == proof.discord_id,
        Proof.platform == proof.platform,
        Proof.handle == proof.handle,
        Proof.made_at >= since,
    )
    return (await session.scalars(query.order_by(Proof.id.desc()).limit(limit))).all()


async def due(session: Session, platform: Platform, now: datetime, limit: int) -> Sequence[str]:
    """Return the handles whose profiles are to be looked at, each once, the longest overdue first."""
    query = select(Proof.handle).where(
        Proof.platform == platform, Proof.done_at.is_(None), Proof.next_look_at <= now
    )
    query = query.group_by(Proof.handle).order_by(func.min(Proof.next_look_at), Proof.handle)
    return (await session.scalars(query.limit(limit))).all()


async def claim(
    session: Session, platform: Platform, handle: str, *, due_by: datetime, again_at: datetime
) -> bool:
    """Put off the look at a profile that is due by then; False when there is none, or another has done so.

    Who claims it looks; should that come to nothing, the next look comes at `again_at`.
    """
    query = update(Proof).where(Proof.platform == platform, Proof.handle == handle)
    query = query.where(Proof.done_at.is_(None), Proof.next_look_at <= due_by)
    claimed = await session.scalars(query.values(next_look_at=again_at).returning(Proof.id))
    return bool(claimed.all())


async def waiting(session: Session, platform: Platform, handle: str) -> Sequence[int]:
    """Return the ids of the proofs of an account that go on, the oldest first."""
    query = select(Proof.id).where(
        Proof.platform == platform, Proof.handle == handle, Proof.done_at.is_(None)
    )
    return (await session.scalars(query.order_by(Proof.id))).all()


async def newest_proved(
    session: Session, guild_ids: Collection[int], platform: Platform, handle: str, since: datetime
) -> Proof | None:
    """Return the newest proof of an account, by any member, that one of these servers saw."""
    query = select(Proof).where(
        Proof.guild_id.in_(guild_ids),
        Proof.platform == platform,
        Proof.handle == handle,
        Proof.outcome == ProofOutcome.PROVED,
        Proof.done_at >= since,
    )
    found: Proof | None = await session.scalar(query.order_by(Proof.done_at.desc(), Proof.id.desc()).limit(1))
    return found


async def untold(session: Session, limit: int) -> Sequence[Proof]:
    """Return the proofs that have ended and whose members have not been told."""
    query = select(Proof).where(Proof.done_at.is_not(None), Proof.reply_token.is_not(None))
    return (await session.scalars(query.order_by(Proof.done_at).limit(limit))).all()


async def forget_old(session: Session, now: datetime, kept: timedelta) -> None:
    """Drop proofs that nothing rests on any more."""
    await session.execute(delete(Proof).where(Proof.made_at < now - kept, Proof.done_at.is_not(None)))
