"""Competitors' posts, and the comparison with them, as they leave the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.comparison import Figures, Side
from core.domain.errors import UserError
from core.domain.terms import Availability, Counts, Outcome, Platform, PostRef


@dataclass(frozen=True, slots=True)
class Referenced:
    """A competitor's post that was taken in. `trouble` is why its views are unknown; None: they are known."""

    post_id: int
    ref: PostRef
    handle: str | None
    campaign: str
    counts: Counts
    is_exact: bool
    trouble: Outcome | None


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """What became of one pasted link."""

    link: str
    result: Referenced | UserError


@dataclass(frozen=True, slots=True)
class ReferenceCard:
    """A competitor's post; `engagement` is percent of the views, None when nothing can be said."""

    id: int
    ref: PostRef
    campaign: str
    handle: str | None
    counts: Counts
    engagement: Decimal | None
    source: str | None
    metric: str | None
    is_exact: bool
    read_at: datetime | None
    last_outcome: Outcome | None
    availability: Availability
    published_at: datetime | None
    is_watched: bool  # found by watching the account, not tracked by link
    caption: str | None


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One row of a comparison: the own posts, a competitor's account, or the other competitors together."""

    side: Side
    handle: str | None
    platform: Platform | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Comparison:
    """Own posts against competitors' in a campaign, `days` days after publication and day by day."""

    campaign: str
    days: int
    groups: Sequence[GroupCard]

    @property
    def posts(self) -> int:
        """How many posts are compared."""
        return sum(group.figures.posts for group in self.groups)

    @property
    def read(self) -> int:
        """How many of them have a reading `days` days after publication."""
        return sum(group.figures.read_by_day[self.days - 1] for group in self.groups)

    @property
    def has_competitors(self) -> bool:
        """Whether a competitor's post is among them."""
        return any(group.side is not Side.OWN for group in self.groups)
