"""What a receipt is made of: stored facts about a post, each with where it is from."""

from collections.abc import Sequence
from datetime import timedelta

from core.domain import receipts as rules
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.ledger import LedgerKind
from core.domain.lifecycle import COUNTED_BEFORE, UNDECIDED, Decision, Verdict, at_window_end
from core.domain.receipts import Difference, Entered, Stored, chosen_then
from core.services import decisions
from core.services.app import App
from core.services.shown_explained import (
    Considered,
    LedgerLine,
    Outlook,
    PayoutLine,
    ReadingLine,
    TermsFrom,
    TermsLine,
)
from db import receipts, snapshots
from db.engine import Session
from db.models import Campaign, Post, Snapshot
from db.money import Deal, LedgerEntry

NEAREST = 4
"""How many readings beside the counted one are told one by one."""
SET_TERMS = "post set-cpm"


def reading(snapshot: Snapshot, row: Post) -> ReadingLine:
    return ReadingLine(
        snapshot_id=snapshot.id,
        at=snapshot.taken_at,
        from_end=None if row.window_ends_at is None else snapshot.taken_at - row.window_ends_at,
        views=snapshots.good(snapshot).views,
        is_exact=snapshot.is_exact,
        source=snapshot.source,
        metric=snapshot.metric,
        actor=snapshot.actor,
        note=snapshot.note,
    )


def considered(
    row: Post, near: Sequence[Snapshot], counted: Snapshot | None, grace: timedelta
) -> Considered | None:
    """Return what else there was to choose from, the nearest to the window's end first."""
    ends_at = row.window_ends_at
    if counted is None or ends_at is None:
        return None
    others = sorted(
        (each for each in near if each is not counted), key=lambda each: abs(each.taken_at - ends_at)
    )
    return Considered(
        good=len(near),
        before=COUNTED_BEFORE,
        after=grace,
        others=[reading(each, row) for each in others[:NEAREST]],
    )


async def terms_line(session: Session, row: Post) -> TermsLine:
    """Return the terms with who gave them: a person to this post, the creator's deal, or the campaign."""
    typed = await receipts.latest(session, row.id, SET_TERMS)
    if row.deal_id is not None:
        deal = await session.get_one(Deal, row.deal_id)
        picked_by = typed.actor if typed is not None and row.tier is not None else None
        return TermsLine(
            cpm=row.cpm,
            cap_views=row.cap_views,
            origin=TermsFrom.DEAL,
            version=deal.version,
            by=deal.created_by,
            at=deal.created_at,
            tier=row.tier,
            picked_by=picked_by,
        )
    if typed is not None:
        return TermsLine(row.cpm, row.cap_views, TermsFrom.OWN, by=typed.actor, at=typed.at)
    is_set = row.cpm is not None or row.cap_views is not None
    origin = TermsFrom.CAMPAIGN if is_set else TermsFrom.NOWHERE
    return TermsLine(row.cpm, row.cap_views, origin, at=row.submitted_at)


async def outlook(session: Session, app: App, row: Post, home: Campaign) -> Outlook | None:
    """Return what the rule would say of an undecided post on what is known now."""
    is_open = row.status in UNDECIDED and decisions.takes_money(row)
    ends_at, now, grace = row.window_ends_at, app.clock(), app.schedule.grace
    if not is_open or ends_at is None:
        return None
    latest = await snapshots.latest_good(session, row.id)
    said = None if latest is None else _would_say(row, latest, grace)
    return Outlook(
        decided_at=ends_at if now < ends_at else ends_at + grace,
        is_over=now >= ends_at,
        before=COUNTED_BEFORE,
        after=grace,
        reading=None if latest is None else reading(latest, row),
        verdict=None if said is None else said.verdict,
        reason=row.status_reason if said is None else said.reason,
        estimate_minor=None if said is None else _estimate(row, home, said),
    )


def _estimate(row: Post, home: Campaign, said: Decision) -> int | None:
    """Return what the post would earn if this were said of it; None: nothing, or not known."""
    terms = complete_terms(row.cpm, row.cap_views)
    if said.verdict is not Verdict.FINALIZE or said.counted is None or terms is None:
        return None
    return earnings_minor(said.counted.views, terms, home.currency)


def _would_say(row: Post, latest: Snapshot, grace: timedelta) -> Decision:
    """Return what the rule says when the latest reading is the one that counts."""
    ends_at = row.window_ends_at or latest.taken_at
    return at_window_end(
        snapshots.good(latest),
        minimum=row.minimum_views,
        terms=complete_terms(row.cpm, row.cap_views),
        window_ends_at=ends_at,
        now=ends_at,
        grace=grace,
        is_spared=row.is_spared,
    )


async def payouts(session: Session, row: Post, ledger: Sequence[LedgerEntry]) -> list[PayoutLine]:
    """Return every payment the post was part of, those that were taken back too."""
    ids = {each for each in [row.payout_id, *(entry.payout_id for entry in ledger)] if each is not None}
    return [
        PayoutLine(
            id=payout.id,
            paid_at=payout.paid_at,
            paid_by=payout.paid_by,
            method=payout.method,
            reference=payout.reference,
            voided_at=payout.voided_at,
            voided_by=payout.voided_by,
            void_reason=payout.void_reason,
        )
        for payout in await receipts.payouts(session, ids)
    ]


def ledger_line(entry: LedgerEntry) -> LedgerLine:
    return LedgerLine(
        id=entry.id,
        at=entry.at,
        kind=entry.kind,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        actor=entry.actor,
        reason=entry.reason,
        payout_id=entry.payout_id,
        refers_to=entry.refers_to,
        hash=entry.hash,
    )


async def differences(
    session: Session,
    row: Post,
    home: Campaign,
    near: Sequence[Snapshot],
    ledger: Sequence[LedgerEntry],
    grace: timedelta,
) -> list[Difference]:
    """Return what is stored of the post otherwise than it follows from the rest."""
    counted = next((each for each in near if each.id == row.counted_snapshot_id), None)
    earned = next((entry for entry in ledger if entry.kind is LedgerKind.EARNED), None)
    stored = Stored(
        is_frozen=row.status is not None and row.status.is_frozen,
        currency=home.currency,
        snapshot_id=row.counted_snapshot_id,
        reading_views=None if counted is None else counted.views,
        counted_views=row.counted_views,
        terms=complete_terms(row.cpm, row.cap_views),
        earned_minor=row.earned_minor,
    )
    found = rules.differences(stored, None if earned is None else _entered(earned))
    chosen = await _chosen_then(session, row, near, grace)
    return found if chosen is None else [*found, chosen]


def _entered(earned: LedgerEntry) -> Entered:
    return Entered(
        amount_minor=earned.amount_minor,
        currency=earned.currency,
        snapshot_id=earned.snapshot_id,
        terms=complete_terms(earned.cpm, earned.cap_views),
    )


async def _chosen_then(
    session: Session, row: Post, near: Sequence[Snapshot], grace: timedelta
) -> Difference | None:
    """Return what the rule would count when it is asked again; None for what a person finalized."""
    made = await receipts.decisions(session, row.id)
    is_by_rule = bool(made) and made[-1].actor is None
    if row.counted_snapshot_id is None or row.window_ends_at is None or not is_by_rule:
        return None
    return chosen_then(
        [snapshots.good(each) for each in near],
        [entry.at for entry in made if entry.actor is None],
        row.counted_snapshot_id,
        window_ends_at=row.window_ends_at,
        grace=grace,
    )
