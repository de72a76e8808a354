"""A ledger to replay, without a database."""

from dataclasses import dataclass, field
from typing import Any, Self

from core.domain.ledger import Entry, LedgerKind, sealed
from core.domain.replay import Basis, Fault, FaultKind, Replay
from tests.fakes import NOON

USD = Basis("USD")
READ = Basis("USD", snapshot_post_id=3, snapshot_views=5_000)


@dataclass
class Books:
    """A ledger that is kept as the program keeps it."""

    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def kept_well(cls) -> Self:
        """500 earned, 100 taken off, 400 paid by payout 9, taken back, and paid again by payout 10."""
        books = cls()
        books.add(LedgerKind.EARNED, 500)
        books.add(LedgerKind.ADJUSTED, -100)
        paid = books.add(LedgerKind.PAID, -400, payout_id=9)
        books.add(LedgerKind.VOIDED, 400, payout_id=9, refers_to=paid.id)
        books.add(LedgerKind.PAID, -400, payout_id=10)
        return books

    def add(self, kind: LedgerKind, amount_minor: int, **facts: Any) -> Entry:
        known: dict[str, Any] = {
            "at": NOON,
            "currency": "USD",
            "campaign_id": 1,
            "creator_id": 2,
            "post_id": 3,
            "reason": "",
        }
        if kind is LedgerKind.EARNED:
            known |= {"snapshot_id": 4, "cpm": "1", "cap_views": 10_000}
        previous = [entry for entry in self.entries if entry.campaign_id == facts.get("campaign_id", 1)]
        entry = Entry(
            **known
            | {"id": len(self.entries) + 1, "kind": kind.value, "amount_minor": amount_minor}
            | {"previous_hash": previous[-1].hash if previous else ""}
            | facts
        )
        self.entries.append(sealed(entry))
        return self.entries[-1]

    def replayed(self, bases: dict[int, Basis] | None = None) -> tuple[Replay, list[Fault]]:
        replay = Replay()
        faults = [
            fault
            for entry in self.entries
            for fault in replay.add(entry, (bases or {}).get(entry.id, READ if entry.cpm else USD))
        ]
        return replay, faults


def kinds(faults: list[Fault]) -> set[FaultKind]:
    return {fault.kind for fault in faults}
