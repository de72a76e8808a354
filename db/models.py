"""The tables. Rows stay inside the services; what leaves is a frozen dataclass."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

import db.money  # noqa: F401  posts refer to its tables
from core.domain.terms import (
    Availability,
    CampaignState,
    CreatorState,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    TrackingMode,
    TrackingStatus,
    WatchState,
)
from db.base import Base, primary_key
from db.indexes import POSTS_BY


class Server(Base):
    """What a Discord server has chosen; no row means nothing was chosen."""

    __tablename__ = "servers"

    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    admin_role_id: Mapped[int | None]
    editor_role_id: Mapped[int | None]
    admin_channel_id: Mapped[int | None]  # where the bot tells what waits for a person
    submission_channel_id: Mapped[int | None]  # where members are told what no direct message can
    timezone: Mapped[str | None]  # IANA name of the zone whose days figures are told by; None: UTC
    digest_channel_id: Mapped[int | None]  # where last week is told; None: nowhere
    digest_weekday: Mapped[int | None]  # 0: Monday; these two in the zone, None: the usual
    digest_hour: Mapped[int | None]
    digest_due_at: Mapped[datetime | None]  # the next one; None: never
    digest_claimed_at: Mapped[datetime | None]  # since when a process is at sending it


class Campaign(Base):
    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("guild_id", "slug"),)

    id: Mapped[int] = primary_key()
    guild_id: Mapped[int]
    name: Mapped[str]
    slug: Mapped[str]
    currency: Mapped[str]
    state: Mapped[CampaignState] = mapped_column(default=CampaignState.ACTIVE)
    window_days: Mapped[int]
    minimum_views: Mapped[int]
    max_age_days: Mapped[int | None]  # None: as long as the window
    default_cpm: Mapped[Decimal | None]
    default_cap_views: Mapped[int | None]
    budget_minor: Mapped[int | None]
    budget_told_percent: Mapped[int] = mapped_column(default=0)  # the highest warning that was given
    minimum_payout_minor: Mapped[int | None]  # None: any amount is paid
    shows_amounts: Mapped[bool] = mapped_column(default=False)  # whether leaderboards tell money
    pulse_channel_id: Mapped[int | None]  # where its pulse card is kept; None: nowhere
    notes: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int]


class CampaignServer(Base):
    """A further server where posts may be submitted; the home server needs no row."""

    __tablename__ = "campaign_servers"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Creator(Base):
    __tablename__ = "creators"
    __table_args__ = (
        Index(
            "uq_creators_handle",
            "campaign_id",
            "platform",
            "handle",
            unique=True,
            sqlite_where=text("state != 'removed'"),
            postgresql_where=text("state != 'removed'"),
        ),
        Index(
            "uq_creators_platform_user_id",
            "campaign_id",
            "platform",
            "platform_user_id",
            unique=True,
            sqlite_where=text("state != 'removed'"),
            postgresql_where=text("state != 'removed'"),
        ),
    )

    id: Mapped[int] = primary_key()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    platform: Mapped[Platform]
    handle: Mapped[str]  # lower case
    platform_user_id: Mapped[str | None]  # None until a reading told it
    display_name: Mapped[str | None]
    avatar_url: Mapped[str | None]
    state: Mapped[CreatorState] = mapped_column(default=CreatorState.ACTIVE)
    discord_id: Mapped[int | None]
    window_days: Mapped[int | None]  # None: the campaign's
    minimum_views: Mapped[int | None]  # None: the campaign's
    tracking_mode: Mapped[TrackingMode] = mapped_column(default=TrackingMode.AUTO)
    notes: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int]


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("campaign_id", "platform", "platform_post_id"),
        *POSTS_BY,
    )

    id: Mapped[int] = primary_key()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("creators.id"))
    kind: Mapped[PostKind]
    platform: Mapped[Platform]
    platform_post_id: Mapped[str]
    tracking: Mapped[TrackingStatus]
    status: Mapped[PostStatus | None]  # None: a reference post
    status_reason: Mapped[str]
    status_at: Mapped[datetime]
    is_spared: Mapped[bool] = mapped_column(default=False)  # unrejected: the rule rejects it no more
    needs_person: Mapped[bool] = mapped_column(default=False)  # no counted reading, and the grace is over

    author_handle: Mapped[str | None]
    author_id: Mapped[str | None]
    author_name: Mapped[str | None]
    author_avatar_url: Mapped[str | None]
    caption: Mapped[str | None]
    thumbnail_url: Mapped[str | None]
    media_type: Mapped[MediaType | None]
    published_at: Mapped[datetime | None]
    published_source: Mapped[str | None]  # who told the time; None: the id, or nobody
    notes: Mapped[str | None]
    came_in_by: Mapped[str]  # submit-post, post track, intel track, watch
    submitted_by: Mapped[int]  # with `watch`: who had the account watched
    submitted_at: Mapped[datetime]
    reviewed_by: Mapped[int | None]  # who included or excluded it last
    reviewed_at: Mapped[datetime | None]

    window_days: Mapped[int]  # fixed at intake
    minimum_views: Mapped[int]  # fixed at intake
    window_ends_at: Mapped[datetime | None]  # exclusive; None: a reference post
    cpm: Mapped[Decimal | None]
    cap_views: Mapped[int | None]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))  # None: campaign's terms, or by hand
    tier: Mapped[str | None]  # name of the deal's tier that was chosen
    has_own_terms: Mapped[bool] = mapped_column(default=False)  # set by hand: deals do not touch them

    views: Mapped[int | None]  # these nine: the reading that is shown
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    shares: Mapped[int | None]
    saves: Mapped[int | None]
    metric: Mapped[str | None]
    is_exact: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str | None]
    read_at: Mapped[datetime | None]
    growth: Mapped[int | None]  # views a day between the last two readings; None: not known

    counted_snapshot_id: Mapped[int | None]  # the reading the decision rests on
    counted_views: Mapped[int | None]  # fixed at the window's end
    earned_minor: Mapped[int | None]  # frozen at finalization
    hold_reason: Mapped[str | None]  # these three: None, the post is not on hold
    held_by: Mapped[int | None]
    held_at: Mapped[datetime | None]
    payout_id: Mapped[int | None] = mapped_column(ForeignKey("payouts.id"))  # None: not paid

    availability: Mapped[Availability] = mapped_column(default=Availability.LIVE)
    doubted_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]  # the last look, good or bad
    last_outcome: Mapped[Outcome | None]
    last_error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)  # looks without a reading since the last good one
    next_check_at: Mapped[datetime | None]  # None: never again


class WatchedAccount(Base):
    """An account whose new posts come in by themselves, for a creator or as a competitor's."""

    __tablename__ = "watched_accounts"
    __table_args__ = (
        Index(
            "uq_watched_accounts_handle",
            "campaign_id",
            "platform",
            "handle",
            unique=True,
            sqlite_where=text("state != 'removed'"),
            postgresql_where=text("state != 'removed'"),
        ),
        Index("ix_watched_accounts_due", "platform", "next_sync_at"),
    )

    id: Mapped[int] = primary_key()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    creator_id: Mapped[int | None] = mapped_column(ForeignKey("creators.id"))  # None: a competitor
    platform: Mapped[Platform]
    handle: Mapped[str]  # lower case, as it was last heard
    platform_user_id: Mapped[str | None]  # None until a sync told it
    display_name: Mapped[str | None]
    avatar_url: Mapped[str | None]
    state: Mapped[WatchState] = mapped_column(default=WatchState.ACTIVE)
    first_import: Mapped[int]  # how many posts the first sync takes in
    since_at: Mapped[datetime | None]  # posts published before never come in; None: before the first sync
    known_to: Mapped[datetime | None]  # publication of the newest post seen by a complete sync
    swept_at: Mapped[datetime | None]  # the last sync over everything that may still count
    imported: Mapped[int] = mapped_column(default=0)  # posts that came in by watching
    synced_at: Mapped[datetime | None]  # the last complete sync
    tried_at: Mapped[datetime | None]  # the last sync, complete or not
    last_outcome: Mapped[Outcome | None]  # of the last sync
    last_error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)  # syncs since the last complete one
    next_sync_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int]


class Snapshot(Base):
    """Counters of a post at a moment. Rows are never changed; of old ones, one a day stays (`thinning`)."""

    __tablename__ = "snapshots"
    __table_args__ = (Index("ix_snapshots_post_id_taken_at", "post_id", "taken_at"),)

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    taken_at: Mapped[datetime]
    source: Mapped[str]  # a vendor's name, or `manual`
    metric: Mapped[str | None]
    is_exact: Mapped[bool]
    views: Mapped[int | None]
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    shares: Mapped[int | None]
    saves: Mapped[int | None]
    actor: Mapped[int | None]  # who typed it, when `manual`
    note: Mapped[str | None]
