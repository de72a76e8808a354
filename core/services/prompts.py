"""Questions put to a person: answered once, by that person, within a day."""

from datetime import datetime
from typing import Any

from core.domain.access import Caller
from core.domain.errors import NotYourPromptError, StalePromptError
from db import trail
from db.engine import Session


async def take(session: Session, by: Caller, prompt_id: int, now: datetime) -> dict[str, Any]:
    """Answer a question; return what it was about, with its `action`.

    Of all who answer, at the same instant or twice, exactly one gets it.
    """
    args = await peek(session, by, prompt_id, now)
    if not await trail.answered(session, prompt_id):
        raise StalePromptError
    return args


async def peek(session: Session, by: Caller, prompt_id: int, now: datetime) -> dict[str, Any]:
    """Return what an open question is about, with its `action`; it stays open."""
    prompt = await trail.asked(session, prompt_id)
    if prompt is None or now - prompt.asked_at > trail.PROMPT_LIFE:
        raise StalePromptError
    if (prompt.guild_id, prompt.actor) != (by.guild_id, by.discord_id):
        raise NotYourPromptError
    return prompt.args | {"action": prompt.action}
