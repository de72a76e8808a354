"""Deals: what is agreed with a creator, and which of it an open post follows."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.domain.errors import (
    LastTierError,
    TextLengthError,
    TierExistsError,
    TierUnknownError,
    TooManyTiersError,
)
from core.domain.names import check_text
from core.domain.terms import Terms

TIERS_LIMIT = 25
"""The most tiers of a deal: as many as Discord suggests at once."""
TIER_NAME_LIMIT = 50
REQUIREMENT_LIMIT = 500


class DealKind(StrEnum):
    """How a deal gives terms to posts."""

    SINGLE = "single"  # one CPM and one cap for every post
    TIERED = "tiered"  # a person picks one of several tiers for each post


@dataclass(frozen=True, slots=True)
class Tier:
    """A named rate of a deal; `requirement` is what a post must do to get it, None: nothing is said."""

    name: str
    terms: Terms
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one version of a deal says: one set of terms, or tiers. Neither: a post begins without terms."""

    terms: Terms | None
    tiers: tuple[Tier, ...] = ()

    @property
    def said(self) -> str:
        """The agreement as traces tell it."""
        if self.tiers:
            return ", ".join(f"{tier.name} {_said(tier.terms)}" for tier in self.tiers)
        return "no terms" if self.terms is None else _said(self.terms)

    @property
    def kind(self) -> DealKind:
        """Tiered as soon as there is a tier."""
        return DealKind.TIERED if self.tiers else DealKind.SINGLE

    def find(self, name: str) -> Tier | None:
        """Return the tier of this name; upper and lower case are the same."""
        wanted = _key(name)
        return next((tier for tier in self.tiers if _key(tier.name) == wanted), None)

    def tier(self, name: str) -> Tier:
        """Return the tier of this name. Raises `TierUnknownError`."""
        found = self.find(name)
        if found is None:
            raise TierUnknownError(name, [tier.name for tier in self.tiers])
        return found


@dataclass(frozen=True, slots=True)
class Followed:
    """What an open post has under a deal. `is_kept`: its tier is in the deal no more, it keeps its copy."""

    terms: Terms | None
    is_kept: bool = False


def followed(agreement: Agreement, *, tier: str | None, copied: Terms | None) -> Followed:
    """Return the terms of an open post that follows its creator's deal.

    A post with a tier follows that tier and nothing else. Without one it has the single terms; where
    there are tiers it has none until a person picks one.

    Args:
        tier: the name of the tier that was picked for the post, None: none was.
        copied: the terms the post has now.
    """
    if tier is None:
        return Followed(agreement.terms)
    found = agreement.find(tier)
    return Followed(copied, is_kept=True) if found is None else Followed(found.terms)


def with_tier(agreement: Agreement | None, tier: Tier) -> Agreement:
    """Return the agreement with one more tier; the terms of a single deal are in force no more.

    Raises `TierExistsError`, or `TooManyTiersError` when it has as many as it may.
    """
    tiers = () if agreement is None else agreement.tiers
    known = Agreement(None, tiers).find(tier.name)
    if known is not None:
        raise TierExistsError(known.name)
    if len(tiers) >= TIERS_LIMIT:
        raise TooManyTiersError(TIERS_LIMIT)
    return Agreement(None, (*tiers, tier))


def without_tier(agreement: Agreement, name: str) -> Agreement:
    """Return the agreement without a tier. Raises `TierUnknownError`, or `LastTierError` for the only one."""
    gone = agreement.tier(name)
    if len(agreement.tiers) == 1:
        raise LastTierError(gone.name)
    return Agreement(None, tuple(tier for tier in agreement.tiers if tier != gone))


def parse_tier_name(text: str) -> str:
    """Return the name on one line. Raises `TextLengthError` when it is too long, or nothing can be seen."""
    name = " ".join(text.split())
    if not _key(name):
        raise TextLengthError("name", 0, TIER_NAME_LIMIT)
    return check_text("name", name, TIER_NAME_LIMIT)


def parse_requirement(text: str | None) -> str | None:
    """Return what a post must do for a tier, on one line; None when nothing is said."""
    kept = None if text is None else " ".join(text.split())
    return check_text("requirement", kept, REQUIREMENT_LIMIT) if kept else None


def _key(name: str) -> str:
    """Return what two names share that people take for the same."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    seen = "".join(char for char in folded if not unicodedata.category(char).startswith("C"))
    return " ".join(seen.split())


def _said(terms: Terms) -> str:
    return f"{terms.cpm} up to {terms.cap_views}"
