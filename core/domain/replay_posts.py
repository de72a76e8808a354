"""What posts and payouts say, held against the ledger."""

from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass

from core.domain.replay import Account, Earned, Fault, FaultKind, owner
from core.domain.settlements import RecordedPayout, Settlement, Voucher
from core.domain.terms import PostStatus

DECIDED = frozenset({PostStatus.FINALIZED, PostStatus.PAID})
"""Statuses of posts that have earned."""


@dataclass(frozen=True, slots=True)
class FrozenPost:
    """What a post says of its money; `status` as it is kept, which may be none there is."""

    id: int
    campaign_id: int
    creator_id: int
    status: str | None
    earned: Earned
    counted_views: int | None
    snapshot_views: int | None  # of the counted snapshot, as it is stored now
    payout_id: int | None


def post_faults(post: FrozenPost, account: Account | None) -> Iterator[Fault]:
    """Return where a post and its ledger rows differ; no account: it has no rows."""
    yield from _status_faults(post, account)
    if post.counted_views != post.snapshot_views:
        yield _of(post, FaultKind.FROZEN_DIFFERS, post.snapshot_views, post.counted_views)
    if account is not None and owner(account) != owner(post):
        yield _of(post, FaultKind.OTHER_OWNER, owner(account), owner(post))
    if account is None or account.earned is None:
        if post.earned.amount_minor is not None:
            yield _of(post, FaultKind.FROZEN_DIFFERS, None, post.earned.amount_minor)
    elif astuple(post.earned) != account.earned:
        yield _of(post, FaultKind.FROZEN_DIFFERS, _said(Earned(*account.earned)), _said(post.earned))


def payout_faults(payout: RecordedPayout, settled: Settlement | None) -> Iterator[Fault]:
    """Return where a payout and its rows differ: paid in full, voided in full or not at all, as they tell.

    No settlement: it has no rows.
    """
    found = settled or Settlement(payout.paid.campaign_id)
    back = 0 if payout.voided is None else payout.amount_minor
    if (found.paid_minor, found.taken_back_minor) != (payout.amount_minor, back):
        sums = f"{found.paid_minor} paid, {found.taken_back_minor} taken back"
        yield _of_payout(payout, payout.amount_minor, sums)
        return
    if found.is_mixed:
        yield _of_payout(payout, "one payment", "rows of several")
    for told, kept in ((payout.paid, found.paid), (payout.voided, found.voided)):
        if told != kept:
            yield _of_payout(payout, _said(kept), _said(told))


def _of_payout(payout: RecordedPayout, expected: int | str | None, found: str | None) -> Fault:
    kind, campaign_id = FaultKind.PAYOUT_DIFFERS, payout.paid.campaign_id
    return Fault(kind, campaign_id, payout_id=payout.id, expected=expected, found=found)


def _status_faults(post: FrozenPost, account: Account | None) -> Iterator[Fault]:
    """What earned is finalized; while a payment of it stands it is paid, and names that one's payout."""
    has_earned = account is not None and account.earned is not None
    payments = {} if account is None else account.payments
    right = PostStatus.PAID if payments else PostStatus.FINALIZED
    if has_earned and post.status != right:
        yield _of(post, FaultKind.STATUS_DIFFERS, right, post.status)
    elif not has_earned and (post.status in DECIDED or payments):
        yield _of(post, FaultKind.STATUS_DIFFERS, "earned", post.status)
    if post.payout_id not in (set(payments.values()) or {None}):
        named = ", ".join(str(payout_id) for payout_id in payments.values()) or None
        yield _of(post, FaultKind.PAYOUT_DIFFERS, named, post.payout_id)


def _of(post: FrozenPost, kind: FaultKind, expected: int | str | None, found: int | str | None) -> Fault:
    return Fault(
        kind, post.campaign_id, post_id=post.id, payout_id=post.payout_id, expected=expected, found=found
    )


def _said(told: Earned | Voucher | None) -> str:
    """Return facts in a line; nothing for none."""
    facts = {} if told is None else asdict(told)
    return ", ".join(f"{name} {value}" for name, value in facts.items())
