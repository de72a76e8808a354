"""What a member sees of themselves: posts, earnings and accounts, without what is kept for the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.expected import Expected
from core.services.shown import CreatorCard, Page, PostCard
from core.services.shown_appeals import OwnAppeal
from core.services.shown_watches import WatchCard


@dataclass(frozen=True, slots=True)
class Payment:
    """A payout to the member. `voided_at` says that it was taken back, so that it is owed again."""

    payout_id: int
    handle: str
    campaign: str
    currency: str
    amount_minor: int
    method: str | None
    reference: str | None
    paid_at: datetime
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnPost:
    """A post of the member's. Its card has no notes, and does not name who holds or reviewed it.

    The reason of a hold is in it: `/post hold` says that it is shown, and `/explain` shows it.

    Attributes:
        balance_minor: what the ledger still owes for it.
        payment: the latest payout that paid it and stands.
        grace: how long after the window's end a reading may still count.
        appeal: what the member said against its rejection; None: nothing.
        can_appeal: whether they can say something now.
    """

    card: PostCard
    balance_minor: int
    payment: Payment | None
    grace: timedelta
    appeal: OwnAppeal | None = None
    can_appeal: bool = False


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A correction of what is owed for a post; the amount carries its sign."""

    post_id: int | None
    at: datetime
    amount_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Earnings:
    """What the member's accounts earn in one campaign and currency; amounts in minor units.

    Whatever the ledger owes is in one of the four sums from `ready_minor` on:
    earned + adjusted - paid = ready + below + held + closed.

    Attributes:
        estimate_minor: what the running posts that can be estimated would earn on their views now.
        running: how many running posts there are of each kind; only the estimated ones are in the estimate.
        waiting: how many posts wait for review, and do not count.
        paid_minor: what was paid and not taken back.
        ready_minor: goes into the next payout.
        below_minor: carried over, being below the minimum payout.
        held_minor: of posts that are on hold.
        closed_minor: of posts that are not payable now, such as excluded ones.
    """

    campaign: str
    currency: str
    minimum_payout_minor: int | None
    estimate_minor: int
    running: Mapping[Expected, int]
    waiting: int
    earned_minor: int
    adjusted_minor: int
    paid_minor: int
    ready_minor: int
    below_minor: int
    held_minor: int
    closed_minor: int


@dataclass(frozen=True, slots=True)
class EarningsPage:
    """One screen of earnings, with the latest payouts and corrections of all the member's accounts."""

    page: Page[Earnings]
    payments: Sequence[Payment]
    adjustments: Sequence[Adjustment]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of the member's, without the team's notes.

    Attributes:
        is_open: whether the campaign takes in posts.
        is_known: whether the platform's own id of the account is known, which outlives a new handle.
        watches: how it is watched; none: posts are handed in by link.
    """

    card: CreatorCard
    is_open: bool
    is_known: bool
    watches: Sequence[WatchCard]
