"""An agreement as a question keeps it until it is confirmed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.domain.deals import Agreement, Tier
from core.domain.terms import Terms


def kept(agreed: Agreement) -> dict[str, Any]:
    """Return the agreement as plain values, as `read` reads it."""
    tiers = [
        _kept(tier.terms) | {"name": tier.name, "requirement": tier.requirement} for tier in agreed.tiers
    ]
    return {"terms": None if agreed.terms is None else _kept(agreed.terms), "tiers": tiers}


def read(args: Mapping[str, Any]) -> Agreement:
    """Read what `kept` wrote."""
    tiers = [Tier(tier["name"], _read(tier), tier["requirement"]) for tier in args["tiers"]]
    return Agreement(None if args["terms"] is None else _read(args["terms"]), tuple(tiers))


def _kept(terms: Terms) -> dict[str, Any]:
    return {"cpm": str(terms.cpm), "cap": terms.cap_views}


def _read(args: Mapping[str, Any]) -> Terms:
    return Terms(Decimal(args["cpm"]), args["cap"])
