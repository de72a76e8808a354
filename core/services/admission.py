"""Whether a post may come in: every check in its order. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.domain.access import Caller
from core.domain.errors import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    CampaignArchivedError,
    CampaignNotChosenError,
    CreatorBoundError,
    CreatorPausedError,
    CreatorUnknownError,
    NotALinkError,
    PostTooOldError,
    SourceError,
)
from core.domain.links import is_believable, parse_link, published_estimate
from core.domain.terms import Author, CreatorState, Platform, PostKind, PostRef, Reading, ShortLink
from core.services import readings
from core.services.app import App
from core.services.readings import Answer
from db import campaigns as campaign_rows
from db import creators, posts
from db.engine import Session
from db.models import Campaign, Creator, Post


@dataclass(frozen=True, slots=True)
class Door:
    """How posts come in: by whom, under which rules."""

    by: Caller
    name: str  # the command
    is_own: bool  # by a creator: ownership and age are checked


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post that was looked at, and the creators that published it: at least one, at most one a campaign."""

    ref: PostRef
    answer: Answer
    creators: Sequence[Creator]
    homes: Sequence[Campaign]

    def home_of(self, creator: Creator) -> Campaign:
        """Return the campaign of one of the creators."""
        return next(home for home in self.homes if home.id == creator.campaign_id)

    def only(self) -> Creator:
        """Return the only creator. Raises `CampaignNotChosenError` when several campaigns fit."""
        if len(self.creators) > 1:
            raise CampaignNotChosenError([self.home_of(creator).name for creator in self.creators])
        return self.creators[0]


async def sight(app: App, by: Caller, link: str, homes: Sequence[Campaign]) -> Sighting:
    """Find the post, its author and the creators of these campaigns; refuse when one is missing."""
    ref = await resolve_link(app, link)
    if len(homes) == 1:
        await refuse_known(app, homes[0], ref, as_own=True)
    answer = await readings.look(app, ref)
    authors = _authors(ref, answer)
    async with app.reads() as session:
        found = await _creators(session, by, homes, ref.platform, authors)
    if not found:
        name = homes[0].name if len(homes) == 1 else None
        raise CreatorUnknownError(authors[0].handle or "?", ref.platform, name)
    return Sighting(ref, answer, found, homes)


async def check(
    session: Session, app: App, door: Door, home: Campaign, creator: Creator, answer: Answer
) -> None:
    """Refuse what may not come in: the last word when campaign and creator are locked, else a forecast."""
    if not campaign_rows.is_active(home):
        raise CampaignArchivedError(home.name)
    _check_creator(door, creator, home)
    known = await posts.by_ref(session, home.id, answer.ref)
    if known is not None and not is_new(known):
        raise already(known, home)
    if door.is_own:
        _check_age(home, creator, answer, app)


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


def is_new(known: Post | None) -> bool:
    """Whether a post can come in: the campaign does not have it, or as a competitor's only."""
    return known is None or known.kind is PostKind.REFERENCE


def already(post: Post, home: Campaign) -> AlreadyTrackedError:
    """Return the refusal of a post that the campaign has; a competitor's has no status."""
    return AlreadyTrackedError(post.id, post.status, home.name, post.submitted_at, post.tracking)


def window_days(home: Campaign, creator: Creator) -> int:
    """Return for how many days after publication the views of the creator's posts count."""
    return home.window_days if creator.window_days is None else creator.window_days


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


def _authors(ref: PostRef, answer: Answer) -> Sequence[Author]:
    """Return who published the post: the source's word, else that of a TikTok link; neither is a refusal.

    The handle in an Instagram link may be any of several authors, or made up.
    """
    if isinstance(answer.result, Reading) and answer.result.author.handle is not None:
        return answer.result.authors
    if ref.handle is None or ref.platform is Platform.INSTAGRAM:
        raise AuthorUnreadableError(ref.platform, answer.result.outcome)
    return [Author(handle=ref.handle)]


def _check_creator(door: Door, creator: Creator, home: Campaign) -> None:
    if creator.state is not CreatorState.ACTIVE:
        raise CreatorPausedError(creator.handle, home.name)
    if door.is_own and creator.discord_id not in {None, door.by.discord_id}:
        raise CreatorBoundError(creator.handle)


def _check_age(home: Campaign, creator: Creator, answer: Answer, app: App) -> None:
    told = answer.result.published_at if isinstance(answer.result, Reading) else None
    published_at = told if is_believable(told, answer.ref) else published_estimate(answer.ref)
    max_age_days = window_days(home, creator) if home.max_age_days is None else home.max_age_days
    if published_at is not None and app.clock() - published_at > timedelta(days=max_age_days):
        raise PostTooOldError(published_at, max_age_days)
