"""Replaying the ledger: what its rows add up to, and everything that does not fit together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol

from core.domain.earnings import earnings_minor
from core.domain.ledger import Entry, Head, LedgerKind, has_right_sign, hash_of
from core.domain.settlements import Settlement
from core.domain.terms import Terms


class FaultKind(StrEnum):
    """What is wrong with the ledger, or with what it says of a post or a payout."""

    BROKEN_CHAIN = "broken chain"  # the row does not follow the one before it
    HASH_MISMATCH = "hash mismatch"  # the row was changed after it was written
    MISSING_HEAD = "missing head"  # rows without a head, or a head without its rows
    HEAD_MISMATCH = "head mismatch"  # rows at the end are gone, or came in by another way
    WRONG_AMOUNT = "wrong amount"  # a kind there is not, or a sign the kind cannot have
    OTHER_CURRENCY = "other currency"  # not the campaign's
    OTHER_OWNER = "other campaign or creator"  # not that of the post's rows
    EARNED_TWICE = "earned twice"
    OVERPAID = "paid more than owed"
    VOIDED_ALONE = "voided without its payment"
    RECOMPUTED = "earned differs from views and terms"
    FROZEN_DIFFERS = "frozen values differ from the ledger"
    STATUS_DIFFERS = "status differs from the ledger"
    PAYOUT_DIFFERS = "payout differs from the ledger"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit: where it was found, what should be there, and what is."""

    kind: FaultKind
    campaign_id: int
    entry_id: int | None = None
    post_id: int | None = None
    payout_id: int | None = None
    expected: int | str | None = None
    found: int | str | None = None

    @property
    def said(self) -> str:
        """The fault in a line: `campaign 1, entry 7, post 3: hash mismatch (expected …, found …)`."""
        ids = {"entry": self.entry_id, "post": self.post_id, "payout": self.payout_id}
        where = "".join(f", {name} {number}" for name, number in ids.items() if number is not None)
        what = f"{self.kind.value} (expected {_shown(self.expected)}, found {_shown(self.found)})"
        return f"campaign {self.campaign_id}{where}: {what}"


@dataclass(frozen=True, slots=True)
class Basis:
    """What an earned row rests on, as it is stored now; None: it is not there."""

    currency: str
    snapshot_post_id: int | None = None
    snapshot_views: int | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """What was frozen of a post when it earned; `cpm` is the decimal as text."""

    amount_minor: int | None
    snapshot_id: int | None
    cpm: str | None
    cap_views: int | None
    deal_id: int | None


Payment = tuple[int, int, int | None, int | None, int]
"""A paid row, as far as taking it back must fit it: campaign, creator, post, payout, amount.

There are as many as rows: unlike objects, plain tuples of numbers and texts cost the garbage collector
nothing, which stops the whole process while it looks through what is there.
"""


@dataclass(slots=True)
class Account:
    """What the rows of a post or a creator add up to, in minor units; paid leaves out what was voided."""

    campaign_id: int
    creator_id: int
    earned_minor: int = 0
    adjusted_minor: int = 0
    paid_minor: int = 0
    earned: tuple[Any, ...] | None = None  # the values of an `Earned`
    payments: dict[int, int | None] = field(default_factory=dict)  # not voided: paid row → its payout

    @property
    def balance_minor(self) -> int:
        """What is owed."""
        return self.earned_minor + self.adjusted_minor - self.paid_minor


@dataclass(slots=True)
class Replay:
    """Takes rows in the order of their ids, of all campaigns mixed; remembers what they come to.

    Attributes:
        payouts: by id, what was paid by it and taken back; 0: by none.
        balances: by currency.
    """

    heads: dict[int, Head] = field(default_factory=dict)
    posts: dict[int, Account] = field(default_factory=dict)
    creators: dict[int, Account] = field(default_factory=dict)
    payouts: dict[int, Settlement] = field(default_factory=dict)
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    entries: int = 0
    _paid: dict[int, Payment] = field(default_factory=dict)
    _voided: set[int] = field(default_factory=set)

    def add(self, entry: Entry, basis: Basis) -> list[Fault]:
        """Take the next row; return what is wrong with it."""
        faults = [*self._chain_faults(entry), *self._row_faults(entry, basis)]
        before = self.heads.get(entry.campaign_id, Head())
        self.heads[entry.campaign_id] = Head(before.entries + 1, entry.hash)
        self.balances[entry.currency] += entry.amount_minor
        self.entries += 1
        for account in self._accounts(entry):
            self._enter(account, entry)
            if account.balance_minor < 0:
                owed = account.earned_minor + account.adjusted_minor
                faults.append(_at(entry, FaultKind.OVERPAID, owed, account.paid_minor))
                break
        self._remember(entry)
        return faults

    def end(self, heads: Mapping[int, Head]) -> Iterator[Fault]:
        """Return where the chains do not end as their heads say."""
        for campaign_id in sorted(self.heads.keys() | heads.keys()):
            head, found = heads.get(campaign_id), self.heads.get(campaign_id, Head())
            if head is None or (found.entries == 0 and head.entries > 0):
                missing = None if head is None else head.entries
                yield Fault(FaultKind.MISSING_HEAD, campaign_id, expected=found.entries, found=missing)
            elif head != found:
                told = (f"{each.entries} entries, {each.hash[:12]}" for each in (head, found))
                yield Fault(FaultKind.HEAD_MISMATCH, campaign_id, expected=next(told), found=next(told))

    def _chain_faults(self, entry: Entry) -> Iterator[Fault]:
        before = self.heads.get(entry.campaign_id, Head())
        if entry.previous_hash != before.hash:
            yield _at(entry, FaultKind.BROKEN_CHAIN, before.hash[:12], entry.previous_hash[:12])
        right = hash_of(entry)
        if entry.hash != right:
            yield _at(entry, FaultKind.HASH_MISMATCH, right[:12], entry.hash[:12])

    def _row_faults(self, entry: Entry, basis: Basis) -> Iterator[Fault]:
        if not has_right_sign(entry.kind, entry.amount_minor):
            yield _at(entry, FaultKind.WRONG_AMOUNT, entry.kind, entry.amount_minor)
        if entry.currency != basis.currency:
            yield _at(entry, FaultKind.OTHER_CURRENCY, basis.currency, entry.currency)
        known = self.posts.get(entry.post_id or 0)
        if known is not None and owner(known) != owner(entry):
            yield _at(entry, FaultKind.OTHER_OWNER, owner(known), owner(entry))
        if entry.kind == LedgerKind.EARNED:
            yield from self._earned_faults(entry, basis)
        if entry.kind == LedgerKind.VOIDED:
            yield from self._voided_faults(entry)

    def _earned_faults(self, entry: Entry, basis: Basis) -> Iterator[Fault]:
        known = None if entry.post_id is None else self.posts.get(entry.post_id)
        if known is not None and known.earned is not None:
            yield _at(entry, FaultKind.EARNED_TWICE, known.earned_minor, entry.amount_minor)
        if entry.post_id is None or basis.snapshot_post_id != entry.post_id:
            yield _at(entry, FaultKind.RECOMPUTED, entry.post_id, basis.snapshot_post_id)
            return
        right = recomputed(entry, basis)
        if right != entry.amount_minor:
            yield _at(entry, FaultKind.RECOMPUTED, right, entry.amount_minor)

    def _voided_faults(self, entry: Entry) -> Iterator[Fault]:
        paid = self._paid.get(entry.refers_to or 0)
        if paid is None or entry.refers_to in self._voided:
            yield _at(entry, FaultKind.VOIDED_ALONE, None, entry.refers_to)
        elif paid != _payment(entry, -entry.amount_minor):
            yield _at(entry, FaultKind.VOIDED_ALONE, -paid[-1], entry.amount_minor)

    def _accounts(self, entry: Entry) -> list[Account]:
        found = [self.creators.setdefault(entry.creator_id, _account(entry))]
        if entry.post_id is not None:
            found.insert(0, self.posts.setdefault(entry.post_id, _account(entry)))
        return found

    def _enter(self, account: Account, entry: Entry) -> None:
        match entry.kind:
            case LedgerKind.EARNED:
                account.earned_minor += entry.amount_minor
                account.earned = account.earned or _earned(entry)
            case LedgerKind.ADJUSTED:
                account.adjusted_minor += entry.amount_minor
            case LedgerKind.PAID:
                account.paid_minor -= entry.amount_minor
                account.payments[entry.id] = entry.payout_id
            case LedgerKind.VOIDED:
                account.paid_minor -= entry.amount_minor
                account.payments.pop(entry.refers_to or 0, None)

    def _remember(self, entry: Entry) -> None:
        if entry.kind == LedgerKind.PAID:
            self._paid[entry.id] = _payment(entry, entry.amount_minor)
        elif entry.kind == LedgerKind.VOIDED:
            self._voided.add(entry.refers_to or 0)
        if entry.kind in {LedgerKind.PAID, LedgerKind.VOIDED}:
            self.payouts.setdefault(entry.payout_id or 0, Settlement(entry.campaign_id)).enter(entry)


def recomputed(entry: Entry, basis: Basis) -> int | None:
    """Return what the row's views and terms earn; None when they are not there, or not to be read."""
    if basis.snapshot_views is None or entry.cpm is None or entry.cap_views is None:
        return None
    try:
        terms = Terms(Decimal(entry.cpm), entry.cap_views)
        return earnings_minor(basis.snapshot_views, terms, entry.currency)
    except (InvalidOperation, ValueError, OverflowError, TypeError):
        return None


class _Owned(Protocol):
    """What belongs to a creator of a campaign."""

    @property
    def campaign_id(self) -> int: ...

    @property
    def creator_id(self) -> int: ...


def owner(of: _Owned) -> str:
    """Return whose a row, an account or a post is, as faults tell it."""
    return f"campaign {of.campaign_id}, creator {of.creator_id}"


def _account(entry: Entry) -> Account:
    return Account(entry.campaign_id, entry.creator_id)


def _shown(value: int | str | None) -> str:
    return "nothing" if value is None or value == "" else str(value)


def _at(entry: Entry, kind: FaultKind, expected: int | str | None, found: int | str | None) -> Fault:
    return Fault(kind, entry.campaign_id, entry.id, entry.post_id, entry.payout_id, expected, found)


def _earned(entry: Entry) -> tuple[Any, ...]:
    return (entry.amount_minor, entry.snapshot_id, entry.cpm, entry.cap_views, entry.deal_id)


def _payment(entry: Entry, amount_minor: int) -> Payment:
    return (entry.campaign_id, entry.creator_id, entry.post_id, entry.payout_id, amount_minor)
