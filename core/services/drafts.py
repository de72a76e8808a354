"""Campaigns as they were typed into a form: made at once, or kept so that a mistake costs no typing."""

from dataclasses import asdict, dataclass

from core.domain.access import Caller
from core.domain.errors import StalePromptError
from core.domain.whole_numbers import parse_whole
from core.services import campaigns, prompts
from core.services.app import App
from core.services.shown import CampaignChanged
from db import trail

DRAFT = "campaign draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form says of a campaign, word for word; empty: the usual.

    Attributes:
        window_days: how many days views count.
    """

    name: str = ""
    cpm: str = ""
    minimum_views: str = ""
    currency: str = ""
    window_days: str = ""


async def create(app: App, by: Caller, draft: Draft) -> CampaignChanged:
    """Make a campaign of the caller's server, as `/campaign create` does, with its refusals."""
    return await campaigns.create(
        app,
        by,
        name=draft.name,
        currency=draft.currency.strip() or None,
        window_days=_whole("window_days", draft.window_days),
        minimum_views=_whole("minimum_views", draft.minimum_views),
        cpm=draft.cpm.strip() or None,
    )


async def keep(app: App, by: Caller, draft: Draft) -> int:
    """Keep a draft for its writer, as long as a question waits; return its id."""
    async with app.sessions.begin() as session:
        return await trail.ask(
            session,
            guild_id=by.guild_id,
            actor=by.discord_id,
            action=DRAFT,
            args=asdict(draft),
            now=app.clock(),
        )


async def kept(app: App, by: Caller, draft_id: int) -> Draft:
    """Return a draft of the caller's that was kept; it stays. Raises `StalePromptError`."""
    async with app.reads() as session:
        args = await prompts.peek(session, by, draft_id, app.clock())
    if args.pop("action") != DRAFT:
        raise StalePromptError
    return Draft(**args)


def _whole(name: str, typed: str) -> int | None:
    return parse_whole(name, typed) if typed.strip() else None
