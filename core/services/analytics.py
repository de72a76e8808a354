"""Analytics: what a server's posts come to, day by day and against the period before."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain import metrics
from core.domain.access import Caller
from core.domain.comparison import Compared, engagement
from core.domain.metrics import Change, Part, Share, Span, Summary, TopBy
from core.domain.terms import Counts, Platform, PostKind
from core.services import campaigns, creators, readings, servers
from core.services.app import App
from core.services.shown_analytics import Analytics, AnalyticsWanted, Earner, Range, TopPost
from db import figures, gains
from db.engine import Session
from db.figures import Earned, Scope
from db.models import Post

TOP_POSTS = 10
TOP_EARNERS = 5
TICK = timedelta(microseconds=1)


async def wanted(
    app: App,
    by: Caller,
    *,
    campaign: str | None = None,
    range_: Range = Range.MONTH,
    creator: str | None = None,
    platform: Platform | None = None,
) -> AnalyticsWanted:
    """Return what was asked for by names as ids, which are short and outlive a new name."""
    async with app.reads() as session:
        home = None if campaign is None else await campaigns.resolve(session, by, campaign)
        found = None if creator is None else await creators.resolve(session, by, creator, campaign)
        return AnalyticsWanted(
            range=range_,
            campaign_id=None if home is None else home.id,
            creator_id=None if found is None else found[0].id,
            platform=platform,
        )


async def show(app: App, by: Caller, asked: AnalyticsWanted) -> Analytics:
    """Return the figures of posts that count. What belongs to another server is refused as unknown."""
    now = app.clock()
    async with app.reads() as session:
        named = None if asked.campaign_id is None else f"#{asked.campaign_id}"
        homes = await campaigns.scope(session, by, named)
        handle = await _handle(session, by, asked, named)
        zone = await servers.zone(session, by.guild_id)
        scope = _scope(asked, [home.id for home in homes], _since(asked.range, now, zone))
        parts = await figures.parts(session, scope)
        total = metrics.summary(parts)
        age = await figures.age(session, scope)
        spans = await _spans(session, scope, now, zone)
        return Analytics(
            wanted=asked,
            name=None if named is None else homes[0].name,
            handle=handle,
            since=scope.since,
            now=total,
            change=await _change(session, scope, total, now),
            zone=zone.key,
            oldest_at=age.oldest_at,
            unread=age.unread,
            spans=spans,
            gained=await gains.gained(session, scope, spans),
            statuses=metrics.by_status(parts),
            platforms=metrics.by_platform(parts),
            creators=await _by_handle(session, parts),
            top=await _top(session, scope, asked.by, now),
            earners=await _earners(session, scope),
        )


def _since(range_: Range, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the midnight with which the range begins; today is its last day."""
    if range_.days is None:
        return None
    return metrics.midnight(now.astimezone(zone).date() - timedelta(range_.days - 1), zone)


def _scope(asked: AnalyticsWanted, campaign_ids: Sequence[int], since: datetime | None) -> Scope:
    return Scope(campaign_ids, since, creator_id=asked.creator_id, platform=asked.platform)


async def _handle(session: Session, by: Caller, asked: AnalyticsWanted, named: str | None) -> str | None:
    if asked.creator_id is None:
        return None
    return (await creators.resolve(session, by, f"#{asked.creator_id}", named))[0].handle


async def _spans(session: Session, scope: Scope, now: datetime, zone: ZoneInfo) -> list[Span]:
    first = scope.since or await figures.born_first(session, scope)
    return [] if first is None else metrics.spans(min(first, now), now + TICK, zone)


async def _change(session: Session, scope: Scope, total: Summary, now: datetime) -> Change | None:
    """Return how the figures differ from those of posts of the same time before."""
    if scope.since is None:
        return None
    before = Scope(
        scope.campaign_ids,
        scope.since - (now - scope.since),
        scope.since,
        creator_id=scope.creator_id,
        platform=scope.platform,
    )
    return metrics.change(total, metrics.summary(await figures.parts(session, before)))


async def _by_handle(session: Session, parts: Sequence[Part]) -> list[Share[str]]:
    shares = metrics.leading(metrics.by_creator(parts))
    handles = await figures.handles(session, [share.key for share in shares if share.key is not None])
    return [
        Share(None if share.key is None else handles[share.key], share.posts, share.views) for share in shares
    ]


async def _top(session: Session, scope: Scope, by: TopBy, now: datetime) -> list[TopPost]:
    found = await figures.top_posts(session, scope, by, now, TOP_POSTS)
    return [top_post(post, gained) for post, gained in found]


def top_post(post: Post, gained: int | None) -> TopPost:
    """Return a leading post with the views it gained, None: nobody knows, or asked."""
    counts = Counts(post.views, post.likes, post.comments, post.shares)
    rated = Compared(
        platform=post.platform,
        is_own=post.kind is PostKind.INTERNAL,
        handle=post.author_handle,
        author_id=post.author_id,
        counts=counts,
        metric=post.metric,
        is_exact=post.is_exact,
        by_day=(),
    )
    return TopPost(
        id=post.id,
        ref=readings.ref_of(post),
        handle=post.author_handle,
        counts=counts,
        gained=gained,
        engagement=engagement([rated]),
        is_exact=post.is_exact,
    )


async def _earners(session: Session, scope: Scope) -> Mapping[str, Sequence[Earner]]:
    """Return the leading earners of each currency."""
    by_currency: dict[str, list[Earned]] = {}
    for row in await figures.earned(session, scope):
        by_currency.setdefault(row.currency, []).append(row)
    leading = {currency: rows[:TOP_EARNERS] for currency, rows in by_currency.items()}
    ids = [row.creator_id for rows in leading.values() for row in rows]
    handles = await figures.handles(session, ids)
    return {
        currency: [Earner(handles[row.creator_id], currency, row.amount_minor) for row in rows]
        for currency, rows in leading.items()
    }
