"""What would become of a link, or did, as it leaves the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors import UserError
from core.domain.terms import Counts, Outcome, PostStatus, Terms, TrackingStatus


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A post that would be taken in. `trouble` is why its views are unknown; None: they are known.

    `is_followed`: the campaign follows it as a competitor's; it would become the creator's own.
    """

    handle: str
    campaign: str
    currency: str
    counts: Counts
    is_exact: bool
    trouble: Outcome | None
    window_ends_at: datetime
    minimum_views: int
    terms: Terms | None
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Where a post stands that is in. `reason` None: it is not for the person who asks.

    `can_appeal`: the post is theirs, and they can say something against its rejection now.
    """

    post_id: int
    status: PostStatus | None
    tracking: TrackingStatus
    since: datetime
    reason: str | None
    can_appeal: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a link; `known` goes with the refusal of a post that is in."""

    result: Foreseen | UserError
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """What is said of a link; where several campaigns fit, of each of them too."""

    said: Said
    each: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A link, and what would become of it or did."""

    link: str
    result: Why
