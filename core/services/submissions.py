"""Intake: posts handed in by creators, or tracked by admins."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core.domain.access import Caller
from core.domain.errors import (
    AuthorUnreadableError,
    CampaignArchivedError,
    CampaignNotChosenError,
    CreatorUnknownError,
    FaultError,
    NoCampaignError,
    NotALinkError,
    SourceError,
    StalePromptError,
    TooManyLinksError,
    UserError,
)
from core.domain.links import parse_link, split_links
from core.domain.terms import (
    Author,
    Platform,
    PostRef,
    Reading,
    ShortLink,
)
from core.services import campaigns, prompts, readings
from core.services.acceptance import Door, accept, already, is_new
from core.services.app import App
from core.services.readings import Answer
from core.services.shown import CampaignPrompt, Intake, IntakeRow, Submitted
from db import campaigns as campaign_rows
from db import creators, posts, trail
from db.engine import Session
from db.models import Campaign, Creator

log = logging.getLogger(__name__)

SUBMIT_LIMIT = 20
TRACK_LIMIT = 100
SIDE_BY_SIDE = 5
"""Links of one paste that are looked at at the same time."""

Progress = Callable[[int, int], Awaitable[None]]
Taken = TypeVar("Taken")


async def submit(app: App, by: Caller, text: str, campaign: str | None = None) -> Intake:
    """Hand in one or several links; each has its own outcome."""
    links = _limited(split_links(text) or [text.strip()], SUBMIT_LIMIT)
    async with app.reads() as session:
        usable = await campaign_rows.usable_in(session, by.guild_id)
        homes = _choose(usable, campaign)
    return await _take_in(app, Door(by, "submit-post", is_own=True), links, homes)


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
    done = await _take_in(app, Door(by, "submit-post", is_own=True), args["links"], homes)
    async with app.sessions.begin() as session:
        await trail.answered(session, prompt_id)
    return done


async def track(
    app: App, by: Caller, text: str, campaign: str | None = None, progress: Progress | None = None
) -> Intake:
    """Track posts of a campaign's creators in bulk; one bad row never stops the others."""
    links = pasted(text)
    home = await open_campaign(app, by, campaign)
    return await _take_in(app, Door(by, "post track", is_own=False), links, [home], progress)


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
    ref = await resolve_link(app, link)
    if len(homes) == 1:
        await refuse_known(app, homes[0], ref, as_own=True)
    answer = await readings.look(app, ref)
    authors = _authors(ref, answer)
    async with app.reads() as session:
        found = await _creators(session, door.by, homes, ref.platform, authors)
    if not found:
        name = homes[0].name if len(homes) == 1 else None
        raise CreatorUnknownError(authors[0].handle or "?", ref.platform, name)
    by_id = {home.id: home for home in homes}
    if len(found) > 1:
        raise CampaignNotChosenError([by_id[creator.campaign_id].name for creator in found])
    async with app.sessions.begin() as session:
        home_id, post_ids = found[0].campaign_id, [ref.platform_post_id]
        await posts.lock_references(session, home_id, ref.platform, post_ids)  # before the creator
        creator = await creators.by_id(session, found[0].id)
        return await accept(session, app, door, ref, creator, answer)


async def _creators(
    session: Session, by: Caller, homes: Sequence[Campaign], platform: Platform, authors: Sequence[Author]
) -> Sequence[Creator]:
    """Return the creators that published it, one a campaign: the person's own, else the first author's."""
    ids = [home.id for home in homes]
    found: dict[int, Creator] = {}
    for author in authors:
        for creator in await creators.of_author(session, ids, platform, author):
            first = found.setdefault(creator.campaign_id, creator)
            if creator.discord_id == by.discord_id != first.discord_id:
                found[creator.campaign_id] = creator
    return list(found.values())


async def resolve_link(app: App, link: str) -> PostRef:
    """Return the post a link names, a short link expanded first."""
    parsed = parse_link(link)
    if isinstance(parsed, PostRef):
        return parsed
    try:
        expanded = parse_link(await app.links.expand(parsed))
    except SourceError as trouble:
        raise AuthorUnreadableError(parsed.platform, trouble.outcome) from trouble
    if isinstance(expanded, ShortLink):
        raise NotALinkError(link)
    return expanded


async def refuse_known(app: App, home: Campaign, ref: PostRef, *, as_own: bool = False) -> None:
    """Refuse a post that the campaign has; `as_own` takes one over that is followed as a competitor's."""
    async with app.reads() as session:
        known = await posts.by_ref(session, home.id, ref)
    if known is not None and not (as_own and is_new(known)):
        raise already(known, home)


def _authors(ref: PostRef, answer: Answer) -> Sequence[Author]:
    """Return who published the post: the source's word, else that of a TikTok link; neither is a refusal.

    The handle in an Instagram link may be any of several authors, or made up.
    """
    if isinstance(answer.result, Reading) and answer.result.author.handle is not None:
        return answer.result.authors
    if ref.handle is None or ref.platform is Platform.INSTAGRAM:
        raise AuthorUnreadableError(ref.platform, answer.result.outcome)
    return [Author(handle=ref.handle)]
