"""Answers that are given again: who may give the first, and what it was."""

from datetime import datetime

from sqlalchemy import delete, select, update

from db.api_rows import GivenAnswer
from db.engine import Session, insert_for

AS_IT_IS = {"synchronize_session": False}


async def claim(
    session: Session, key_id: int, name_hash: str, request_hash: str, now: datetime
) -> GivenAnswer | None:
    """Say that somebody works on a request; None when that was said before."""
    insert = insert_for(session, GivenAnswer).values(
        api_key_id=key_id, name_hash=name_hash, request_hash=request_hash, made_at=now, claimed_at=now
    )
    found: GivenAnswer | None = await session.scalar(insert.on_conflict_do_nothing().returning(GivenAnswer))
    return found


async def locked(session: Session, key_id: int, name_hash: str) -> GivenAnswer:
    """Return what is known of a request, which is known to be there, locked for a change."""
    query = select(GivenAnswer).where(GivenAnswer.api_key_id == key_id, GivenAnswer.name_hash == name_hash)
    return (await session.scalars(query.with_for_update())).one()


async def keep(session: Session, answer_id: int, *, status: int, body: str) -> None:
    """Keep an answer, so that it is given again."""
    change = update(GivenAnswer).where(GivenAnswer.id == answer_id, GivenAnswer.status.is_(None))
    await session.execute(change.values(status=status, body=body))


async def let_go(session: Session, answer_id: int, free_at: datetime) -> None:
    """Let somebody else work on a request: whoever finds it claimed since this moment, which is long ago."""
    change = update(GivenAnswer).where(GivenAnswer.id == answer_id, GivenAnswer.status.is_(None))
    await session.execute(change.values(claimed_at=free_at))


async def forget(session: Session, before: datetime) -> None:
    """Drop the answers that are given no more; those that somebody else is dropping are left to them."""
    old = select(GivenAnswer.id).where(GivenAnswer.made_at <= before).order_by(GivenAnswer.id)
    free = old.with_for_update(skip_locked=True)
    await session.execute(delete(GivenAnswer).where(GivenAnswer.id.in_(free)), execution_options=AS_IT_IS)
