"""Views and terms become money: one formula, whole numbers, one rounding."""

from decimal import Decimal

from core.domain.money import minor_digits
from core.domain.terms import Terms


def earnings_minor(views: int, terms: Terms, currency: str) -> int:
    """Return what so many views earn, in minor units: min(views, cap) x CPM / 1000, rounded half up once."""
    cpm_above, cpm_below = terms.cpm.as_integer_ratio()
    above: int = min(views, terms.cap_views) * cpm_above * 10 ** minor_digits(currency)
    below = 1000 * cpm_below
    return (2 * above + below) // (2 * below)


def complete_terms(cpm: Decimal | None, cap_views: int | None) -> Terms | None:
    """Return terms when both halves are set, else None."""
    return None if cpm is None or cap_views is None else Terms(cpm, cap_views)
