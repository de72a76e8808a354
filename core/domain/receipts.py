"""Receipts: whether what is stored of a post's money still follows from what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.earnings import earnings_minor
from core.domain.lifecycle import GoodReading, counted_reading
from core.domain.terms import Terms


class Mismatch(StrEnum):
    """What does not follow; nothing of it happens unless somebody changes the database by hand."""

    VIEWS = "views"  # counted views against the reading they were fixed on
    EARNED = "earned"  # frozen earnings against the formula
    LEDGER_MISSING = "ledger_missing"  # frozen, and nothing was entered as earned
    LEDGER_AMOUNT = "ledger_amount"  # the amount entered against the frozen earnings
    LEDGER_CURRENCY = "ledger_currency"  # the currency entered against the campaign's
    LEDGER_TERMS = "ledger_terms"  # the terms entered against the post's
    LEDGER_READING = "ledger_reading"  # the reading entered against the post's
    READING = "reading"  # the reading that counts against what the rule chooses


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored of a post, and what it should be; None: nothing."""

    what: Mismatch
    stored: int | str | Terms | None
    expected: int | str | Terms | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a post itself says of its money.

    `reading_views` are those of the reading that counts, as they were read.
    """

    is_frozen: bool
    currency: str
    snapshot_id: int | None
    reading_views: int | None
    counted_views: int | None
    terms: Terms | None
    earned_minor: int | None


@dataclass(frozen=True, slots=True)
class Entered:
    """What the ledger says that a post earned."""

    amount_minor: int
    currency: str
    snapshot_id: int | None
    terms: Terms | None


def differences(stored: Stored, entered: Entered | None) -> list[Difference]:
    """Return what does not follow: of the counted views always, of the money once it is frozen."""
    pairs = [(Mismatch.VIEWS, stored.counted_views, stored.reading_views)]
    found = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
    if not stored.is_frozen:
        return found
    by_formula = None
    if stored.terms is not None and stored.counted_views is not None:
        by_formula = earnings_minor(stored.counted_views, stored.terms, stored.currency)
    if by_formula != stored.earned_minor:
        found.append(Difference(Mismatch.EARNED, stored.earned_minor, by_formula))
    if entered is None:
        return [*found, Difference(Mismatch.LEDGER_MISSING, None, stored.earned_minor)]
    return [*found, *_entered(stored, entered)]


def _entered(stored: Stored, entered: Entered) -> list[Difference]:
    compared = [
        Difference(Mismatch.LEDGER_AMOUNT, entered.amount_minor, stored.earned_minor),
        Difference(Mismatch.LEDGER_CURRENCY, entered.currency, stored.currency),
        Difference(Mismatch.LEDGER_TERMS, entered.terms, stored.terms),
        Difference(Mismatch.LEDGER_READING, entered.snapshot_id, stored.snapshot_id),
    ]
    return [each for each in compared if each.stored != each.expected]


def chosen_then(
    readings: Sequence[GoodReading],
    moments: Sequence[datetime],
    counted_id: int,
    *,
    window_ends_at: datetime,
    grace: timedelta,
) -> Difference | None:
    """Return None when the rule, asked again, counts the reading that counts; else what it would count.

    Args:
        readings: the good ones near the window's end, whenever they were taken.
        moments: when the rule decided; at one of them, on what was read by then, it must have chosen so.
        grace: as it is set now; it may have been another then, so one that was over just then will do too.
    """
    chosen = None
    for moment in moments:
        by_then = [reading for reading in readings if reading.taken_at <= moment]
        for given in {max(moment - window_ends_at, timedelta()) or grace, grace}:
            said = counted_reading(by_then, window_ends_at=window_ends_at, now=moment, grace=given)
            if said is not None and said.snapshot_id == counted_id:
                return None
            chosen = said if given == grace else chosen
    if not moments:
        return None
    return Difference(Mismatch.READING, counted_id, None if chosen is None else chosen.snapshot_id)
