"""What is wrong with a watched account, or with reviewing what was found."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError
from core.domain.terms import Platform, PostStatus, TrackingStatus, WatchState


class WatchError(UserError):
    """Something is wrong with the watched account."""


@dataclass(eq=False)
class WatchUnknownError(WatchError):
    """No watched account of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class WatchNotChosenError(WatchError):
    """Several watched accounts match what was typed."""

    text: str


@dataclass(eq=False)
class WatchExistsError(WatchError):
    """The campaign watches this account already."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class WatchStateError(WatchError):
    """The account is in this state already."""

    handle: str
    state: "WatchState"


@dataclass(eq=False)
class WatchPausedError(WatchError):
    """The account, or its creator, is paused: it is not synced until resumed."""

    handle: str
    by_creator: bool


@dataclass(eq=False)
class CompetitorIsCreatorError(WatchError):
    """The account that would be followed as a competitor's is a creator of the campaign."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class CreatorIsCompetitorError(WatchError):
    """The account that would become a creator is watched as a competitor's in the campaign."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class NobodysAccountError(WatchError):
    """The account is of no creator of the campaign, and was not called a competitor's."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class OtherAccountError(WatchError):
    """The creator that was named has another account, perhaps on another platform."""

    handle: str
    platform: Platform
    creator_handle: str
    creator_platform: Platform


class ReviewError(UserError):
    """A post cannot be included or excluded now."""


@dataclass(eq=False)
class AlreadyReviewedError(ReviewError):
    """Somebody decided about the post already; `by` is a Discord id, None when nobody knows."""

    post_id: int
    tracking: TrackingStatus
    by: int | None
    at: datetime | None


@dataclass(eq=False)
class ReviewClosedError(ReviewError):
    """The post is finalized or paid: whether it counts changes no more."""

    post_id: int
    status: PostStatus


@dataclass(eq=False)
class NotCountingError(ReviewError):
    """The post waits for review or is excluded, so nothing is decided about its money."""

    post_id: int
    tracking: TrackingStatus


@dataclass(eq=False)
class ReferencePostError(ReviewError):
    """The post is a competitor's: it has no status, terms or money."""

    post_id: int
