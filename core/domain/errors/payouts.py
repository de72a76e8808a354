"""Why a payout cannot be recorded or taken back."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError


class PayoutError(UserError):
    """Something is wrong with a payout."""


@dataclass(eq=False)
class PayoutUnknownError(PayoutError):
    """No payout of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class NothingToPayError(PayoutError):
    """Nothing of the creator is ready to be paid."""

    handle: str
    campaign: str


@dataclass(eq=False)
class BelowMinimumError(PayoutError):
    """What is ready is less than the campaign's minimum payout, and carried over; both in minor units."""

    handle: str
    amount_minor: int
    minimum_minor: int
    currency: str


@dataclass(eq=False)
class MixedCurrencyError(PayoutError):
    """The creator's ledger has rows in another currency than the campaign's."""

    handle: str
    currency: str


@dataclass(eq=False)
class PayoutVoidedError(PayoutError):
    """The payout was taken back before."""

    payout_id: int
    voided_at: datetime
