"""Carrying out what was planned, once the person has confirmed it."""

from typing import Any

from core.domain.access import Caller, Role
from core.domain.errors import NotAllowedError, StalePromptError
from core.services import (
    adjustments,
    api_keys,
    appeals,
    deals,
    endings,
    forgetting,
    inclusion,
    payouts,
    prompts,
    verdicts,
)
from core.services.app import App
from core.services.plans import Shown
from core.services.shown import CampaignChanged, CreatorChanged, PostChanged
from core.services.shown_api_keys import KeyRevoked
from core.services.shown_deals import DealSet
from core.services.shown_ledger import Adjusted
from core.services.shown_payouts import PayoutChanged
from core.services.shown_privacy import Forgotten
from db.engine import Session

NEEDS = {
    "creator deal": Role.ADMIN,
    "creator tier-add": Role.ADMIN,
    "creator tier-remove": Role.ADMIN,
    "post set-cpm": Role.EDITOR,
    "post finalize": Role.EDITOR,
    "post set-views": Role.EDITOR,
    "post reject": Role.EDITOR,
    "post unreject": Role.EDITOR,
    "post include": Role.EDITOR,
    "post exclude": Role.EDITOR,
    "post adjust": Role.ADMIN,
    appeals.ACCEPT: Role.EDITOR,
    endings.ARCHIVE: Role.ADMIN,
    endings.REMOVE: Role.ADMIN,
    payouts.MARK_PAID: Role.EDITOR,
    payouts.VOID: Role.ADMIN,
    forgetting.FORGET: Role.CREATOR,
    api_keys.REVOKE: Role.ADMIN,
}
"""The role each action needs, asked again when it is confirmed: a role may be gone by then."""


Ended = CampaignChanged | CreatorChanged
Rest = PayoutChanged | Ended | Forgotten | KeyRevoked
Done = PostChanged | DealSet | Adjusted | Rest


async def confirm(app: App, by: Caller, prompt_id: int) -> Done:
    """Do what the prompt asked about. Question and deed are one transaction: done once, or not at all."""
    async with app.sessions.begin() as session:
        args = await prompts.take(session, by, prompt_id, app.clock())
        needed = NEEDS.get(args["action"], Role.ADMIN)
        if by.role < needed:
            raise NotAllowedError(needed.name.lower())
        match args["action"]:
            case "creator deal" | "creator tier-add" | "creator tier-remove":
                return await deals.put_in_force(session, app, by, args)
            case "post set-cpm":
                return await verdicts.finalize_with(session, app, by, Shown.read(args), args.get("tier"))
            case "post finalize":
                shown = Shown.read(args)
                return await verdicts.finalize(session, app, by, shown, args["snapshot_id"], args["reason"])
            case "post set-views":
                done = await verdicts.enter_views(
                    session, app, by, args["post_id"], args["views"], args["reason"]
                )
                return Shown.read(args).checked(done)
            case "post unreject":
                done = await verdicts.put_back(session, app, by, args["post_id"], args["reason"])
                return Shown.read(args).checked(done)
            case _:
                return await _in_or_out(session, app, by, args)


async def _in_or_out(
    session: Session, app: App, by: Caller, args: dict[str, Any]
) -> PostChanged | Adjusted | Rest:
    match args["action"]:
        case "post reject":
            return await verdicts.reject(session, app, by, args["post_id"], args["reason"])
        case "post include":
            return await inclusion.include_as_shown(session, app, by, Shown.read(args))
        case "post exclude":
            return await inclusion.exclude_now(session, app, by, args["post_id"])
        case appeals.ACCEPT:
            return await appeals.accept_as_shown(session, app, by, args)
        case "post adjust":
            return await adjustments.adjust(session, app, by, args)
        case _:
            return await _rest(session, app, by, args)


async def _rest(session: Session, app: App, by: Caller, args: dict[str, Any]) -> Rest:
    match args["action"]:
        case forgetting.FORGET:
            return await forgetting.forget(session, app, by, args)
        case payouts.MARK_PAID:
            return await payouts.mark_paid(session, app, by, args)
        case payouts.VOID:
            return await payouts.void(session, app, by, args)
        case endings.ARCHIVE:
            return await endings.archive(session, app, by, args)
        case endings.REMOVE:
            return await endings.remove(session, app, by, args)
        case api_keys.REVOKE:
            return await api_keys.revoke(session, app, by, args)
        case _:
            raise StalePromptError


async def dismiss(app: App, by: Caller, prompt_id: int) -> None:
    """Let a question go unanswered."""
    async with app.sessions.begin() as session:
        await prompts.take(session, by, prompt_id, app.clock())
