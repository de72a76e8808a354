"""What posts come to together: sums, averages and rates with exact definitions, and days as people live them.

An unknown count is never a zero: posts without known views are counted as posts and left out of every average
and rate, and whatever cannot be said is None, never a division by zero.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from core.domain.terms import Platform, PostStatus

MOST_SERIES = 10
"""So many series are told apart; the rest is one more, `Other`."""
MOST_SPANS = 184
"""Half a year of single days; over a longer time each bucket is several whole days."""

Key = TypeVar("Key", bound=Hashable)


class TopBy(StrEnum):
    """What posts are ranked by."""

    DAILY = "daily"  # views gained in the last day
    VIEWS = "views"
    LIKES = "likes"
    ENGAGEMENT = "engagement"


@dataclass(frozen=True, slots=True)
class Part:
    """Posts of one creator with one status, as the database sums them.

    Attributes:
        known: how many of them have known views; `views` is the sum of theirs, None when none has.
        reactions: likes, comments and shares (none on Instagram) of the posts of which all of these and the
            views are known; `rated_views` are the views of those.
    """

    creator_id: int | None
    platform: Platform
    status: PostStatus | None
    posts: int
    known: int
    views: int | None
    reactions: int
    rated_views: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of posts comes to. None: nothing can be said.

    Attributes:
        videos: non-rejected posts that count.
        creators: how many have at least one of them.
        views: sum of the known views; None when no post has any, for that is not zero.
        unknown: posts without known views.
        average: views per post with known views, rounded half-up.
        engagement: likes, comments and shares in percent of the views, to two places, over posts whose
            counts are all known; None when those have no views.
    """

    videos: int
    creators: int
    views: int | None
    unknown: int
    average: int | None
    engagement: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """How a summary differs from the period before, in percent to two places; None: not comparable."""

    videos: Decimal | None
    creators: Decimal | None
    views: Decimal | None
    average: Decimal | None
    engagement: Decimal | None


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of a time zone, as a half-open stretch of UTC: `start` belongs to it, `end` does not."""

    first: date
    last: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Share(Generic[Key]):
    """One series of several: how many posts, and their views (None: unknown). No key: `Other`, the rest."""

    key: Key | None
    posts: int
    views: int | None


def summary(parts: Iterable[Part]) -> Summary:
    """Return what the parts come to together."""
    kept = list(parts)
    videos, known = sum(part.posts for part in kept), sum(part.known for part in kept)
    views = added(part.views for part in kept)
    return Summary(
        videos=videos,
        creators=len({part.creator_id for part in kept if part.creator_id is not None and part.posts}),
        views=views,
        unknown=videos - known,
        average=None if views is None or known == 0 else (2 * views + known) // (2 * known),
        engagement=percent(sum(part.reactions for part in kept), sum(part.rated_views for part in kept)),
    )


def change(now: Summary, before: Summary) -> Change:
    """Return the growth of each figure from one period to the next."""
    return Change(
        videos=growth(now.videos, before.videos),
        creators=growth(now.creators, before.creators),
        views=growth(now.views, before.views),
        average=growth(now.average, before.average),
        engagement=growth(now.engagement, before.engagement),
    )


def growth(now: int | Decimal | None, before: int | Decimal | None) -> Decimal | None:
    """Return (now - before) / before x 100 to two places; None when one is unknown or before was 0."""
    return None if now is None or before is None else percent(now - before, before)


def daily_growth(values: Sequence[int | None]) -> list[Decimal | None]:
    """Return for each day how it grew from the day before; the first has none."""
    return [growth(now, before) for before, now in zip([None, *values], values, strict=False)]


def percent(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return a part in percent of a whole, rounded half away from zero to two places; None of nothing."""
    if whole <= 0:
        return None
    (part_above, part_below), (above, below) = part.as_integer_ratio(), whole.as_integer_ratio()
    top, bottom = 10_000 * part_above * below, part_below * above
    hundredths = (2 * abs(top) + bottom) // (2 * bottom)
    return Decimal(hundredths if top >= 0 else -hundredths) / 100


def added(counts: Iterable[int | None]) -> int | None:
    """Return the sum of what is known; None when nothing is."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def by_creator(parts: Iterable[Part]) -> list[Share[int]]:
    """Return creators by their ids, the most views first; posts without a creator are left out."""
    return _shares((part.creator_id, part) for part in parts)


def by_platform(parts: Iterable[Part]) -> list[Share[Platform]]:
    """Return platforms, the most views first."""
    return _shares((part.platform, part) for part in parts)


def by_status(parts: Iterable[Part]) -> list[Share[PostStatus]]:
    """Return statuses in the order of a post's life."""
    found = {share.key: share for share in _shares((part.status, part) for part in parts)}
    return [found[status] for status in PostStatus if status in found]


def leading(shares: Sequence[Share[Key]], most: int = MOST_SERIES) -> list[Share[Key]]:
    """Return the first ones, and all others together as one without a key."""
    rest = shares[most:]
    if not rest:
        return list(shares)
    other: Share[Key] = Share(None, sum(share.posts for share in rest), added(share.views for share in rest))
    return [*shares[:most], other]


def ranks(values: Sequence[int | Decimal]) -> list[int]:
    """Return the rank of each of the values, which come highest first: equals share one, as in 1, 2, 2, 4."""
    found: list[int] = []
    for place, value in enumerate(values):
        is_equal = place > 0 and value == values[place - 1]
        found.append(found[-1] if is_equal else place + 1)
    return found


def spans(since: datetime, until: datetime, zone: ZoneInfo, most: int = MOST_SPANS) -> list[Span]:
    """Return the days of a time zone from the one of `since` to the one before or at which `until` lies.

    Days are as long as the zone makes them: 23 or 25 hours where clocks change.

    Args:
        since: belongs to the first day; aware, as `until`.
        until: exclusive: at a midnight, the day that begins then is left out.
        most: so many buckets at the most; more days than that are put together, the same number each.
    """
    first = since.astimezone(zone).date()
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    count = (last - first).days + 1
    step = max(1, -(-count // most))
    found = []
    for at in range(0, count, step):
        ends = min(at + step, count)
        found.append(_span(first + timedelta(at), first + timedelta(ends - 1), zone))
    return [span for span in found if span.start < span.end]  # a zone may have left a day out


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins in the zone, in UTC; where clocks skip midnight, when they do."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _span(first: date, last: date, zone: ZoneInfo) -> Span:
    return Span(first, last, midnight(first, zone), midnight(last + timedelta(1), zone))


def _shares(keyed: Iterable[tuple[Key | None, Part]]) -> list[Share[Key]]:
    """Return the parts by key: the most views first, those whose views are unknown last."""
    groups: dict[Key, list[Part]] = {}
    for key, part in keyed:
        if key is not None:
            groups.setdefault(key, []).append(part)
    shares = [_share(key, parts) for key, parts in groups.items()]
    return sorted(shares, key=_rank)


def _rank(share: Share[Key]) -> tuple[bool, int, int, str]:
    return share.views is None, -(share.views or 0), -share.posts, str(share.key)


def _share(key: Key, parts: Sequence[Part]) -> Share[Key]:
    return Share(key, sum(part.posts for part in parts), added(part.views for part in parts))
