"""What is only ever added, or answered once: audit, prompts, the day's refreshes."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from core.domain.retention import QUESTIONS_KEPT
from db.engine import Session, insert_for
from db.models import Post
from db.records import AuditEntry, ManualRefreshes, Prompt

PROMPT_IDS = 10**18
PROMPT_LIFE = QUESTIONS_KEPT
"""How long a question waits for its answer."""
NOTHING = "nothing"
"""What was there before something was made, and is there after it was taken away."""


def note(
    session: Session,
    *,
    at: datetime,
    guild_id: int,
    actor: int | None,
    action: str,
    reason: str,
    before: str | None = None,
    after: str | None = None,
    campaign_id: int | None = None,
    creator_id: int | None = None,
    post: Post | None = None,
    api_key_id: int | None = None,
) -> None:
    """Add an audit entry; a post brings its campaign and creator along, and None is nothing there."""
    session.add(
        AuditEntry(
            at=at,
            guild_id=guild_id,
            actor=actor,
            action=action,
            reason=reason,
            before=NOTHING if before is None else before,
            after=NOTHING if after is None else after,
            post_id=None if post is None else post.id,
            campaign_id=campaign_id if post is None else post.campaign_id,
            creator_id=creator_id if post is None else post.creator_id,
            api_key_id=api_key_id,
        )
    )


async def ask(
    session: Session, *, guild_id: int, actor: int, action: str, args: dict[str, Any], now: datetime
) -> int:
    """Keep a question until it is answered; return its id. Those nobody answered in time go.

    Ids are drawn by lot: one that came again would let an old message's button answer a new question.
    """
    await forget(session, now)
    prompt = Prompt(
        id=secrets.randbelow(PROMPT_IDS),
        guild_id=guild_id,
        actor=actor,
        action=action,
        args=args,
        asked_at=now,
    )
    session.add(prompt)
    await session.flush()
    return prompt.id


async def forget(session: Session, now: datetime) -> None:
    """Drop the questions that nobody answered in time."""
    await session.execute(delete(Prompt).where(Prompt.asked_at < now - PROMPT_LIFE))


async def asked(session: Session, prompt_id: int) -> Prompt | None:
    """Return a question that waits for its answer."""
    return await session.get(Prompt, prompt_id)


async def answered(session: Session, prompt_id: int) -> bool:
    """Take the question away; True for exactly one of all who answer it."""
    query = delete(Prompt).where(Prompt.id == prompt_id).returning(Prompt.id)
    return await session.scalar(query) is not None


async def count_refresh(session: Session, guild_id: int, now: datetime, limit: int) -> int | None:
    """Count one manual refresh of the UTC day; return how many are left, None when none was."""
    insert = insert_for(session, ManualRefreshes).values(
        guild_id=guild_id, day=now.date().isoformat(), used=1
    )
    counted = insert.on_conflict_do_update(
        index_elements=["guild_id", "day"],
        set_={"used": ManualRefreshes.used + 1},
        where=ManualRefreshes.used < limit,
    ).returning(ManualRefreshes.used)
    used: int | None = await session.scalar(counted) if limit > 0 else None
    return None if used is None else limit - used
