"""The receipt of a post's money, as it leaves the services: stored facts, each with where it is from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Verdict
from core.domain.receipts import Difference
from core.domain.terms import PostKind, PostRef, PostStatus, TrackingStatus


class TermsFrom(StrEnum):
    """Where a post's terms come from."""

    NOWHERE = "nowhere"  # it has none, or half
    OWN = "own"  # set on the post by a person
    DEAL = "deal"  # a version of the creator's deal
    CAMPAIGN = "campaign"  # the campaign's own when the post came in


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A reading as it was taken. `from_end` is below zero before the window's end; None: no window."""

    snapshot_id: int
    at: datetime
    from_end: timedelta | None
    views: int
    is_exact: bool
    source: str
    metric: str | None
    actor: int | None  # who typed it
    note: str | None


@dataclass(frozen=True, slots=True)
class Considered:
    """The good readings near the window's end: how many there are, and those next to the counted one."""

    good: int
    before: timedelta  # how long before the end a reading may count
    after: timedelta  # and after it
    others: Sequence[ReadingLine]


@dataclass(frozen=True, slots=True)
class TermsLine:
    """What the post pays, and who gave it that, when; `by` None: nobody by hand.

    Attributes:
        tier: the name of the deal's tier that was picked for the post.
        picked_by: who picked it, or set the terms on the post.
    """

    cpm: Decimal | None
    cap_views: int | None
    origin: TermsFrom
    version: int | None = None
    by: int | None = None
    at: datetime | None = None
    tier: str | None = None
    picked_by: int | None = None


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """How the post became what it is, a paid one finalized. `actor` None: the rule."""

    actor: int | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the ledger about the post; its hash seals it and every row before it."""

    id: int
    at: datetime
    kind: LedgerKind
    amount_minor: int
    currency: str
    actor: int | None
    reason: str
    payout_id: int | None
    refers_to: int | None
    hash: str


@dataclass(frozen=True, slots=True)
class HoldLine:
    """Why the post is not paid for now."""

    reason: str
    by: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """A payment that the post was part of."""

    id: int
    paid_at: datetime
    paid_by: int
    method: str | None
    reference: str | None
    voided_at: datetime | None
    voided_by: int | None
    void_reason: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rule would say of an undecided post, were it asked at the window's end on what is known now.

    Attributes:
        decided_at: the window's end; once that is over (`is_over`), the end of the grace.
        before: how long before the window's end a reading may count.
        after: and after it.
        reading: the newest reading; None: the views are not known.
        verdict: None: nothing can be said yet.
        estimate_minor: what it would earn; None: nothing, or not known.
    """

    decided_at: datetime
    is_over: bool
    before: timedelta
    after: timedelta
    reading: ReadingLine | None
    verdict: Verdict | None
    reason: str
    estimate_minor: int | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """The post itself, the rules that were fixed when it came in, and where it stands."""

    id: int
    ref: PostRef
    campaign: str
    currency: str
    handle: str | None
    kind: PostKind
    status: PostStatus | None
    status_reason: str
    status_at: datetime
    needs_person: bool
    tracking: TrackingStatus
    reviewed_by: int | None
    reviewed_at: datetime | None
    came_in_by: str  # the command; `watch`: it was found
    submitted_by: int
    submitted_at: datetime
    published_at: datetime | None
    window_days: int
    window_ends_at: datetime | None
    minimum_views: int
    is_spared: bool  # a person undid its rejection: the minimum rejects it no more
    counted_views: int | None
    earned_minor: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that a post's money rests on.

    Attributes:
        outlook: for posts that count and are not decided yet.
        balance_minor: the sum of the ledger's rows, what is still owed.
        differences: what is stored otherwise than it follows from the rest; in good order there are none.
    """

    post: PostLine
    counted: ReadingLine | None
    considered: Considered | None
    terms: TermsLine
    decided: DecidedLine | None
    outlook: Outlook | None
    hold: HoldLine | None
    payouts: Sequence[PayoutLine]
    ledger: Sequence[LedgerLine]
    balance_minor: int
    differences: Sequence[Difference]
