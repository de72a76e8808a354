"""Intake: posts handed in by creators, or tracked by admins."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core.domain.access import Caller
from core.domain.errors import (
    CampaignArchivedError,
    CampaignNotChosenError,
    FaultError,
    NoCampaignError,
    NotALinkError,
    StalePromptError,
    TooManyLinksError,
    UserError,
)
from core.domain.links import split_links
from core.services import admission, campaigns, prompts
from core.services.acceptance import accept
from core.services.admission import Door
from core.services.app import App
from core.services.shown import CampaignPrompt, Intake, IntakeRow, Submitted
from db import campaigns as campaign_rows
from db import creators, posts, trail
from db.models import Campaign

log = logging.getLogger(__name__)

SUBMIT_LIMIT = 20
TRACK_LIMIT = 100
SIDE_BY_SIDE = 5
"""Links of one paste that are looked at at the same time."""

Progress = Callable[[int, int], Awaitable[None]]
Taken = TypeVar("Taken")


async def submit(app: App, by: Caller, text: str, campaign: str | None = None) -> Intake:
    """Hand in one or several links; each has its own outcome."""
    links, homes = await asked(app, by, text, campaign)
    return await _take_in(app, own_door(by), links, homes)


async def asked(
    app: App, by: Caller, text: str, campaign: str | None
) -> tuple[Sequence[str], Sequence[Campaign]]:
    """Return the links that are handed in, and the campaigns of this server they may go to."""
    links = _limited(split_links(text) or [text.strip()], SUBMIT_LIMIT)
    async with app.reads() as session:
        usable = await campaign_rows.usable_in(session, by.guild_id)
    return links, _choose(usable, campaign)


def own_door(by: Caller) -> Door:
    """Return how a person hands in posts of their own."""
    return Door(by, "submit-post", is_own=True)


async def submit_chosen(app: App, by: Caller, prompt_id: int, campaign_id: int) -> Intake:
    """Hand in the links of a prompt to the campaign the person chose.

    The question goes only when its links are in, so that an end in between loses neither.
    """
    async with app.reads() as session:
        args = await prompts.peek(session, by, prompt_id, app.clock())
        usable = await campaign_rows.usable_in(session, by.guild_id)
    homes = [home for home in usable if home.id == campaign_id and campaign_rows.is_active(home)]
    if not homes:
        raise StalePromptError
    done = await _take_in(app, own_door(by), args["links"], homes)
    async with app.sessions.begin() as session:
        await trail.answered(session, prompt_id)
    return done


async def track(
    app: App,
    by: Caller,
    text: str,
    campaign: str | None = None,
    progress: Progress | None = None,
    *,
    action: str = "post track",
) -> Intake:
    """Track posts of a campaign's creators in bulk; one bad row never stops the others."""
    links = pasted(text)
    home = await open_campaign(app, by, campaign)
    return await _take_in(app, Door(by, action, is_own=False), links, [home], progress)


def pasted(text: str) -> Sequence[str]:
    """Return what a form holds, a line without a link as it is."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _limited([link for line in lines for link in split_links(line) or [line]], TRACK_LIMIT)


async def open_campaign(app: App, by: Caller, campaign: str | None) -> Campaign:
    """Return the server's campaign that was named, which takes in posts."""
    async with app.reads() as session:
        home = await campaigns.resolve(session, by, campaign)
    if not campaign_rows.is_active(home):
        raise CampaignArchivedError(home.name)
    return home


def _limited(pasted: Sequence[str], limit: int) -> Sequence[str]:
    links = list(dict.fromkeys(pasted))
    if not links:
        raise NotALinkError("")
    if len(links) > limit:
        raise TooManyLinksError(len(links), limit)
    return links


def _choose(usable: Sequence[Campaign], typed: str | None) -> Sequence[Campaign]:
    """Return the campaigns a submission may go to: the named one, or all that are active."""
    if typed is None:
        active = [home for home in usable if campaign_rows.is_active(home)]
        if not active:
            raise NoCampaignError
        return active
    named = campaigns.pick(usable, typed)
    if not campaign_rows.is_active(named):
        raise CampaignArchivedError(named.name)
    return [named]


async def _take_in(
    app: App,
    door: Door,
    links: Sequence[str],
    homes: Sequence[Campaign],
    progress: Progress | None = None,
) -> Intake:

    async def take_one(link: str) -> Submitted:
        return await _take_one(app, door, link, homes)

    results = await one_by_one(links, take_one, progress)
    rows = [IntakeRow(link, result) for link, result in zip(links, results, strict=True)]
    return Intake(rows, await _ask_campaign(app, door, rows, homes))


async def one_by_one(
    links: Sequence[str], take_one: Callable[[str], Awaitable[Taken]], progress: Progress | None
) -> list[Taken | UserError]:
    """Take in every link, some side by side; return what became of each, in the order they were pasted."""
    results: list[Taken | UserError] = []
    for start in range(0, len(links), SIDE_BY_SIDE):
        batch = links[start : start + SIDE_BY_SIDE]
        results += await asyncio.gather(*(_result(take_one, link) for link in batch))
        if progress is not None:
            await progress(len(results), len(links))
    return results


async def _result(take_one: Callable[[str], Awaitable[Taken]], link: str) -> Taken | UserError:
    try:
        return await take_one(link)
    except UserError as refusal:
        return refusal
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: a link could not be taken in", reference)
        return FaultError(reference)


async def _ask_campaign(
    app: App, door: Door, rows: Sequence[IntakeRow], homes: Sequence[Campaign]
) -> CampaignPrompt | None:
    """Keep the links that fit several campaigns as a question."""
    open_rows = [row for row in rows if isinstance(row.result, CampaignNotChosenError)]
    if not open_rows:
        return None
    names = {
        name
        for row in open_rows
        if isinstance(row.result, CampaignNotChosenError)
        for name in row.result.names
    }
    links = [row.link for row in open_rows]
    async with app.sessions.begin() as session:
        prompt_id = await trail.ask(
            session,
            guild_id=door.by.guild_id,
            actor=door.by.discord_id,
            action="submit-post",
            args={"links": links},
            now=app.clock(),
        )
    return CampaignPrompt(prompt_id, links, [(home.id, home.name) for home in homes if home.name in names])


async def _take_one(app: App, door: Door, link: str, homes: Sequence[Campaign]) -> Submitted:
    """Take in one link: find the post, its author, the creator; then write."""
    seen = await admission.sight(app, door.by, link, homes)
    found = seen.only()
    async with app.sessions.begin() as session:
        post_ids = [seen.ref.platform_post_id]
        await posts.lock_references(session, found.campaign_id, seen.ref.platform, post_ids)
        creator = await creators.by_id(session, found.id)
        return await accept(session, app, door, creator, seen.answer)
