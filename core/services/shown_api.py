"""What programs are shown, as it leaves the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from core.domain.terms import Counts, MediaType
from core.services.shown import CreatorCard, PostCard
from core.services.shown_payouts import Due

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Part of a list, and where it goes on; `next_cursor` None: it ends here."""

    items: Sequence[Item]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Video:
    """A post; `adjusted_minor` is the sum of its corrections after finalization."""

    card: PostCard
    campaign_id: int
    creator_id: int | None
    media_type: MediaType | None
    adjusted_minor: int


@dataclass(frozen=True, slots=True)
class Member:
    """A creator of a campaign."""

    card: CreatorCard
    campaign_id: int


@dataclass(frozen=True, slots=True)
class DueOf:
    """A creator's next payout, and the campaign that pays."""

    due: Due
    campaign_id: int


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of a post; `is_counted`: the decision rests on it."""

    at: datetime
    counts: Counts
    source: str
    metric: str | None
    is_exact: bool
    is_manual: bool
    is_counted: bool
