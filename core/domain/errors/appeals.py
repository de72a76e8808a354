"""Why a rejection cannot be appealed, or an appeal not be decided."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError


class AppealError(UserError):
    """Something about an appeal."""


@dataclass(eq=False)
class AppealUnknownError(AppealError):
    """No appeal of this server has the number."""

    appeal_id: int


@dataclass(eq=False)
class NotYourPostError(AppealError):
    """The post's account is not bound to the member."""

    post_id: int


@dataclass(eq=False)
class NotRejectedError(AppealError):
    """The post is not rejected, so there is nothing to appeal."""

    post_id: int


@dataclass(eq=False)
class AppealLateError(AppealError):
    """The rejection is too long ago; `until` is when the time was over."""

    post_id: int
    until: datetime


@dataclass(eq=False)
class AppealedAlreadyError(AppealError):
    """There was an appeal for the post, at `at`; there is one only."""

    post_id: int
    at: datetime


@dataclass(eq=False)
class AppealShortError(AppealError):
    """The text has fewer characters than `least`."""

    length: int
    least: int


@dataclass(eq=False)
class AppealFileError(AppealError):
    """The file cannot be taken; `why` is kind, size, unread, or nowhere: no channel keeps it."""

    why: str


@dataclass(eq=False)
class AppealDecidedError(AppealError):
    """Somebody decided about the appeal."""

    appeal_id: int
    was_accepted: bool
    at: datetime


@dataclass(eq=False)
class OwnRejectionError(AppealError):
    """Who rejected the post by hand may not decide about the appeal."""

    appeal_id: int


@dataclass(eq=False)
class OwnAppealError(AppealError):
    """Who appealed may not decide about it."""

    appeal_id: int
