"""What a shared report says, worked out when somebody looks at it."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain import metrics
from core.domain.metrics import Part
from core.domain.report_days import Days
from core.domain.terms import Availability, Counts, Platform, PostRef, PostStatus
from core.domain.tracking import Use
from core.services.shown_reports import CreatorFigures, Paid, PlatformFigures, Report, ReportPost, ViewsBar
from db import figures, gains, report_posts
from db.engine import Session
from db.figures import Scope
from db.models import Campaign
from db.records import SharedReport
from db.report_posts import PostRow

TOP_POSTS = 5
MOST_BARS = 60
Named = tuple[str, Platform]
"""A creator's handle and platform."""
DECIDED = {PostStatus.PENDING_CPM, PostStatus.FINALIZED, PostStatus.PAID}
"""In these a post's counted views are fixed."""


@dataclass(frozen=True, slots=True)
class When:
    """The moment a report is made, and the time zone of its days."""

    now: datetime
    zone: ZoneInfo

    def day(self, moment: datetime | None) -> date | None:
        """Return the day on which a moment is in the zone."""
        return None if moment is None else moment.astimezone(self.zone).date()


async def of(session: Session, row: SharedReport, home: Campaign, *, when: When, limit: int) -> Report:
    """Return what a report says now, with at most `limit` of its posts."""
    days = Days(row.first_day, row.last_day)
    since, until = days.bounds(when.zone)
    scope = Scope([home.id], since, until, use=Use.REPORTS)
    parts = await figures.parts(session, scope)
    creators = await _named(session, parts)
    posts = await _posts(session, scope, when, limit)
    total = metrics.summary(parts)
    return Report(
        campaign=home.name,
        days=days,
        zone=when.zone.key,
        made_at=when.now,
        figures=total,
        oldest_at=(await figures.age(session, scope)).oldest_at,
        platforms=_platforms(parts),
        creators=await asyncio.to_thread(_creators, parts, creators),
        bars=await _bars(session, scope, since, when),
        top=[_post(each, when) for each in await report_posts.most_seen(session, scope, TOP_POSTS)],
        posts=posts,
        more=max(0, total.videos - len(posts)),
        payouts=await _payouts(session, scope, home.currency) if row.include_payouts else None,
        currency=home.currency,
    )


async def _named(session: Session, parts: Sequence[Part]) -> Mapping[int, Named]:
    """Return handle and platform of each creator with posts."""
    platforms = {part.creator_id: part.platform for part in parts if part.creator_id is not None}
    handles = await figures.handles(session, platforms)
    return {creator_id: (handle, platforms[creator_id]) for creator_id, handle in handles.items()}


def _platforms(parts: Sequence[Part]) -> list[PlatformFigures]:
    """Return the platforms, the most views first."""
    ordered = [share.key for share in metrics.by_platform(parts) if share.key is not None]
    return [
        PlatformFigures(platform, metrics.summary([part for part in parts if part.platform is platform]))
        for platform in ordered
    ]


def _creators(parts: Sequence[Part], creators: Mapping[int, Named]) -> list[CreatorFigures]:
    """Return the creators, the most views first; of a thousand it works for long: not for the event loop."""
    theirs: defaultdict[int, list[Part]] = defaultdict(list)
    for part in parts:
        theirs[part.creator_id or 0].append(part)
    ordered = [share.key for share in metrics.by_creator(parts) if share.key is not None]
    return [CreatorFigures(*creators[one], metrics.summary(theirs[one])) for one in ordered]


async def _bars(session: Session, scope: Scope, since: datetime, when: When) -> list[ViewsBar]:
    """Return what the posts gained from the first day up to the last reading."""
    spans = metrics.spans(since, when.now + timedelta(microseconds=1), when.zone, MOST_BARS)
    gained = await gains.gained(session, scope, spans)
    bars = [ViewsBar(span.first, span.last, views) for span, views in zip(spans, gained, strict=True)]
    while bars and bars[-1].views is None:
        bars.pop()
    return bars


async def _posts(session: Session, scope: Scope, when: When, limit: int) -> list[ReportPost]:
    found: list[ReportPost] = []
    async for part in report_posts.newest(session, scope, limit):
        found += [_post(row, when) for row in part]
        await asyncio.sleep(0)  # the event loop runs between two parts, whatever the driver has at hand
    return found


async def _payouts(session: Session, scope: Scope, currency: str) -> list[Paid]:
    rows = await report_posts.money(session, scope, currency)
    return [
        Paid(
            handle=row.handle,
            platform=row.platform,
            earned_minor=row.earned_minor,
            paid_minor=-row.settled_minor,
            owed_minor=row.earned_minor + row.settled_minor,
        )
        for row in rows
    ]


def _post(row: PostRow, when: When) -> ReportPost:
    """Return a post without anything that is internal: no reasons, holds, notes or people of Discord."""
    is_decided = row.status in DECIDED
    is_over = is_decided or row.window_ends_at is None or row.window_ends_at <= when.now
    return ReportPost(
        ref=PostRef(row.platform, row.platform_post_id, row.author_handle or row.handle),
        handle=row.handle,
        caption=row.caption or "",
        published_on=when.day(row.published_at),
        counts=Counts(row.views, row.likes, row.comments, row.shares),
        is_exact=row.is_exact,
        read_at=row.read_at,
        counted_views=row.counted_views if is_decided else None,
        counts_until=None if is_over else when.day(row.window_ends_at),
        is_gone=row.availability is Availability.GONE,
    )
