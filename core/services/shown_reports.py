"""What leaves the services about reports: who may see what, and what a report says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.metrics import Summary
from core.domain.report_days import Days
from core.domain.terms import Counts, Platform, PostRef


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report that was shared; `revoked_at` says that its address works no more."""

    id: int
    campaign: str
    days: Days
    include_payouts: bool
    created_at: datetime
    created_by: int
    revoked_at: datetime | None
    revoked_by: int | None


@dataclass(frozen=True, slots=True)
class ReportPost:
    """A post as a brand sees it: the counts the platform showed at `read_at`, each None when unknown.

    `counted_views` are the views that were fixed when the post was decided; None: it is still counting,
    up to and with the day `counts_until` if that is to come. Days are in the report's time zone.
    """

    ref: PostRef
    handle: str
    caption: str
    published_on: date | None
    counts: Counts
    is_exact: bool
    read_at: datetime | None
    counted_views: int | None
    counts_until: date | None
    is_gone: bool


@dataclass(frozen=True, slots=True)
class PlatformFigures:
    """What the posts on one platform come to."""

    platform: Platform
    figures: Summary


@dataclass(frozen=True, slots=True)
class CreatorFigures:
    """What one creator's posts come to."""

    handle: str
    platform: Platform
    figures: Summary


@dataclass(frozen=True, slots=True)
class ViewsBar:
    """Views gained from one day to another, both inclusive, less what was lost; None: nobody looked."""

    first: date
    last: date
    views: int | None


@dataclass(frozen=True, slots=True)
class Paid:
    """What one creator earned with the posts, was paid for them, and is owed; below 0: to be taken back."""

    handle: str
    platform: Platform
    earned_minor: int
    paid_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says at `made_at`: figures as they are then, about posts published on its days.

    Attributes:
        zone: the name of the time zone its days are in.
        oldest_at: when the oldest of the readings was taken; None: there is none.
        bars: views over time, oldest first; they add up to the views, as far as readings reach.
        posts: the newest first; `more` have no place here.
        payouts: by creator, in `currency`; None: they are not shared.
    """

    campaign: str
    days: Days
    zone: str
    made_at: datetime
    figures: Summary
    oldest_at: datetime | None
    platforms: Sequence[PlatformFigures]
    creators: Sequence[CreatorFigures]
    bars: Sequence[ViewsBar]
    top: Sequence[ReportPost]
    posts: Sequence[ReportPost]
    more: int
    payouts: Sequence[Paid] | None
    currency: str


@dataclass(frozen=True, slots=True)
class ReportShared:
    """A report that was just shared, what it says now, and its address, which is told this once."""

    card: ReportCard
    url: str
    is_public: bool
    report: Report
