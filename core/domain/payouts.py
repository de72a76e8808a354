"""What goes into a creator's next payout: which posts, with which sums, and whether that is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.domain.money import parse_amount
from core.domain.terms import PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use, takes_part


class Share(StrEnum):
    """Why a post is in a payout."""

    NEW = "new"  # finalized, and never paid
    REMAINDER = "remainder"  # paid, and an adjustment has added to it since
    DEDUCTION = "deduction"  # an adjustment took back more than was still owed


class Standing(StrEnum):
    """Whether a creator's next payout can be made."""

    READY = "ready"
    BELOW_MINIMUM = "below_minimum"  # carried over until there is more
    NOTHING = "nothing"  # what is to be taken back is as much as what is owed, or more


@dataclass(frozen=True, slots=True)
class Owed:
    """What decides whether a post is paid. `balance_minor` is the sum of its ledger rows."""

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
    if not (owed.has_frozen_count and owed.has_terms) or owed.balance_minor == 0:
        return None
    if owed.balance_minor < 0:
        return Share.DEDUCTION
    return Share.REMAINDER if owed.status is PostStatus.PAID else Share.NEW


def standing(amount_minor: int, minimum_minor: int | None) -> Standing:
    """Return whether a sum can be paid; the minimum is inclusive, None: there is none."""
    if amount_minor <= 0:
        return Standing.NOTHING
    if minimum_minor is not None and amount_minor < minimum_minor:
        return Standing.BELOW_MINIMUM
    return Standing.READY


@dataclass(frozen=True, slots=True)
class Offset:
    """A part of one post's pay that covers what is to be taken back from another."""

    taken_back_from: int  # post ids, both
    covered_by: int
    amount_minor: int


def offsets(balances: Mapping[int, int]) -> Sequence[Offset]:
    """Return how posts below zero are brought to zero out of the others' pay, in the order of their ids.

    `balances` is by post id; its sum is above zero, so that all can be covered.
    """
    left = {post_id: minor for post_id, minor in sorted(balances.items()) if minor > 0}
    found: list[Offset] = []
    for post_id, minor in sorted(balances.items()):
        missing = max(0, -minor)
        for other, rest in left.items():
            part = min(missing, rest)
            left[other], missing = rest - part, missing - part
            if part:
                found.append(Offset(post_id, other, part))
    return found
