"""What the API answers, as JSON: ids and money as text, times as ISO 8601 in UTC, unknown as null."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from core.domain.money import minor_digits
from core.domain.payouts import Share, Standing
from core.domain.terms import (
    MAX_COUNT,
    Availability,
    CampaignState,
    Counts,
    CreatorState,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    TrackingMode,
    TrackingStatus,
)


class Model(BaseModel):
    """What all of them share: nothing is in them that they do not name."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


Id = Annotated[str, Field(pattern="^[1-9][0-9]{0,18}$", examples=["42"])]
Discord = Annotated[str, Field(pattern="^-?[0-9]{1,20}$", description="An id of Discord's, as text.")]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT, description="Null: unknown, which is never zero.")]
Sum = Annotated[int, Field(ge=0, description="Null: nothing is known, which is never zero.")]
Number = Annotated[int, Field(ge=0)]
Exact = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["0.50"])]
Percent = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="Percent, to two places.")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217.", examples=["USD"])]


class Money(Model):
    """An amount, exactly: as decimal text, and in minor units of its currency."""

    amount: Exact
    currency: Currency
    minor: int

    @classmethod
    def of(cls, minor: int | None, currency: str) -> Self | None:
        """Return minor units as an amount; None stays None."""
        if minor is None:
            return None
        return cls(
            amount=exact(Decimal(minor).scaleb(-minor_digits(currency))), currency=currency, minor=minor
        )


class Terms(Model):
    """What is paid: `cpm` per 1,000 views, up to `cap_views` views."""

    cpm: Exact
    currency: Currency
    cap_views: Number


class CampaignOut(Model):
    """A campaign. `videos` counts by status what counts, and what was rejected."""

    id: Id
    name: str
    slug: str
    state: CampaignState
    currency: Currency
    window_days: Number
    minimum_views: Number
    max_age_days: Number
    default_cpm: Exact | None
    default_cap_views: Number | None
    budget: Money | None
    minimum_payout: Money | None
    earned: Annotated[Money, Field(description="Frozen earnings, before corrections.")]
    creators: Number
    videos: dict[PostStatus, Number]
    videos_waiting: Annotated[Number, Field(description="Found by themselves, and not reviewed yet.")]
    description: Annotated[str | None, Field(description="The note on the campaign.")]


class TierOut(Model):
    """A named rate of a tiered deal."""

    name: str
    terms: Terms
    requirement: str | None


class CreatorOut(Model):
    """An account on one platform in one campaign. `terms` null with `tiers`: a person picks one per video."""

    id: Id
    campaign_id: Id
    handle: str
    platform: Platform
    display_name: str | None
    state: CreatorState
    discord_id: Discord | None
    tracking_mode: TrackingMode
    terms: Terms | None
    tiers: list[TierOut]
    window_days: Number
    minimum_views: Number
    videos: Annotated[Number, Field(description="Those that count.")]
    videos_waiting: Number
    videos_rejected: Number
    earned: Annotated[Money, Field(description="Frozen earnings, before corrections.")]
    description: Annotated[str | None, Field(description="The note on the creator.")]


class CountsOut(Model):
    """Counters at a moment."""

    views: Count | None
    likes: Count | None
    comments: Count | None
    shares: Annotated[Count | None, Field(description="Instagram tells none. Null: unknown.")]
    saves: Count | None

    @staticmethod
    def told(counts: Counts) -> dict[str, int | None]:
        """Return counters by the names they have here."""
        return {
            "views": counts.views,
            "likes": counts.likes,
            "comments": counts.comments,
            "shares": counts.shares,
            "saves": counts.saves,
        }


class VideoOut(CountsOut):
    """A video, photo post or reel, with the latest good reading of it."""

    id: Id
    campaign_id: Id
    creator_id: Annotated[Id | None, Field(description="Null: a competitor's.")]
    kind: PostKind
    platform: Platform
    platform_post_id: str
    url: str
    handle: str | None
    caption: str | None
    thumbnail_url: str | None
    media_type: MediaType | None
    tracking_status: TrackingStatus
    status: Annotated[PostStatus | None, Field(description="Null: a competitor's video has none.")]
    status_reason: str
    availability: Availability
    metric: Annotated[str | None, Field(description="What the source calls the views.")]
    source: str | None
    is_exact: Annotated[bool, Field(description="False: the source rounds its counts.")]
    last_scraped_at: Annotated[datetime | None, Field(description="When these counts were read.")]
    last_checked_at: Annotated[datetime | None, Field(description="The last look, good or bad.")]
    last_outcome: Outcome | None
    published_at: datetime | None
    submitted_at: datetime
    window_ends_at: datetime | None
    minimum_views: Number
    counted_views: Annotated[Count | None, Field(description="Fixed at the end of the window.")]
    terms: Terms | None
    tier: str | None
    estimate: Annotated[Money | None, Field(description="What it would earn as it is now; null when final.")]
    earned: Annotated[Money | None, Field(description="Frozen at finalization, before corrections.")]
    adjusted: Annotated[Money | None, Field(description="The sum of corrections after finalization.")]
    is_on_hold: bool
    description: Annotated[str | None, Field(description="The note on the video.")]


class ReadingOut(CountsOut):
    """What was read of a video at a moment. Nothing is known from before it was tracked."""

    taken_at: datetime
    source: str
    metric: str | None
    is_exact: bool
    is_manual: Annotated[bool, Field(description="A person typed it in.")]
    is_counted: Annotated[bool, Field(description="The decision rests on it.")]


class DueVideoOut(Model):
    """A video in a creator's next payout; `amount` is its whole balance."""

    video_id: Id
    url: str
    share: Share
    counted_views: Count
    terms: Terms
    decided_at: datetime
    published_at: datetime | None
    earned: Money
    adjusted: Money
    settled: Annotated[Money, Field(description="What was paid for it so far.")]
    amount: Money


class DueOut(Model):
    """A creator's next payout; `standing` says whether it reaches the campaign's minimum."""

    creator_id: Id
    campaign_id: Id
    handle: str
    platform: Platform
    discord_id: Discord | None
    standing: Standing
    amount: Money
    minimum: Money | None
    videos: list[DueVideoOut]


class FiguresOut(Model):
    """What videos come to; null: nothing can be said."""

    videos: Number
    creators: Number
    views: Sum | None
    videos_with_unknown_views: Number
    average_views: Sum | None
    engagement_rate: Percent | None


class ChangeOut(Model):
    """Growth against the period before, in percent; null: not comparable."""

    videos: Percent | None
    creators: Percent | None
    views: Percent | None
    average_views: Percent | None
    engagement_rate: Percent | None


class DayOut(Model):
    """Views gained on these days, both inclusive, in the server's time zone; null: nothing was read."""

    first: date
    last: date
    views_gained: int | None


class ShareOut(Model):
    """A part of the videos; `key` null: all others."""

    key: str | None
    videos: Number
    views: Sum | None


class TopOut(CountsOut):
    """A leading video. Saves are not part of analytics, and null."""

    video_id: Id
    url: str
    handle: str | None
    views_gained: Annotated[int | None, Field(description="Within the last day; null: unknown.")]
    engagement_rate: Percent | None
    is_exact: bool


class EarnerOut(Model):
    """What a creator earned, corrections included, paid or not."""

    handle: str
    earned: Money


class AnalyticsOut(Model):
    """Figures of videos that count, published in the range, as they are now."""

    since: Annotated[datetime | None, Field(description="Null: from the first video on.")]
    timezone: str
    figures: FiguresOut
    change: ChangeOut | None
    oldest_reading_at: datetime | None
    videos_never_read: Number
    days: list[DayOut]
    by_status: list[ShareOut]
    by_platform: list[ShareOut]
    by_creator: list[ShareOut]
    top_videos: list[TopOut]
    top_earners: list[EarnerOut]


def exact(number: Decimal) -> str:
    """Return a decimal as text, without an exponent."""
    return f"{number:f}"
