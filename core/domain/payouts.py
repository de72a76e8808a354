"""What goes into a creator's next payout: which posts, with which sums, and whether that is enough."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.money import parse_amount
from core.domain.terms import PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use, takes_part


class Share(StrEnum):
    """Why a post is in a payout."""

    NEW = "new"  # finalized, and never paid
    REMAINDER = "remainder"  # paid, and owed once more: corrected up, or an earlier payment was taken back


class Standing(StrEnum):
    """Whether a creator's next payout can be made."""

    READY = "ready"
    BELOW_MINIMUM = "below_minimum"  # carried over until there is more


@dataclass(frozen=True, slots=True)
class Owed:
    """What decides whether a post is paid. `balance_minor` is the sum of its ledger rows.

    It is never below zero: an adjustment takes no more than is owed, a payment what is owed, and taking one
    back adds to it, each with the post locked. If it were so all the same, a replay would tell.
    """

    kind: PostKind
    tracking: TrackingStatus
    status: PostStatus | None
    is_on_hold: bool
    has_frozen_count: bool
    has_terms: bool
    balance_minor: int


NO_MINIMUM = frozenset({"0", "none"})


def parse_minimum(text: str, currency: str) -> int | None:
    """Read a campaign's minimum payout as minor units; None, typed as `none` or `0`: any sum is paid.

    Raises `MoneyFormatError`.
    """
    return None if text.strip().lower() in NO_MINIMUM else parse_amount(text, currency)


def share_of(owed: Owed) -> Share | None:
    """Return how a post takes part in its creator's next payout; None: it does not."""
    if owed.status not in {PostStatus.FINALIZED, PostStatus.PAID} or owed.is_on_hold:
        return None
    if not takes_part(Use.MONEY, owed.kind, owed.tracking, owed.status):
        return None
    if not (owed.has_frozen_count and owed.has_terms) or owed.balance_minor <= 0:
        return None
    return Share.REMAINDER if owed.status is PostStatus.PAID else Share.NEW


def standing(amount_minor: int, minimum_minor: int | None) -> Standing:
    """Return whether a sum above zero can be paid; the minimum is inclusive, None: there is none."""
    if minimum_minor is not None and amount_minor < minimum_minor:
        return Standing.BELOW_MINIMUM
    return Standing.READY
