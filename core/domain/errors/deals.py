"""What is wrong with a deal or a tier that was named."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors.base import UserError


class DealError(UserError):
    """Something is wrong with the deal."""


@dataclass(eq=False)
class TierUnknownError(DealError):
    """The creator's deal has no tier of this name; `known` are those it has."""

    name: str
    known: Sequence[str]


@dataclass(eq=False)
class TierExistsError(DealError):
    """The deal has a tier of this name already."""

    name: str


@dataclass(eq=False)
class TooManyTiersError(DealError):
    """The deal has as many tiers as it may."""

    limit: int


@dataclass(eq=False)
class LastTierError(DealError):
    """A deal cannot lose its only tier."""

    name: str


@dataclass(eq=False)
class NotTieredError(DealError):
    """The creator has a single deal, or none: there are no tiers to name."""

    handle: str


class TierWithTermsError(DealError):
    """A post takes a tier, or CPM and cap, not both."""


@dataclass(eq=False)
class SameDealError(DealError):
    """The deal in force says exactly this, and every open post follows it."""

    handle: str
    version: int
