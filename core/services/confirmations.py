"""Carrying out what was planned, once the person has confirmed it."""

from typing import Any

from core.domain.access import Caller, Role
from core.domain.errors import NotAllowedError, StalePromptError
from core.services import creators, inclusion, prompts, verdicts
from core.services.app import App
from core.services.plans import Shown
from core.services.shown import DealSet, PostChanged
from db.engine import Session

NEEDS = {
    "creator deal": Role.ADMIN,
    "post set-cpm": Role.EDITOR,
    "post finalize": Role.EDITOR,
    "post set-views": Role.EDITOR,
    "post reject": Role.EDITOR,
    "post unreject": Role.EDITOR,
    "post include": Role.EDITOR,
    "post exclude": Role.EDITOR,
}
"""The role each action needs, asked again when it is confirmed: a role may be gone by then."""


async def confirm(app: App, by: Caller, prompt_id: int) -> PostChanged | DealSet:
    """Do what the prompt asked about. Question and deed are one transaction: done once, or not at all."""
    async with app.sessions.begin() as session:
        args = await prompts.take(session, by, prompt_id, app.clock())
        needed = NEEDS.get(args["action"], Role.ADMIN)
        if by.role < needed:
            raise NotAllowedError(needed.name.lower())
        match args["action"]:
            case "creator deal":
                return await creators.set_deal(session, app, by, args)
            case "post set-cpm":
                return await verdicts.finalize_with(session, app, by, Shown.read(args))
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


async def _in_or_out(session: Session, app: App, by: Caller, args: dict[str, Any]) -> PostChanged:
    match args["action"]:
        case "post reject":
            return await verdicts.reject(session, app, by, args["post_id"], args["reason"])
        case "post include":
            return await inclusion.include_as_shown(session, app, by, Shown.read(args))
        case "post exclude":
            return await inclusion.exclude_now(session, app, by, args["post_id"])
        case _:
            raise StalePromptError


async def dismiss(app: App, by: Caller, prompt_id: int) -> None:
    """Let a question go unanswered."""
    async with app.sessions.begin() as session:
        await prompts.take(session, by, prompt_id, app.clock())
