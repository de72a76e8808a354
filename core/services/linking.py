"""Linking: a member shows by a code in the profile's bio that an account is theirs."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from core.domain.access import Caller
from core.domain.errors import (
    LinkingOffError,
    NotYourPromptError,
    ProofsUsedUpError,
    StalePromptError,
    TooManyProofsError,
)
from core.domain.handles import parse_handle
from core.domain.proofs import EVERY, KEPT, LIFE, ProofOutcome, new_code, next_look
from core.domain.terms import Platform
from core.services import bindings, proving
from core.services.app import App
from core.services.shown_linking import Ending, LinkCard
from db import proofs
from db.engine import Session
from db.proof_rows import Proof

AT_ONCE = 3
"""How many accounts a member may be proving at the same time."""
A_DAY = 10
"""How many codes a member may ask for within 24 hours."""
DAY = timedelta(days=1)
PAUSE = timedelta(seconds=5)
"""How long after one look at a profile a person may have it looked at again."""
REPLY_LIFE = timedelta(minutes=14)
"""How long an answer of ours can be edited; Discord allows fifteen minutes."""
TOLD_AT_ONCE = 50


async def start(
    app: App,
    by: Caller,
    *,
    handle: str,
    platform: Platform,
    reply_token: str | None = None,
    language: str | None = None,
) -> LinkCard:
    """Give the member a code for the account, or show where their last one stands: it goes on, or is proved.

    Args:
        reply_token: what edits the answer, so that the outcome is told there.
        language: of the answer, such as `de`; None: English.
    """
    name = parse_handle(handle, platform)
    source = app.accounts.get(platform)
    if source is None or not source.name:
        raise LinkingOffError(platform)
    async with app.sessions.begin() as session:
        await proofs.one_at_a_time(session, by.discord_id)
        known = await proofs.latest(session, by.guild_id, by.discord_id, platform, name)
        stands = known is not None and _stands(app, known)
        proof = await proofs.locked(session, known.id) if known is not None and stands else None
        if proof is None:
            proof = await _begin(session, app, by, platform, name)
        elif proof.outcome is ProofOutcome.PROVED:
            await bindings.bind(session, app, proof)
        _answered_by(app, proof, reply_token, language)
        await session.flush()
        return await bindings.card(session, proof)


async def check(
    app: App, by: Caller, proof_id: int, reply_token: str | None = None, language: str | None = None
) -> LinkCard:
    """Look at the profile now, if that was not just done, and show where the proof stands."""
    async with app.reads() as session:
        known = await _own(session, by, proof_id)
    if known.done_at is None:
        await proving.look(app, known.platform, known.handle, ahead=EVERY - PAUSE)
    async with app.sessions.begin() as session:
        proof = await _own(session, by, proof_id)
        _answered_by(app, proof, reply_token, language)
        return await bindings.card(session, proof)


async def endings(app: App) -> Sequence[Ending]:
    """Return the proofs that have ended and can still be told; what is too late is dropped."""
    now = app.clock()
    found: list[Ending] = []
    async with app.reads() as session:
        if not await proofs.untold(session, 1):
            return found
    async with app.sessions.begin() as session:
        for proof in await proofs.untold(session, TOLD_AT_ONCE):
            token = proof.reply_token
            if token is None or proof.reply_until is None or proof.reply_until <= now:
                proof.reply_token = None
            else:
                found.append(Ending(await bindings.card(session, proof), token, proof.reply_language))
    return found


async def told(app: App, proof_id: int) -> None:
    """Keep that the member was told how the proof ended, or cannot be told any more."""
    async with app.sessions.begin() as session:
        proof = await proofs.locked(session, proof_id)
        if proof is not None:
            proof.reply_token = None


def _stands(app: App, proof: Proof) -> bool:
    """Whether a proof is shown in the place of a new one: it goes on, or was proved within a day."""
    if proof.done_at is None:
        return True
    return proof.outcome is ProofOutcome.PROVED and app.clock() - proof.done_at < DAY


async def _begin(session: Session, app: App, by: Caller, platform: Platform, handle: str) -> Proof:
    now = app.clock()
    await proofs.forget_old(session, now, KEPT)
    going_on, begun = await proofs.counts(session, by.discord_id, now - DAY)
    if going_on >= AT_ONCE:
        raise TooManyProofsError(AT_ONCE)
    if begun >= A_DAY:
        raise ProofsUsedUpError(A_DAY)
    proof = None
    while proof is None:
        proof = await proofs.insert_new(
            session,
            guild_id=by.guild_id,
            discord_id=by.discord_id,
            platform=platform,
            handle=handle,
            code=new_code(secrets.choice),
            made_at=now,
            expires_at=now + LIFE,
            next_look_at=next_look(now, now + LIFE),
        )
    return proof


def _answered_by(app: App, proof: Proof, reply_token: str | None, language: str | None) -> None:
    """Keep how the outcome is told later; one that is there already is told by the answer itself."""
    is_open = proof.done_at is None
    proof.reply_token = reply_token if is_open else None
    proof.reply_language = language if is_open else None
    proof.reply_until = app.clock() + REPLY_LIFE if is_open and reply_token is not None else None


async def _own(session: Session, by: Caller, proof_id: int) -> Proof:
    proof = await proofs.by_id(session, proof_id)
    if proof is None:
        raise StalePromptError
    if (proof.guild_id, proof.discord_id) != (by.guild_id, by.discord_id):
        raise NotYourPromptError
    return proof
