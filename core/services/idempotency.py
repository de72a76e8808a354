"""Doing what a program asks once, however often it asks with the same idempotency key within a day."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from weakref import WeakValueDictionary

from core.domain.errors.api import KeyReusedError, StillAtItError
from core.services.app import App
from db import given_answers

KEPT = timedelta(hours=24)
"""How long an answer is given again."""
AT_WORK = timedelta(minutes=5)
"""So long a request without an answer counts as worked on by another process; then that one has ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program is answered; `is_again`: as before, and nothing was done this time."""

    status: int
    body: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class _Claim:
    id: int
    begun_at: datetime | None


Do = Callable[[datetime | None], Awaitable[Answer]]
"""Does what is asked; it is told when the same was begun before without an end, None: never.

What it answers is kept, a refusal too; what it raises passes, so that asking again tries again.
"""


class Once:
    """Gives the same answer to the same request; of several at once the first works, and the others wait."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._turns: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    async def answer(self, api_key_id: int, name: str, request: str, do: Do) -> Answer:
        """Return what the request was answered, or do it and keep the answer.

        Args:
            name: the idempotency key; each key of the API has its own.
            request: all that tells this request from another.

        Raises:
            KeyReusedError: the name belongs to another request.
            StillAtItError: another process works on it, or ended at it a moment ago.
        """
        name_hash = digest(name)
        turn = self._turns.setdefault((api_key_id, name_hash), asyncio.Lock())
        async with turn:
            claim = await self._claim(api_key_id, name_hash, digest(request))
            return claim if isinstance(claim, Answer) else await self._done(claim, do)

    async def _claim(self, api_key_id: int, name_hash: str, request_hash: str) -> _Claim | Answer:
        now = self._app.clock()
        async with self._app.sessions.begin() as session:
            await given_answers.forget(session, now - KEPT)
            made = await given_answers.claim(session, api_key_id, name_hash, request_hash, now)
            if made is not None:
                return _Claim(made.id, None)
            known = await given_answers.locked(session, api_key_id, name_hash)
            if known.request_hash != request_hash:
                raise KeyReusedError
            if known.status is not None:
                return Answer(known.status, known.body or "", is_again=True)
            if now - known.claimed_at < AT_WORK:
                raise StillAtItError
            known.claimed_at = now
            return _Claim(known.id, known.made_at)

    async def _done(self, claim: _Claim, do: Do) -> Answer:
        try:
            answer = await do(claim.begun_at)
        except Exception:
            async with self._app.sessions.begin() as session:
                await given_answers.let_go(session, claim.id, self._app.clock() - AT_WORK)
            raise
        async with self._app.sessions.begin() as session:
            await given_answers.keep(session, claim.id, status=answer.status, body=answer.body)
        return answer


def digest(text: str) -> str:
    """Return a text's SHA-256 in hexadecimal."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
