"""The ledger: what rows there are, how they are chained, and what they add up to."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class LedgerKind(StrEnum):
    """What a row says; the sum of all rows is what is owed."""

    EARNED = "earned"  # a post was finalized; never below zero, once a post
    ADJUSTED = "adjusted"  # a person corrected it, up or down
    PAID = "paid"  # what was owed was paid; never above zero
    VOIDED = "voided"  # a payment was taken back: the paid row's amount with the other sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the ledger as it is stored.

    Attributes:
        id: 0 until the row has its place in the chain.
        kind: the value of a `LedgerKind`, unless somebody changed it.
        cpm: the decimal as text, for that is how it is kept.
        refers_to: the paid row that a voided one takes back.
        previous_hash: of the campaign's row before; empty in its first.
    """

    id: int = 0
    at: datetime
    kind: str
    amount_minor: int
    currency: str
    campaign_id: int
    creator_id: int
    post_id: int | None = None
    snapshot_id: int | None = None
    cpm: str | None = None
    cap_views: int | None = None
    deal_id: int | None = None
    payout_id: int | None = None
    refers_to: int | None = None
    actor: int | None = None
    reason: str
    previous_hash: str = ""
    hash: str = ""


FACTS = tuple(field.name for field in fields(Entry) if field.name != "hash")
"""What a row's hash is made of: everything else that it says."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a campaign's chain: how many rows it has, and the last one's hash."""

    entries: int = 0
    hash: str = ""


def hash_of(entry: Entry) -> str:
    """Return the SHA-256 of everything a row says, the hash of the row before it included."""
    told = {name: _text(getattr(entry, name)) for name in FACTS}
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sealed(entry: Entry) -> Entry:
    """Return the row with its hash."""
    return replace(entry, hash=hash_of(entry))


def check(entry: Entry) -> None:
    """Refuse a row that means nothing. Raises `ValueError`: no person can cause it."""
    if not has_right_sign(entry.kind, entry.amount_minor):
        raise ValueError(f"a row cannot be {entry.kind} with {entry.amount_minor}")
    if (entry.kind == LedgerKind.VOIDED) is (entry.refers_to is None):
        raise ValueError("a voided row names the paid row it takes back, and no other row names one")


def has_right_sign(kind: str, amount_minor: int) -> bool:
    """Whether a row of this kind may carry the amount; False for a kind there is not."""
    match kind:
        case LedgerKind.EARNED | LedgerKind.VOIDED:
            return amount_minor >= 0
        case LedgerKind.ADJUSTED:
            return amount_minor != 0
        case LedgerKind.PAID:
            return amount_minor <= 0
        case _:
            return False


def balance(entries: Iterable[Entry]) -> int:
    """Return what is owed, in minor units: rows carry their sign."""
    return sum(entry.amount_minor for entry in entries)


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return None if value is None else str(value)
