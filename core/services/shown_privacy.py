"""A member's own data as it leaves the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.domain.terms import Platform

Cell = str | int | Decimal | None
"""Text, a count, an amount; None: unknown, or not there. Ids are text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that says something about a member; `total` counts the rows that there are, at least 1."""

    name: str
    columns: Sequence[str]
    total: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table."""

    sheet: Sheet
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of a member in a campaign."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """What forgetting a member would remove, and what would stay under a pseudonym.

    Attributes:
        counts: how many rows of each kind are concerned, by the name of the kind.
        deeds: what the member did as part of a campaign's team, which stays under the Discord id.
    """

    prompt_id: int
    accounts: Sequence[OwnAccount]
    counts: Mapping[str, int]
    deeds: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A member was forgotten; what stays is under the pseudonym, a number below zero."""

    pseudonym: int
    accounts: int
    deeds: int
