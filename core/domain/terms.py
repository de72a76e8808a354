"""The words of the domain: enumerations and small frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

MAX_COUNT = 2**63 - 1
"""The largest counter a source may give; anything above is a malformed answer."""
MAX_TYPED_VIEWS = 10**11
"""The most views a person may type: caps, minimums and manual counts. No post comes near."""


class Platform(StrEnum):
    """A place where posts are published."""

    TIKTOK = "tiktok"
    INSTAGRAM = "instagram"

    @property
    def label(self) -> str:
        """The platform's name as people write it."""
        return {"tiktok": "TikTok", "instagram": "Instagram"}[self.value]


class CampaignState(StrEnum):
    """Whether a campaign takes in posts."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class CreatorState(StrEnum):
    """Whether a creator's new posts are taken in; removal keeps the row and its history."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class WatchState(StrEnum):
    """Whether an account is synced; removal keeps the row, for posts and audit refer to it."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class TrackingMode(StrEnum):
    """What happens to posts found by themselves: counted at once, or reviewed by a person first."""

    AUTO = "auto"
    SELECTIVE = "selective"


class PostKind(StrEnum):
    """A creator's own post, or a competitor's that is only looked at."""

    INTERNAL = "internal"
    REFERENCE = "reference"


class PostStatus(StrEnum):
    """Where an internal post stands between intake and payment."""

    ACTIVE = "active"
    AWAITING_MEASUREMENT = "awaiting_measurement"  # window over, no counted reading yet
    PENDING_CPM = "pending_cpm"  # views fixed, terms missing
    FINALIZED = "finalized"  # views, terms and earnings frozen
    PAID = "paid"
    REJECTED = "rejected"  # undoable by /post unreject

    @property
    def is_undecided(self) -> bool:
        """True while the window end has not been decided: readings may still be counted."""
        return self in {PostStatus.ACTIVE, PostStatus.AWAITING_MEASUREMENT}

    @property
    def is_frozen(self) -> bool:
        """True once views, terms and earnings may change no more."""
        return self in {PostStatus.FINALIZED, PostStatus.PAID}


class TrackingStatus(StrEnum):
    """How a post came in and whether it counts."""

    AUTO_TRACKED = "auto_tracked"  # found by itself, creator in auto mode
    PENDING_REVIEW = "pending_review"  # found by itself, waits for a person
    INCLUDED = "included"  # a person approved it
    EXCLUDED = "excluded"  # a person took it out
    DIRECT_ADD = "direct_add"  # added by link


class Availability(StrEnum):
    """Whether the platform still has the post."""

    LIVE = "live"
    DOUBTED = "doubted"  # one source could not find it; proves nothing
    GONE = "gone"  # confirmed by a second source or a later look


class Outcome(StrEnum):
    """The outcome of asking a source for a post."""

    OK = "ok"
    NOT_FOUND = "not_found"
    PRIVATE = "private"
    DELETED = "deleted"
    REGION_LOCKED = "region_locked"
    HIDDEN = "hidden"  # the post is there, its views are not public
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"  # no usable answer: network, time-out, key, quota, vendor trouble
    MALFORMED = "malformed"  # an answer that cannot be what it should be
    UNSUPPORTED = "unsupported"  # no configured source can read such a post

    @property
    def doubts_existence(self) -> bool:
        """True for the answers that make a live post doubted."""
        return self in {Outcome.NOT_FOUND, Outcome.PRIVATE, Outcome.DELETED}

    @property
    def is_trouble(self) -> bool:
        """True when nobody was heard about the post."""
        return self in {Outcome.RATE_LIMITED, Outcome.UNAVAILABLE, Outcome.MALFORMED}


class MediaType(StrEnum):
    """What was published."""

    VIDEO = "video"
    PHOTO = "photo"
    CAROUSEL = "carousel"


@dataclass(frozen=True, slots=True)
class PostRef:
    """How the platform names a post.

    Attributes:
        platform_post_id: TikTok numeric id or Instagram shortcode, exactly as the platform writes it.
        handle: the author as the link tells it, lower case; None when the link does not say.
    """

    platform: Platform
    platform_post_id: str
    handle: str | None = field(default=None, compare=False)

    @property
    def url(self) -> str:
        """The canonical public address."""
        if self.platform is Platform.TIKTOK:
            return f"https://www.tiktok.com/@{self.handle or ''}/video/{self.platform_post_id}"
        return f"https://www.instagram.com/p/{self.platform_post_id}/"


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A link that hides its post until it is expanded by one request to an allowlisted host."""

    platform: Platform
    url: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What one post pays: `cpm` per 1,000 views in the campaign's currency, up to `cap_views` views."""

    cpm: Decimal
    cap_views: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Counters of a post at a moment, each 0 to MAX_COUNT; None means the source did not say."""

    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who published a post; `handle` is lower case, `platform_user_id` survives a change of handle."""

    handle: str | None = None
    platform_user_id: str | None = None
    name: str | None = None
    avatar_url: str | None = None

    @property
    def account(self) -> tuple[str | None, str | None]:
        """What tells the account from others: handle and id."""
        return self.handle, self.platform_user_id


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source said about a post. A failure is a `SourceError`, never a `Reading`.

    Attributes:
        source: the vendor that answered, e.g. `scrapecreators`.
        metric: the field the views were taken from, e.g. `ig_play_count`; None when views are unknown.
        exact: False when the source rounds its counts.
        coauthors: further accounts the post belongs to (Instagram's collaborations).
        published_at: aware UTC; None when the source did not say.
    """

    ref: PostRef
    source: str
    counts: Counts
    metric: str | None = None
    exact: bool = True
    author: Author = Author()
    coauthors: tuple[Author, ...] = ()
    caption: str | None = None
    thumbnail_url: str | None = None
    media_type: MediaType | None = None
    published_at: datetime | None = None

    @property
    def authors(self) -> tuple[Author, ...]:
        """Everybody who published it, the owner first."""
        return (self.author, *self.coauthors)

    @property
    def outcome(self) -> Outcome:
        """`ok` with known views, else `hidden`."""
        return Outcome.HIDDEN if self.counts.views is None else Outcome.OK


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as we know it; the platform's id survives a change of handle.

    Attributes:
        handle: lower case; may be out of date.
        platform_user_id: None while nobody told it.
    """

    platform: Platform
    handle: str
    platform_user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A post on a page of an account; the page may leave out its views.

    `is_reel` tells Instagram's reels from its other posts.
    """

    reading: Reading
    is_pinned: bool = False
    is_reel: bool = False


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Posts of an account in the source's order: pinned ones first, then the newest.

    Attributes:
        next_cursor: what brings the next page; None on the last.
        has_views: whether the source gives views on such pages, so that they may stand for single looks.
        unread: how many posts are listed that could not be read; they are not in `posts`.
        has_all_kinds: False when the source lists reels only, so that an empty page may well be true.
    """

    posts: tuple[Listed, ...]
    next_cursor: str | None
    has_views: bool
    unread: int = 0
    has_all_kinds: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """Who an account is; None means the source did not say."""

    source: str
    author: Author
    bio: str | None = None
    followers: int | None = None
    posts: int | None = None
    is_private: bool | None = None
