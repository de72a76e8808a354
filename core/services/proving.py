"""Looking for codes in profiles: when, once for all who wait for the same one, and what comes of it.

Due times are in the database, so a restart goes on where the process ended. Trouble of a source is no answer:
a proof goes on until its time is over.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from core.domain.errors import MalformedError, SourceDownError, SourceError, UnsupportedError
from core.domain.proofs import CODES, CODES_FOR, EVERY, ProofOutcome, holds, next_look, outcome_of
from core.domain.terms import AccountRef, Outcome, Platform, Profile
from core.services import bindings
from core.services.app import App
from core.services.tally import Tally
from db import proofs, runs
from db.engine import Session
from db.proof_rows import Proof

log = logging.getLogger(__name__)

PASS_LIMIT = 100
"""Most profiles one pass looks at; the rest is due at the next beat."""
PASS_S = 30.0
"""After so many seconds a pass begins no further look."""


async def run(app: App, platform: Platform) -> Tally:
    """Look at every profile of the platform that is due, one after the other."""
    started, clock = app.clock(), asyncio.get_running_loop()
    async with app.reads() as session:
        due = await proofs.due(session, platform, started, PASS_LIMIT)
    total, ends_at = Tally(), clock.time() + PASS_S
    for number, handle in enumerate(due):
        if clock.time() >= ends_at:
            break
        if number:
            await asyncio.sleep(app.pacing[platform].pause_s)
        total += await look(app, platform, handle)
    if total.due:
        async with app.sessions.begin() as session:
            runs.record(session, f"link {platform}", started, app.clock(), total.as_dict())
    return total


async def look(app: App, platform: Platform, handle: str, *, ahead: timedelta = timedelta()) -> Tally:
    """Look at a profile once for all who wait for it, if it is due and nobody else does.

    Args:
        ahead: what is due within this time is looked at now.
    """
    now = app.clock()
    async with app.sessions.begin() as session:
        due_by, again_at = now + ahead, now + EVERY
        if not await proofs.claim(session, platform, handle, due_by=due_by, again_at=again_at):
            return Tally()
    answer = await _ask(app, AccountRef(platform, handle))
    async with app.reads() as session:
        waiting = await proofs.waiting(session, platform, handle)
    for proof_id in waiting:
        await _apart(app, proof_id, answer)
    is_read = isinstance(answer, Profile)
    return Tally(due=1, asked=1) + (Tally(read=1) if is_read else Tally(failed=1))


async def _ask(app: App, account: AccountRef) -> Profile | SourceError:
    """Return who the account is; what does not tell its id or its bio is no answer."""
    source = app.accounts.get(account.platform)
    try:
        if source is None:
            return UnsupportedError("no source for such accounts is configured")
        profile = await source.fetch_profile(account)
    except SourceError as trouble:
        return trouble
    except Exception as error:
        log.exception("The profile of %s @%s could not be read", account.platform, account.handle)
        return SourceDownError(f"a fault of ours: {type(error).__name__}")
    if profile.author.handle not in {None, account.handle}:
        return MalformedError("the answer is about another account")
    if profile.bio is None or profile.author.platform_user_id is None:
        return MalformedError("the answer has no bio, or no id of the account")
    return profile


async def _apart(app: App, proof_id: int, answer: Profile | SourceError) -> None:
    """Keep what a look means for one proof; one that cannot be kept holds up no other."""
    try:
        async with app.sessions.begin() as session:
            proof = await proofs.locked(session, proof_id)
            if proof is not None and proof.done_at is None:
                await _settle(session, app, proof, answer)
    except Exception:
        log.exception("What a look at a profile means for proof %s could not be kept", proof_id)


async def _settle(session: Session, app: App, proof: Proof, answer: Profile | SourceError) -> None:
    now = app.clock()
    proof.looked_at = now
    proof.last_outcome = Outcome.OK if isinstance(answer, Profile) else answer.outcome
    codes = await proofs.codes(session, proof, now - CODES_FOR, CODES)
    outcome = outcome_of(is_found=_found(answer, codes), now=now, expires_at=proof.expires_at)
    if outcome is None:
        proof.next_look_at = next_look(now, proof.expires_at)
        return
    proof.outcome, proof.done_at, proof.next_look_at = outcome, now, None
    if isinstance(answer, Profile) and outcome is ProofOutcome.PROVED:
        proof.platform_user_id = answer.author.platform_user_id
        await bindings.bind(session, app, proof)


def _found(answer: Profile | SourceError, codes: Sequence[str]) -> bool:
    return isinstance(answer, Profile) and holds(answer.bio or "", codes)
