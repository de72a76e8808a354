"""Leaderboards: a campaign's creators by what their posts come to; amounts where it shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.domain import metrics
from core.domain.access import Caller
from core.domain.errors import AmountsHiddenError
from core.domain.metrics import Part
from core.services import campaigns
from core.services.app import App
from core.services.pages import cut
from core.services.shown_analytics import Leaderboard, Place, RankedBy
from db import campaigns as campaign_rows
from db import figures
from db.engine import Session
from db.figures import Scope
from db.models import Campaign


async def wanted(app: App, by: Caller, campaign: str | None, ranked: RankedBy) -> int:
    """Return the id of the campaign, one that can be used in the server.

    Raises `AmountsHiddenError` for earnings that the campaign does not show.
    """
    async with app.reads() as session:
        return (await _home(session, by, campaign, ranked)).id


async def screen(app: App, by: Caller, campaign_id: int, ranked: RankedBy, page: int = 1) -> Leaderboard:
    """Return a page of the creators by rank; those of whom it is unknown are only counted."""
    async with app.reads() as session:
        home = await _home(session, by, f"#{campaign_id}", ranked)
        parts = await figures.parts(session, Scope([home.id]))
        earned = await _earned(session, home)
        handles = await figures.handles(session, {part.creator_id for part in parts if part.creator_id})
    places = _placed(parts, handles, earned, ranked)
    return Leaderboard(
        campaign_id=home.id,
        campaign=home.name,
        currency=home.currency,
        by=ranked,
        page=cut(places, page),
        unranked=len(handles) - len(places),
    )


async def _home(session: Session, by: Caller, campaign: str | None, ranked: RankedBy) -> Campaign:
    home = campaigns.pick(await campaign_rows.usable_in(session, by.guild_id), campaign)
    if ranked is RankedBy.EARNINGS and not home.shows_amounts:
        raise AmountsHiddenError(home.name)
    return home


async def _earned(session: Session, home: Campaign) -> Mapping[int, int] | None:
    """Return what creators earned in the campaign's currency; None: it is not shown."""
    if not home.shows_amounts:
        return None
    rows = await figures.earned(session, Scope([home.id]))
    return {row.creator_id: row.amount_minor for row in rows if row.currency == home.currency}


def _placed(
    parts: Sequence[Part], handles: Mapping[int, str], earned: Mapping[int, int] | None, ranked: RankedBy
) -> list[Place]:
    """Return the creators with their ranks, equals by handle."""
    by_creator: dict[int, list[Part]] = {}
    for part in parts:
        if part.creator_id is not None:
            by_creator.setdefault(part.creator_id, []).append(part)
    standing = [
        _place(handles[creator_id], theirs, None if earned is None else earned.get(creator_id, 0))
        for creator_id, theirs in by_creator.items()
    ]
    known = [(value, place) for place in standing if (value := _value(place, ranked)) is not None]
    known.sort(key=lambda each: (-each[0], each[1].handle, each[1].platform))
    ranks = metrics.ranks([value for value, _ in known])
    return [replace(place, rank=rank) for rank, (_, place) in zip(ranks, known, strict=True)]


def _place(handle: str, parts: Sequence[Part], earned_minor: int | None) -> Place:
    total = metrics.summary(parts)
    return Place(
        rank=0,
        handle=handle,
        platform=parts[0].platform,
        posts=total.videos,
        unknown=total.unknown,
        views=total.views,
        engagement=total.engagement,
        earned_minor=earned_minor,
    )


def _value(place: Place, ranked: RankedBy) -> int | Decimal | None:
    """Return what a creator is ranked by; None: nobody knows."""
    return {
        RankedBy.VIEWS: place.views,
        RankedBy.POSTS: place.posts,
        RankedBy.ENGAGEMENT: place.engagement,
        RankedBy.EARNINGS: place.earned_minor,
    }[ranked]
