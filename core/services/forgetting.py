"""`/my forget`: a member's personal data goes, and the ledger stays under a pseudonym.

Nothing that money rests on changes: readings, ledger rows, payouts, and who of the team decided what.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from core.domain.access import Caller
from core.domain.errors import NotForgottenError, NothingStoredError, PlanChangedError
from core.services.app import App
from core.services.shown_privacy import ForgetPlan, Forgotten, OwnAccount
from db import erasing, personal, trail
from db.engine import Session
from db.models import Campaign, Creator

FORGET = "my forget"
PSEUDONYMS = 2**62
"""A pseudonym is drawn by lot from so many numbers below zero: no Discord id can be read out of it."""


async def plan_forget(app: App, by: Caller) -> ForgetPlan:
    """Return what would go and what would stay, and ask.

    Raises `NothingStoredError`, and `NotForgottenError` while posts run or money is owed.
    """
    async with app.sessions.begin() as session:
        if not await personal.is_anything_stored(session, by.discord_id):
            raise NothingStoredError
        owned = await erasing.accounts(session, by.discord_id)
        ids = [creator.id for creator, _ in owned]
        await _refuse_open(session, ids)
        counts = {
            name: await personal.count(session, model, where)
            for name, (model, where) in personal.kinds(by.discord_id).items()
        }
        await erasing.drop_questions(session, by.discord_id, FORGET)
        prompt_id = await trail.ask(
            session,
            guild_id=by.guild_id,
            actor=by.discord_id,
            action=FORGET,
            args={"creator_ids": ids},
            now=app.clock(),
        )
        deeds = await personal.deeds(session, by.discord_id)
    accounts = [OwnAccount(creator.handle, creator.platform, home.name) for creator, home in owned]
    return ForgetPlan(prompt_id, accounts, counts, deeds)


async def forget(session: Session, app: App, by: Caller, args: dict[str, Any]) -> Forgotten:
    """Remove what was shown; raise `PlanChangedError` when the member's accounts are others by now."""
    await erasing.drop_own(session, by.discord_id)
    await erasing.lock(session, args["creator_ids"])
    owned = await erasing.accounts(session, by.discord_id)
    ids = [creator.id for creator, _ in owned]
    if ids != args["creator_ids"]:
        raise PlanChangedError
    await _refuse_open(session, ids)
    pseudonym = -1 - secrets.randbelow(PSEUDONYMS)
    await erasing.erase_member(session, by.discord_id, pseudonym)
    for creator, _ in owned:
        await _forget_account(session, creator, pseudonym)
    for guild_id, campaign_id, creator_id in _traced(by, owned):
        _trace(session, app, guild_id, pseudonym, campaign_id, creator_id)
    deeds = await personal.deeds(session, by.discord_id)
    return Forgotten(pseudonym, len(owned), deeds)


async def _refuse_open(session: Session, creator_ids: Sequence[int]) -> None:
    running, ends_at = await erasing.running(session, creator_ids)
    owed = await erasing.owed(session, creator_ids)
    if running or owed:
        raise NotForgottenError(running, ends_at, owed)


async def _forget_account(session: Session, creator: Creator, pseudonym: int) -> None:
    handles = await erasing.handles_of(session, creator)
    await erasing.erase_traces(session, creator, handles)
    await erasing.erase_posts(session, creator.id, handles)
    await erasing.erase_watches(session, creator.id)
    erasing.erase_creator(creator, pseudonym)
    await session.flush()


def _traced(
    by: Caller, owned: Sequence[tuple[Creator, Campaign]]
) -> Sequence[tuple[int, int | None, int | None]]:
    """Return server, campaign and creator of each trace: one an account, else one where it was asked for."""
    return [(home.guild_id, home.id, creator.id) for creator, home in owned] or [(by.guild_id, None, None)]


def _trace(
    session: Session,
    app: App,
    guild_id: int,
    pseudonym: int,
    campaign_id: int | None,
    creator_id: int | None,
) -> None:
    trail.note(
        session,
        at=app.clock(),
        guild_id=guild_id,
        actor=pseudonym,
        action=FORGET,
        reason="asked for by the member",
        before="personal data",
        after="a pseudonym",
        campaign_id=campaign_id,
        creator_id=creator_id,
    )
