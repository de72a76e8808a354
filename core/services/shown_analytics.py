"""Analytics and leaderboards as they leave the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.metrics import Change, Share, Span, Summary, TopBy
from core.domain.terms import Counts, Platform, PostRef, PostStatus
from core.services.shown import Page


class Range(StrEnum):
    """How far back the posts go that figures are about."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    ALL = "all"

    @property
    def days(self) -> int | None:
        """How many days of the server's time zone, today as the last; None: all."""
        return None if self is Range.ALL else int(self.value)


class RankedBy(StrEnum):
    """What creators are ranked by."""

    VIEWS = "views"
    POSTS = "posts"
    ENGAGEMENT = "engagement"
    EARNINGS = "earnings"


@dataclass(frozen=True, slots=True)
class AnalyticsWanted:
    """What figures are asked for; None: any."""

    range: Range
    campaign_id: int | None = None
    creator_id: int | None = None
    platform: Platform | None = None
    by: TopBy = TopBy.DAILY


@dataclass(frozen=True, slots=True)
class TopPost:
    """One of the leading posts. `gained`: views of the last day, None unless asked for."""

    id: int
    ref: PostRef
    handle: str | None
    counts: Counts
    gained: int | None
    engagement: Decimal | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Earner:
    """What a creator earned, in minor units of the currency: earned and adjusted, paid or not."""

    handle: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Analytics:
    """Figures of posts published since a moment (None: of all posts), as they are now.

    Attributes:
        name: of the campaign; None: all campaigns of the server.
        handle: of the creator; None: all.
        change: against the period of the same length before; None: there is no such period.
        zone: the time zone of the days.
        oldest_at: the oldest reading the figures rest on; None: there is none.
        unread: posts that were never read.
        gained: views gained in each span, None where nothing was read.
        creators: by handle, the ten with the most views; the rest has no key.
        earners: the leading ones by currency, for sums of several currencies mean nothing.
    """

    wanted: AnalyticsWanted
    name: str | None
    handle: str | None
    since: datetime | None
    now: Summary
    change: Change | None
    zone: str
    oldest_at: datetime | None
    unread: int
    spans: Sequence[Span]
    gained: Sequence[int | None]
    statuses: Sequence[Share[PostStatus]]
    platforms: Sequence[Share[Platform]]
    creators: Sequence[Share[str]]
    top: Sequence[TopPost]
    earners: Mapping[str, Sequence[Earner]]


@dataclass(frozen=True, slots=True)
class Place:
    """A creator's place on a leaderboard; equals share a rank.

    Attributes:
        unknown: posts without known views.
        earned_minor: None unless the campaign shows amounts.
    """

    rank: int
    handle: str
    platform: Platform
    posts: int
    unknown: int
    views: int | None
    engagement: Decimal | None
    earned_minor: int | None


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Creators of a campaign by rank, one page of them.

    Attributes:
        unranked: creators of whom it is unknown what the others are ranked by.
    """

    campaign_id: int
    campaign: str
    currency: str
    by: RankedBy
    page: Page[Place]
    unranked: int
