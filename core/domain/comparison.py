"""Own posts against competitors': how many views a post had so long after publication, and what a group has.

Nothing is interpolated, an unknown count is never a zero, and different metrics are told apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.domain.terms import Counts, Platform

DAY = timedelta(days=1)
AT_MOST_AWAY = timedelta(hours=12)
"""How far from a moment, either side, a reading may have been taken that stands for it."""
MOST_ACCOUNTS = 9
"""Competitors' accounts that are told apart, beside the own posts; the rest is one group."""
MANUAL = "manual"
"""The metric of views that a person typed."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What views mean; the same name on two platforms is not the same count. No name: nobody said."""

    platform: Platform
    name: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Known views at a moment."""

    at: datetime
    views: int
    metric: str | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A post as it is compared; `handle` and `author_id` matter for competitors' posts.

    Attributes:
        metric: of the views that are known last.
        by_day: the reading that stands for 1, 2, … days after publication; None where there is none.
    """

    platform: Platform
    is_own: bool
    handle: str | None
    author_id: str | None
    counts: Counts
    metric: str | None
    is_exact: bool
    by_day: Sequence[Seen | None]


@dataclass(slots=True)
class ByDay:
    """The readings that stand for 1, 2, … `days` days after publication, of all that are added.

    Each is the nearest to its moment, at most `AT_MOST_AWAY` from it; a tie goes to the later. There are
    none when nobody knows the publication.
    """

    published_at: datetime | None
    days: int
    readings: list[Seen | None] = field(init=False)

    def __post_init__(self) -> None:
        """Begin without readings."""
        self.readings = [None] * self.days

    def add(self, seen: Seen) -> None:
        """Take in a reading, in whatever order they come."""
        if self.published_at is None:
            return
        past = seen.at - self.published_at
        for day in (past // DAY, past // DAY + 1):
            moment = self.published_at + day * DAY
            if 1 <= day <= self.days and abs(seen.at - moment) <= AT_MOST_AWAY:
                self.readings[day - 1] = _nearer(self.readings[day - 1], seen, moment)


class Side(StrEnum):
    """Whose posts a group holds."""

    OWN = "own"
    ACCOUNT = "account"  # one competitor's
    OTHER = "other"  # competitors that are not told apart


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that are compared with those of other groups; a handle of None is an unknown author."""

    side: Side
    posts: Sequence[Compared]
    handle: str | None = None
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group has. None: nothing is known.

    Attributes:
        known: posts whose views are known; median and average are theirs.
        engagement: percent of the views, to two places.
        by_day: median views 1, 2, … days after publication.
        read_by_day: how many posts those rest on.
        metrics: what all these views mean; more than one is a mixture.
        is_exact: False when a source rounded any of these views.
    """

    posts: int
    known: int
    median: int | None
    average: int | None
    engagement: Decimal | None
    by_day: Sequence[int | None]
    read_by_day: Sequence[int]
    metrics: Sequence[Metric]
    is_exact: bool


def grouped(posts: Sequence[Compared]) -> list[Group]:
    """Return the own posts first, then competitors' accounts by handle, those with fewest posts as one.

    Posts come newest first. Accounts are told apart by the platform's id where it is known: handles change.
    """
    own = [post for post in posts if post.is_own]
    accounts = _accounts([post for post in posts if not post.is_own])
    largest = sorted(accounts, key=lambda group: -len(group.posts))
    shown = sorted(largest[:MOST_ACCOUNTS], key=lambda group: (group.handle or "", group.platform or ""))
    rest = [post for group in largest[MOST_ACCOUNTS:] for post in group.posts]
    groups = [Group(Side.OWN, own), *shown, Group(Side.OTHER, rest)]
    return [group for group in groups if group.posts]


def figures(group: Group, days: int) -> Figures:
    """Return what the group has, with medians for up to `days` days after publication."""
    known = [post for post in group.posts if post.counts.views is not None]
    views = [post.counts.views for post in known if post.counts.views is not None]
    columns = [
        [seen.views for post in group.posts if (seen := post.by_day[day]) is not None] for day in range(days)
    ]
    return Figures(
        posts=len(group.posts),
        known=len(known),
        median=median(views),
        average=average(views),
        engagement=engagement(group.posts),
        by_day=[median(column) for column in columns],
        read_by_day=[len(column) for column in columns],
        metrics=_metrics(group.posts, known),
        is_exact=all(post.is_exact for post in known)
        and all(seen.is_exact for post in group.posts for seen in post.by_day if seen is not None),
    )


def median(values: Sequence[int]) -> int | None:
    """Return the middle value, between two the half-way rounded up; None when there is none."""
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle] + 1) // 2


def average(values: Sequence[int]) -> int | None:
    """Return the mean, rounded half-up; None when there is none."""
    return _rounded(sum(values), len(values))


def engagement(posts: Iterable[Compared]) -> Decimal | None:
    """Return likes, comments and shares in percent of the views; None when nothing can be said.

    Instagram has no shares. A post one of whose counts is unknown is left out: it would lower the rate.
    """
    reactions = views = 0
    for post in posts:
        counts = post.counts
        needed = [counts.likes, counts.comments]
        needed += [counts.shares] if post.platform is Platform.TIKTOK else []
        told = [count for count in needed if count is not None]
        if counts.views is not None and len(told) == len(needed):
            reactions, views = reactions + sum(told), views + counts.views
    hundredths = _rounded(reactions * 10_000, views)
    return None if hundredths is None else Decimal(hundredths) / 100


def _rounded(total: int, parts: int) -> int | None:
    return None if parts == 0 else (2 * total + parts) // (2 * parts)


def _nearer(best: Seen | None, seen: Seen, moment: datetime) -> Seen:
    if best is None:
        return seen
    return min((best, seen), key=lambda each: (abs(each.at - moment), moment - each.at))


def _accounts(posts: Sequence[Compared]) -> list[Group]:
    """Return competitors' posts by account; posts come newest first, so the first tells today's handle."""
    ids: dict[tuple[Platform, str | None], str] = {
        (post.platform, post.handle): post.author_id
        for post in reversed(posts)
        if post.handle is not None and post.author_id is not None
    }
    found: dict[tuple[Platform, str | None, str | None], list[Compared]] = {}
    for post in posts:
        author_id = post.author_id or ids.get((post.platform, post.handle))
        name = None if author_id is not None else post.handle
        found.setdefault((post.platform, author_id, name), []).append(post)
    return [
        Group(Side.ACCOUNT, theirs, theirs[0].handle, platform) for (platform, _, _), theirs in found.items()
    ]


def _metrics(posts: Sequence[Compared], known: Sequence[Compared]) -> list[Metric]:
    """Return what the views of a group mean."""
    means = {(post.platform, post.metric or "") for post in known}
    for post in posts:
        means |= {(post.platform, seen.metric or "") for seen in post.by_day if seen is not None}
    return [Metric(platform, name or None) for platform, name in sorted(means)]
