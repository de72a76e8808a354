"""What posts and payouts say, held against the ledger."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from core.domain.replay import Account, Earned, Fault, FaultKind, Replay
from core.domain.terms import PostStatus

DECIDED = frozenset({PostStatus.FINALIZED, PostStatus.PAID})
"""Statuses of posts that have earned."""


@dataclass(frozen=True, slots=True)
class FrozenPost:
    """What a post says of its money."""

    id: int
    campaign_id: int
    status: PostStatus | None
    earned: Earned
    counted_views: int | None
    snapshot_views: int | None  # of the counted snapshot, as it is stored now
    payout_id: int | None


@dataclass(frozen=True, slots=True)
class RecordedPayout:
    """What a payout says of itself."""

    id: int
    campaign_id: int
    amount_minor: int
    is_voided: bool


def post_faults(post: FrozenPost, account: Account | None) -> Iterator[Fault]:
    """Return where a post and its ledger rows differ; no account: it has no rows."""
    yield from _status_faults(post, account)
    if account is None or account.earned is None:
        if post.earned.amount_minor is not None:
            yield _of(post, FaultKind.FROZEN_DIFFERS, None, post.earned.amount_minor)
        return
    if post.earned != account.earned:
        yield _of(post, FaultKind.FROZEN_DIFFERS, _said(account.earned), _said(post.earned))
    if post.counted_views != post.snapshot_views:
        yield _of(post, FaultKind.FROZEN_DIFFERS, post.snapshot_views, post.counted_views)


def payout_faults(payout: RecordedPayout, replay: Replay) -> Iterator[Fault]:
    """Return where a payout and its ledger rows differ: paid in full, and voided in full or not at all."""
    paid, standing = replay.payouts.get(payout.id, 0), replay.standing.get(payout.id, 0)
    right = 0 if payout.is_voided else paid
    if paid != payout.amount_minor or standing != right:
        found = f"{paid} paid, {paid - standing} taken back"
        kind, said = FaultKind.PAYOUT_DIFFERS, payout.amount_minor
        yield Fault(kind, payout.campaign_id, payout_id=payout.id, expected=said, found=found)


def _status_faults(post: FrozenPost, account: Account | None) -> Iterator[Fault]:
    """What earned is finalized; while a payment of it stands it is paid, and names that one's payout."""
    has_earned = account is not None and account.earned is not None
    payments = {} if account is None else account.payments
    right = PostStatus.PAID if payments else PostStatus.FINALIZED
    if has_earned and post.status is not right:
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


def _said(earned: Earned) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(earned).items())
