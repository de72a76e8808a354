"""What leaves the services about payouts: what is due, what was paid, and the rows of a statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.payouts import Share, Standing
from core.domain.terms import Platform, PostRef
from core.services.shown import Page


@dataclass(frozen=True, slots=True)
class Payee:
    """The creator who is paid, and the campaign that pays."""

    creator_id: int
    handle: str
    platform: Platform
    discord_id: int | None
    campaign: str
    currency: str


@dataclass(frozen=True, slots=True)
class DuePost:
    """A post in a creator's next payout. `amount_minor` is its whole balance, above 0.

    `settled_minor` is what was paid for it so far, voided payouts left out.
    """

    post_id: int
    ref: PostRef
    share: Share
    published_at: datetime | None
    decided_at: datetime
    views: int
    cpm: Decimal
    cap_views: int
    earned_minor: int
    adjusted_minor: int
    settled_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Due:
    """A creator's next payout."""

    payee: Payee
    posts: Sequence[DuePost]
    amount_minor: int
    minimum_minor: int | None  # the campaign's, None: there is none
    standing: Standing


@dataclass(frozen=True, slots=True)
class DueSum:
    """A creator's next payout without its posts: how many there are, and their counted views together."""

    payee: Payee
    posts: int
    views: int
    amount_minor: int
    minimum_minor: int | None  # the campaign's, None: there is none
    standing: Standing


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """One screen of what is due, with what can be paid at once in all, by currency."""

    page: Page[DueSum]
    ready_creators: int
    ready_minor: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PayoutPlan:
    """What marking as paid would record; it is done when the prompt is confirmed."""

    prompt_id: int
    due: Due
    method: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class PayoutCard:
    """A payout that was recorded; `voided_at` says that it was taken back."""

    id: int
    payee: Payee
    amount_minor: int
    posts: Sequence[int]
    method: str | None
    reference: str | None
    paid_at: datetime
    paid_by: int
    voided_at: datetime | None
    voided_by: int | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class VoidPlan:
    """What voiding a payout would undo; it is done when the prompt is confirmed."""

    prompt_id: int
    card: PayoutCard
    reason: str


@dataclass(frozen=True, slots=True)
class PayoutChanged:
    """A payout that was recorded or taken back; `action` is paid or voided."""

    action: str
    card: PayoutCard


@dataclass(frozen=True, slots=True)
class DueExport:
    """All that is due in a campaign, to be written to files."""

    campaign: str
    slug: str
    currency: str
    dues: Sequence[Due]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A ledger row of a creator; `balance_minor` is the sum of theirs up to and with this one."""

    entry_id: int
    at: datetime
    kind: str
    amount_minor: int
    balance_minor: int
    currency: str
    ref: PostRef | None
    post_id: int | None
    snapshot_id: int | None
    cpm: Decimal | None
    cap_views: int | None
    payout_id: int | None
    refers_to: int | None
    actor: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Every ledger row of a creator, oldest first."""

    payee: Payee
    rows: Sequence[StatementRow]
