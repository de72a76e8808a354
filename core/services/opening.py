"""The terms that posts begin with."""

from decimal import Decimal

from core.domain.earnings import complete_terms
from core.domain.terms import Terms
from db.models import Campaign
from db.money import Deal


def opening_terms(deal: Deal | None, home: Campaign) -> tuple[Decimal | None, int | None, int | None]:
    """Return the CPM and cap a creator's new post begins with, and the deal they come from.

    A tiered deal gives none: a person picks the tier. Without a deal they are the campaign's own.
    """
    if deal is not None:
        return deal.cpm, deal.cap_views, deal.id
    return home.default_cpm, home.default_cap_views, None


def terms_in_force(deal: Deal | None, home: Campaign) -> tuple[Terms | None, int | None]:
    """Return what each new post of a creator is paid, and the deal that says so; None where that is open."""
    cpm, cap_views, deal_id = opening_terms(deal, home)
    return complete_terms(cpm, cap_views), deal_id
