"""What the services of the ledger give out: adjustments, holds, and what a verification found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.replay import Fault
from core.services.shown import PostCard


@dataclass(frozen=True, slots=True)
class AdjustPlan:
    """What an adjustment would do; it is done when the prompt is confirmed."""

    prompt_id: int
    card: PostCard
    amount_minor: int  # with its sign
    owed_minor: int  # before
    reason: str


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An adjustment that was entered."""

    card: PostCard
    amount_minor: int
    owed_minor: int  # after
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a replay of the whole database came to; balances by currency, in minor units."""

    entries: int
    campaigns: int
    balances: Mapping[str, int]
    faults: Sequence[Fault]
