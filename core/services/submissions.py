"""Intake: posts handed in by creators, or tracked by admins."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.domain.access import Caller
from core.domain.earnings import complete_terms
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    CampaignArchivedError,
    CampaignNotChosenError,
    CreatorBoundError,
    CreatorPausedError,
    CreatorUnknownError,
    NoCampaignError,
    NotALinkError,
    PostTooOldError,
    SourceError,
    StalePromptError,
    TooManyLinksError,
    UserError,
)
from core.domain.lifecycle import window_ends
from core.domain.links import is_believable, parse_link, published_estimate, split_links
from core.domain.refresh import Presence, presence_after
from core.domain.terms import (
    Author,
    Availability,
    Counts,
    CreatorState,
    Outcome,
    Platform,
    PostKind,
    PostRef,
    PostStatus,
    Reading,
    ShortLink,
    TrackingStatus,
)
from core.services import campaigns, decisions, prompts, readings
from core.services.app import App
from core.services.readings import Answer
from core.services.shown import CampaignPrompt, Intake, IntakeRow, Submitted
from db import campaigns as campaign_rows
from db import creators, posts, trail
from db.engine import Session
from db.models import Campaign, Creator, Post

SUBMIT_LIMIT = 20
TRACK_LIMIT = 100
SIDE_BY_SIDE = 5
"""Links of one paste that are looked at at the same time."""

Progress = Callable[[int, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Door:
    """How posts come in: by whom, under which rules."""

    by: Caller
    name: str  # the command
    is_own: bool  # by a creator: ownership and age are checked


async def submit(app: App, by: Caller, text: str, campaign: str | None = None) -> Intake:
    """Hand in one or several links; each has its own outcome."""
    links = _limited(split_links(text) or [text.strip()], SUBMIT_LIMIT)
    async with app.reads() as session:
        usable = await campaign_rows.usable_in(session, by.guild_id)
        homes = _choose(usable, campaign)
    return await _take_in(app, Door(by, "submit-post", is_own=True), links, homes)


async def submit_chosen(app: App, by: Caller, prompt_id: int, campaign_id: int) -> Intake:
    """Hand in the links of a prompt to the campaign the person chose."""
    async with app.sessions.begin() as session:
        args = await prompts.take(session, by, prompt_id, app.clock())
        usable = await campaign_rows.usable_in(session, by.guild_id)
        homes = [home for home in usable if home.id == campaign_id]
        if not homes:
            raise StalePromptError
    return await _take_in(app, Door(by, "submit-post", is_own=True), args["links"], homes)


async def track(
    app: App, by: Caller, text: str, campaign: str | None = None, progress: Progress | None = None
) -> Intake:
    """Track posts of a campaign's creators in bulk; one bad row never stops the others."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    links = _limited([link for line in lines for link in split_links(line) or [line]], TRACK_LIMIT)
    async with app.reads() as session:
        home = await campaigns.resolve(session, by, campaign)
    if not campaign_rows.is_active(home):
        raise CampaignArchivedError(home.name)
    return await _take_in(app, Door(by, "post track", is_own=False), links, [home], progress)


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
    """Take in every link, some side by side, in the order they were pasted."""
    rows: list[IntakeRow] = []
    for start in range(0, len(links), SIDE_BY_SIDE):
        batch = links[start : start + SIDE_BY_SIDE]
        rows += await asyncio.gather(*(_row(app, door, link, homes) for link in batch))
        if progress is not None:
            await progress(len(rows), len(links))
    return Intake(rows, await _ask_campaign(app, door, rows, homes))


async def _row(app: App, door: Door, link: str, homes: Sequence[Campaign]) -> IntakeRow:
    try:
        return IntakeRow(link, await _take_one(app, door, link, homes))
    except UserError as refusal:
        return IntakeRow(link, refusal)


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
    ref = await _resolve(app, link)
    if len(homes) == 1:
        await _refuse_known(app, homes[0], ref)
    answer = await readings.look(app, ref)
    author = _author(ref, answer)
    async with app.reads() as session:
        found = await creators.of_author(session, [home.id for home in homes], ref.platform, author)
    if not found:
        name = homes[0].name if len(homes) == 1 else None
        raise CreatorUnknownError(author.handle or "?", ref.platform, name)
    by_id = {home.id: home for home in homes}
    if len(found) > 1:
        raise CampaignNotChosenError([by_id[creator.campaign_id].name for creator in found])
    async with app.sessions.begin() as session:
        creator = await creators.by_id(session, found[0].id)
        return await _accept(session, app, door, ref, creator, answer)


async def _resolve(app: App, link: str) -> PostRef:
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


async def _refuse_known(app: App, home: Campaign, ref: PostRef) -> None:
    async with app.reads() as session:
        known = await posts.by_ref(session, home.id, ref)
    if known is not None:
        raise _already(known, home)


def _already(post: Post, home: Campaign) -> AlreadyTrackedError:
    return AlreadyTrackedError(post.id, post.status or PostStatus.ACTIVE, home.name, post.submitted_at)


def _author(ref: PostRef, answer: Answer) -> Author:
    """Return who published the post: the source's word, else that of a TikTok link; neither is a refusal.

    The handle in an Instagram link may be any of several authors, or made up.
    """
    if isinstance(answer.result, Reading) and answer.result.author.handle is not None:
        return answer.result.author
    if ref.handle is None or ref.platform is Platform.INSTAGRAM:
        raise AuthorUnreadableError(ref.platform, answer.result.outcome)
    return Author(handle=ref.handle)


async def _accept(
    session: Session, app: App, door: Door, ref: PostRef, creator: Creator, answer: Answer
) -> Submitted:
    """Check the creator once more under lock, and write post and first snapshot in one go."""
    home = await campaign_rows.by_id(session, creator.campaign_id)
    _check_creator(door, creator, home)
    reading = answer.result if isinstance(answer.result, Reading) else None
    if door.is_own and await posts.by_ref(session, home.id, ref) is None:
        _check_age(home, ref, reading, app)
    post = await _insert(session, app, door, ref, creator, home, answer)
    if isinstance(post, AlreadyTrackedError):
        raise post
    if reading is not None:
        await readings.recognise(session, creator, reading.author)
        readings.describe(post, reading)
        readings.note_reading(session, post, reading, answer.at)
    decisions.reschedule(post, now=app.clock(), schedule=app.schedule)
    trail.note(
        session,
        at=app.clock(),
        guild_id=home.guild_id,
        actor=door.by.discord_id,
        action=door.name,
        after=PostStatus.ACTIVE.value,
        reason=post.status_reason,
        post=post,
    )
    await session.flush()
    return _submitted(post, creator, home, answer)


def _check_creator(door: Door, creator: Creator, home: Campaign) -> None:
    if creator.state is not CreatorState.ACTIVE:
        raise CreatorPausedError(creator.handle, home.name)
    if door.is_own and creator.discord_id not in {None, door.by.discord_id}:
        raise CreatorBoundError(creator.handle)


def _check_age(home: Campaign, ref: PostRef, reading: Reading | None, app: App) -> None:
    told = None if reading is None else reading.published_at
    published_at = told if is_believable(told, ref) else published_estimate(ref)
    max_age_days = home.window_days if home.max_age_days is None else home.max_age_days
    if published_at is not None and app.clock() - published_at > timedelta(days=max_age_days):
        raise PostTooOldError(published_at, max_age_days)


async def _insert(
    session: Session,
    app: App,
    door: Door,
    ref: PostRef,
    creator: Creator,
    home: Campaign,
    answer: Answer,
) -> Post | AlreadyTrackedError:
    now = app.clock()
    deal = (await creators.deals(session, [creator.id])).get(creator.id)
    terms, deal_id = decisions.terms_in_force(deal, home)
    window_days = home.window_days if creator.window_days is None else creator.window_days
    published_at = published_estimate(ref)
    outcome = answer.result.outcome
    presence = presence_after(
        Presence(Availability.LIVE, None, None), outcome, confirmed=False, now=answer.at
    )
    post = await posts.insert_new(
        session,
        campaign_id=home.id,
        creator_id=creator.id,
        kind=PostKind.INTERNAL,
        platform=ref.platform,
        platform_post_id=ref.platform_post_id,
        tracking=TrackingStatus.DIRECT_ADD,
        status=PostStatus.ACTIVE,
        status_reason="handed in" if door.is_own else "tracked by link",
        status_at=now,
        author_handle=ref.handle or creator.handle,
        came_in_by=door.name,
        submitted_by=door.by.discord_id,
        submitted_at=now,
        published_at=published_at,
        window_days=window_days,
        minimum_views=home.minimum_views if creator.minimum_views is None else creator.minimum_views,
        window_ends_at=window_ends(published_at, now, window_days),
        cpm=terms.cpm if terms else home.default_cpm,
        cap_views=terms.cap_views if terms else home.default_cap_views,
        deal_id=deal_id,
        availability=presence.availability,
        doubted_at=presence.doubted_at,
        checked_at=answer.at,
        last_outcome=outcome,
        last_error=None if isinstance(answer.result, Reading) else str(answer.result)[: readings.ERROR_LIMIT],
        failures=0 if isinstance(answer.result, Reading) else 1,
    )
    if post is None:
        return _already(await posts.known(session, home.id, ref), home)
    return post


def _submitted(post: Post, creator: Creator, home: Campaign, answer: Answer) -> Submitted:
    outcome = answer.result.outcome
    return Submitted(
        post_id=post.id,
        ref=PostRef(post.platform, post.platform_post_id, post.author_handle),
        handle=creator.handle,
        campaign=home.name,
        currency=home.currency,
        counts=Counts(post.views, post.likes, post.comments, post.shares, post.saves),
        trouble=None if outcome is Outcome.OK else outcome,
        window_ends_at=post.window_ends_at or post.submitted_at,
        minimum_views=post.minimum_views,
        terms=complete_terms(post.cpm, post.cap_views),
    )
