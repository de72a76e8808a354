"""What a running post may be expected to earn, as far as anything can be said of it now."""

from enum import StrEnum

from core.domain.terms import Terms


class Expected(StrEnum):
    """What can be said of a running post's earnings."""

    ESTIMATED = "estimated"  # its views and terms give an estimate
    TOO_FEW = "too_few"  # fewer views than the minimum so far: nothing yet
    UNREAD = "unread"  # its views are not known
    NO_TERMS = "no_terms"
    UNDECIDED = "undecided"  # no counted reading and the grace is over: a person decides


def expected(
    views: int | None,
    terms: Terms | None,
    *,
    minimum: int,
    is_fixed: bool,
    is_spared: bool,
    needs_person: bool,
) -> Expected:
    """Return what can be said of a post that counts and is not final yet. Unknown views are never zero views.

    Args:
        views: those that were fixed, else those read last; None: never read.
        minimum: fewest views that may be paid, inclusive.
        is_fixed: its window is over and its views are fixed, so it passed the minimum.
        is_spared: a person undid its rejection; the minimum rejects it no more.
    """
    if needs_person:
        return Expected.UNDECIDED
    if views is None:
        return Expected.UNREAD
    if views < minimum and not (is_fixed or is_spared):
        return Expected.TOO_FEW
    return Expected.NO_TERMS if terms is None else Expected.ESTIMATED
