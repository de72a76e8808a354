"""The decision at the window's end: which reading counts, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.terms import PostStatus, Terms

UNDECIDED = frozenset({PostStatus.ACTIVE, PostStatus.AWAITING_MEASUREMENT})
"""Statuses in which the rule has not spoken yet."""
OPEN = UNDECIDED | {PostStatus.PENDING_CPM}
"""Statuses in which terms can change and nothing is frozen for good."""
COUNTED_BEFORE = timedelta(hours=24)
"""How long before the window's end the counted reading may have been taken."""


@dataclass(frozen=True, slots=True)
class GoodReading:
    """A snapshot with known views."""

    snapshot_id: int
    taken_at: datetime
    views: int
    is_manual: bool = False
    is_exact: bool = True

    @property
    def said(self) -> str:
        """The views as reasons tell them; a rounded count says so."""
        return (
            f"{self.views:,} views"
            if self.is_exact
            else f"about {self.views:,} views (rounded by the source)"
        )


class Verdict(StrEnum):
    """What happens to an undecided post."""

    KEEP = "keep"  # the window is open
    AWAIT = "await"  # no counted reading yet
    REJECT = "reject"
    PEND = "pend"  # terms are missing
    FINALIZE = "finalize"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, the reason that is stored and shown, and the reading it rests on."""

    verdict: Verdict
    reason: str
    counted: GoodReading | None = None
    needs_person: bool = False


def window_ends(published_at: datetime | None, submitted_at: datetime, window_days: int) -> datetime:
    """Return when views stop counting (exclusive); an unknown publication counts from submission."""
    return (published_at or submitted_at) + timedelta(days=window_days)


def counted_reading(
    readings: Sequence[GoodReading], *, window_ends_at: datetime, now: datetime, grace: timedelta
) -> GoodReading | None:
    """Return the reading the decision rests on, None while it cannot be chosen yet.

    It is the one nearest to the window's end, a tie going to the later, from 24 hours before to `grace`
    after. It is chosen once a reading at or after the end is there, or when the grace is over. What a person
    typed gives way to a later reading, and qualifies after the grace too: then a person was asked. While the
    grace lasts only exact counts qualify: a better one than a rounded one may still come.
    """
    near = [reading for reading in _without_overtaken(readings) if _is_near(reading, window_ends_at, grace)]
    is_over = now >= window_ends_at + grace
    near = [reading for reading in near if reading.is_exact or is_over]
    if not near or not (is_over or any(reading.taken_at >= window_ends_at for reading in near)):
        return None
    later_first = sorted(near, key=lambda reading: reading.taken_at, reverse=True)
    return min(later_first, key=lambda reading: abs(reading.taken_at - window_ends_at))


def at_window_end(
    counted: GoodReading | None,
    *,
    minimum: int,
    terms: Terms | None,
    window_ends_at: datetime,
    now: datetime,
    grace: timedelta,
    is_spared: bool = False,
) -> Decision:
    """Decide on an undecided post. Unknown views are never zero views.

    Args:
        minimum: fewest views that may be paid, inclusive.
        window_ends_at: exclusive, aware UTC; `now` likewise.
        is_spared: a person undid its rejection; the rule rejects it no more.
    """
    if now < window_ends_at:
        return Decision(Verdict.KEEP, "window open")
    if counted is None and now < window_ends_at + grace:
        return Decision(Verdict.AWAIT, "window over, waiting for a good reading")
    if counted is None:
        reason = "no good reading around the window's end, a person must decide"
        return Decision(Verdict.AWAIT, reason, needs_person=True)
    if counted.views < minimum and not is_spared:
        return Decision(Verdict.REJECT, f"{counted.said}, {minimum:,} needed", counted)
    if terms is None:
        return Decision(Verdict.PEND, f"{counted.said} counted, terms are not set", counted)
    return Decision(Verdict.FINALIZE, f"{counted.said} counted", counted)


def _without_overtaken(readings: Sequence[GoodReading]) -> list[GoodReading]:
    platform = [reading.taken_at for reading in readings if not reading.is_manual]
    latest = max(platform, default=None)
    return [
        reading
        for reading in readings
        if not reading.is_manual or latest is None or reading.taken_at > latest
    ]


def _is_near(reading: GoodReading, window_ends_at: datetime, grace: timedelta) -> bool:
    if reading.taken_at < window_ends_at - COUNTED_BEFORE:
        return False
    return reading.is_manual or reading.taken_at <= window_ends_at + grace
