"""Why an account cannot be linked, or a member's data not be sent or removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError
from core.domain.terms import Platform


class OwnError(UserError):
    """Something about a member's own accounts or data."""


@dataclass(eq=False)
class LinkingOffError(OwnError):
    """No source that reads profiles of the platform is set up."""

    platform: Platform


@dataclass(eq=False)
class TooManyProofsError(OwnError):
    """So many accounts of the member are being looked at already."""

    limit: int


@dataclass(eq=False)
class ProofsUsedUpError(OwnError):
    """The member asked for so many codes within a day."""

    limit: int


class NothingStoredError(OwnError):
    """Nothing about the member is stored that could be removed."""


@dataclass(eq=False)
class NotForgottenError(OwnError):
    """The member cannot be forgotten yet.

    Attributes:
        running: posts that are not decided.
        ends_at: when the last of their windows ends; None without any.
        owed: what is still owed, in minor units by currency; below zero: to be taken back.
    """

    running: int
    ends_at: datetime | None
    owed: Mapping[str, int]
