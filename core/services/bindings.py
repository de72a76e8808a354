"""Binding the creators that are a proved account to the member who proved it.

The platform user id decides, for handles change hands; a creator that is bound to another member stays so.
"""

from collections.abc import Sequence

from core.domain.proofs import KEPT, ProofOutcome
from core.domain.terms import Author
from core.services.app import App
from core.services.shown_linking import Binding, Bound, LinkCard
from db import campaigns, creators, proofs, trail
from db.engine import Session
from db.models import Campaign, Creator
from db.proof_rows import Proof

ACTION = "my link"


async def bind(session: Session, app: App, proof: Proof) -> None:
    """Bind every creator of the server's campaigns that is the proved account and nobody else's."""
    homes = {home.id: home for home in await campaigns.usable_in(session, proof.guild_id)}
    found = await creators.of_author(session, list(homes), proof.platform, _account(proof))
    for creator_id in sorted(creator.id for creator in found):
        creator = await creators.by_id(session, creator_id)
        if creator.platform_user_id in {None, proof.platform_user_id}:
            await _bind_one(session, app, homes[creator.campaign_id], creator, proof)


async def recall(session: Session, app: App, home: Campaign, creator: Creator) -> None:
    """Bind a creator that was just added to the member who had proved the account before."""
    if creator.discord_id is not None:
        return
    seen_by = [home.guild_id, *await campaigns.guild_ids(session, home.id)]
    since = app.clock() - KEPT
    proof = await proofs.newest_proved(session, seen_by, creator.platform, creator.handle, since)
    if proof is not None:
        await _bind_one(session, app, home, creator, proof)


async def card(session: Session, proof: Proof) -> LinkCard:
    """Return a proof as it is shown."""
    is_proved = proof.outcome is ProofOutcome.PROVED
    return LinkCard(
        id=proof.id,
        platform=proof.platform,
        handle=proof.handle,
        code=proof.code,
        expires_at=proof.expires_at,
        looked_at=proof.looked_at,
        last_outcome=proof.last_outcome,
        outcome=proof.outcome,
        bindings=await _bindings(session, proof) if is_proved else (),
    )


async def _bind_one(session: Session, app: App, home: Campaign, creator: Creator, proof: Proof) -> None:
    if creator.discord_id not in {None, proof.discord_id}:
        return
    known_as = Author(creator.handle, proof.platform_user_id)
    if creator.platform_user_id is None and await creators.account_taken(session, creator, known_as):
        return
    before = _said(creator)
    creator.discord_id, creator.platform_user_id = proof.discord_id, proof.platform_user_id
    if before == _said(creator):
        return
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=proof.discord_id,
        action=ACTION,
        reason=f"the code {proof.code} was in the profile of @{proof.handle}",
        before=before,
        after=_said(creator),
        campaign_id=home.id,
        creator_id=creator.id,
    )


async def _bindings(session: Session, proof: Proof) -> Sequence[Binding]:
    names = {home.id: home.name for home in await campaigns.usable_in(session, proof.guild_id)}
    theirs = await creators.of_author(session, list(names), proof.platform, _account(proof))
    others = await creators.former(session, list(names), proof.platform, _account(proof))
    bound = [(each, _bound(each, proof)) for each in theirs if each.discord_id is not None]
    bound += [(each, Bound.OTHER) for each in others]
    found = [Binding(names[creator.campaign_id], what) for creator, what in bound]
    return sorted(found, key=lambda each: each.campaign)


def _bound(creator: Creator, proof: Proof) -> Bound:
    return Bound.YOURS if creator.discord_id == proof.discord_id else Bound.TAKEN


def _account(proof: Proof) -> Author:
    return Author(proof.handle, proof.platform_user_id)


def _said(creator: Creator) -> str:
    member = "nobody's" if creator.discord_id is None else f"member {creator.discord_id}"
    return f"{member}, account id {creator.platform_user_id or 'unknown'}"
