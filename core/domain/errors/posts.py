"""What is wrong with a post, or with doing something to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError
from core.domain.terms import Outcome, Platform, PostStatus, TrackingStatus


class PostError(UserError):
    """Something is wrong with the post."""


@dataclass(eq=False)
class PostUnknownError(PostError):
    """No post of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class PostNotChosenError(PostError):
    """The same post is in several campaigns: a person has to choose."""

    campaigns: Sequence[str]


@dataclass(eq=False)
class AuthorUnreadableError(PostError):
    """No source could say who published the post; nothing was created."""

    platform: Platform
    outcome: Outcome


@dataclass(eq=False)
class AlreadyTrackedError(PostError):
    """The campaign has this post; without a status it is tracked as a competitor's."""

    post_id: int
    status: PostStatus | None
    campaign: str
    since: datetime
    tracking: TrackingStatus = TrackingStatus.DIRECT_ADD


@dataclass(eq=False)
class PostTooOldError(PostError):
    """Published longer ago than the campaign takes in."""

    published_at: datetime
    max_age_days: int


@dataclass(eq=False)
class PostStatusError(PostError):
    """The action does not fit the post's status; `action` is the command's name, e.g. `finalize`."""

    action: str
    status: PostStatus


@dataclass(eq=False)
class ReasonMissingError(PostError):
    """The action needs a reason; `action` is the command's name."""

    action: str


class ViewsPublicError(PostError):
    """Manual views are for posts whose platform gives none."""


@dataclass(eq=False)
class NoReadingError(PostError):
    """No good reading, or none fresh enough; `outcome` is what the last look gave, None: never looked."""

    outcome: Outcome | None


@dataclass(eq=False)
class TermsMissingError(PostError):
    """The post has no complete terms; `missing` is cpm, cap or both."""

    missing: Sequence[str]
