"""Why an amount cannot be corrected, or a post held back from payment."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError


class LedgerError(UserError):
    """The ledger does not allow it."""


@dataclass(eq=False)
class BelowZeroError(LedgerError):
    """An adjustment would take more away than is still owed for the post; in minor units."""

    owed_minor: int
    amount_minor: int  # below zero
    currency: str


@dataclass(eq=False)
class AlreadyHeldError(LedgerError):
    """The post is on hold."""

    since: datetime
    reason: str


class NotHeldError(LedgerError):
    """The post is not on hold."""
