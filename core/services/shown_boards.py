"""What is to be done about boards: what waits for a person, and the pulse cards of campaigns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.needs import Need
from core.domain.terms import Platform, PostRef
from core.services.shown import CampaignCard


@dataclass(frozen=True, slots=True)
class Example:
    """A post that waits for a person, to be named."""

    post_id: int
    ref: PostRef


@dataclass(frozen=True, slots=True)
class Waiting:
    """Posts of a campaign that need a person for the same reason: how many, and the oldest few."""

    total: int
    oldest: Sequence[Example] = ()


@dataclass(frozen=True, slots=True)
class Unsynced:
    """Watched accounts of a campaign that cannot be synced: how many, and the handles of a few."""

    total: int
    handles: Sequence[tuple[str, Platform]] = ()


@dataclass(frozen=True, slots=True)
class TasksIn:
    """What there is for people to do in a campaign.

    Attributes:
        waiting: posts that wait for review.
        oldest_at: when the oldest of those was published, or else submitted; None: none waits.
        appeals: appeals that are open.
        needs: posts that need a person otherwise; a need that no post has is left out.
        unsynced: watched accounts whose syncs keep failing; None: there are none.
    """

    campaign: str
    waiting: int = 0
    oldest_at: datetime | None = None
    appeals: int = 0
    needs: Mapping[Need, Waiting] = field(default_factory=dict)
    unsynced: Unsynced | None = None


@dataclass(frozen=True, slots=True)
class Tasks:
    """What there is to do in a server, by campaign; campaigns where nothing is are left out."""

    campaigns: Sequence[TasksIn] = ()

    @property
    def waiting(self) -> int:
        """How many posts wait for review in all campaigns together."""
        return sum(each.waiting for each in self.campaigns)

    @property
    def appeals(self) -> int:
        """How many appeals are open in all campaigns together."""
        return sum(each.appeals for each in self.campaigns)

    @property
    def unsynced(self) -> int:
        """How many watched accounts cannot be synced in all campaigns together."""
        return sum(each.unsynced.total for each in self.campaigns if each.unsynced is not None)

    def count(self, need: Need) -> int:
        """Return how many posts have the need in all campaigns together."""
        return sum(each.needs[need].total for each in self.campaigns if need in each.needs)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a campaign is doing, for everybody.

    Attributes:
        card: the campaign; what it says of money is shown where it shows amounts only.
        views: of all posts that count; None: none has known views. `unknown` posts have none.
        gained: views gained in the last day; None: nothing was read.
        window_ends_at: when the next of the windows that are open ends; None: none is.
        oldest_at: the oldest reading the views rest on; None: there is none.
    """

    card: CampaignCard
    views: int | None
    unknown: int
    gained: int | None
    window_ends_at: datetime | None
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Removal:
    """A message is no longer wanted where it is."""

    guild_id: int
    topic: str
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Writing:
    """A message says something else than it should.

    Attributes:
        message_id: the message to edit; None: there is none, so one is sent.
        nonce: the same for every attempt at this message, so that Discord makes one of them.
        said: what the message is to say.
        digest: of that, to be kept once the message says it.
    """

    guild_id: int
    topic: str
    channel_id: int
    message_id: int | None
    nonce: int
    said: Tasks | Pulse
    digest: str


Plan = Removal | Writing
