"""Weekly digests as they leave the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.metrics import Span
from core.domain.terms import Platform
from core.services.shown_analytics import TopPost


@dataclass(frozen=True, slots=True)
class Slot:
    """A digest that a server is to be told.

    Attributes:
        nonce: the same for every attempt, so that Discord makes one message of them.
    """

    guild_id: int
    channel_id: int
    due_at: datetime
    nonce: int


@dataclass(frozen=True, slots=True)
class Week:
    """What a campaign's posts came to in a week.

    Attributes:
        posts: published in it, and the `creators` who did.
        gained: views that all posts gained in it; None: nothing was read.
        finalized: posts decided in it, that still are finalized or paid.
        earned_minor: earned and corrected in it; None unless the campaign shows amounts.
    """

    posts: int
    creators: int
    gained: int | None
    finalized: int
    earned_minor: int | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened in it."""
        return not any((self.posts, self.gained, self.finalized, self.earned_minor))


@dataclass(frozen=True, slots=True)
class Riser:
    """A creator, and the views that all their posts gained in the week."""

    handle: str
    platform: Platform
    gained: int


@dataclass(frozen=True, slots=True)
class CampaignWeek:
    """A campaign's last week against the week before.

    Attributes:
        gained: views gained on each of the digest's days, None where nothing was read.
        posts: those that gained most last week, as `creators`.
    """

    campaign_id: int
    name: str
    currency: str
    last: Week
    before: Week
    gained: Sequence[int | None]
    posts: Sequence[TopPost]
    creators: Sequence[Riser]


@dataclass(frozen=True, slots=True)
class Digest:
    """A server's last week, in the days of its time zone.

    Attributes:
        week: the one it is about.
        days: those of the week before and of that week.
        campaigns: those in which something happened, the most views first.
        more: such campaigns that are left out.
    """

    slot: Slot
    week: Span
    days: Sequence[Span]
    zone: str
    campaigns: Sequence[CampaignWeek]
    more: int
