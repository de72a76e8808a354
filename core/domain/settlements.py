"""Payouts in the ledger: what was paid and taken back by each, and what a payout says of itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from core.domain.ledger import Entry, LedgerKind


@dataclass(frozen=True, slots=True)
class Voucher:
    """What all rows of a payment have in common, and those that take it back; reasons tell the payout."""

    campaign_id: int
    creator_id: int
    currency: str
    at: datetime | None
    actor: int | None
    reason: str | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Read it from a row."""
        return cls(entry.campaign_id, entry.creator_id, entry.currency, entry.at, entry.actor, entry.reason)


@dataclass(slots=True)
class Settlement:
    """What the rows of a payout come to, in minor units; None: there is no such row."""

    campaign_id: int
    paid_minor: int = 0
    taken_back_minor: int = 0
    paid: Voucher | None = None
    voided: Voucher | None = None
    is_mixed: bool = False  # its rows do not have the same voucher

    def enter(self, entry: Entry) -> None:
        """Take in a paid or voided row."""
        voucher = Voucher.of(entry)
        if entry.kind == LedgerKind.PAID:
            self.paid_minor -= entry.amount_minor
            self.is_mixed |= self.paid not in {None, voucher}
            self.paid = voucher
        else:
            self.taken_back_minor += entry.amount_minor
            self.is_mixed |= self.voided not in {None, voucher}
            self.voided = voucher


@dataclass(frozen=True, slots=True)
class RecordedPayout:
    """What a payout says of itself; `voided` None: it stands."""

    id: int
    amount_minor: int
    paid: Voucher
    voided: Voucher | None


def payout_said(payout_id: int, method: str | None, reference: str | None) -> str:
    """Return a payout as reasons tell it: `payout #3, PayPal, TX-1`."""
    return ", ".join(part for part in (f"payout #{payout_id}", method, reference) if part)
