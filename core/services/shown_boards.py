"""What is to be done about boards: what waits for a person, and the pulse cards of campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.services.shown import CampaignCard


@dataclass(frozen=True, slots=True)
class TasksIn:
    """What there is for people to do in a campaign.

    Attributes:
        waiting: posts that wait for review.
        oldest_at: when the oldest of those was published, or else submitted; None: none waits.
        undecided: posts without a reading that can be counted, which only a person can decide about.
        appeals: appeals that are open.
    """

    campaign: str
    waiting: int
    oldest_at: datetime | None
    undecided: int
    appeals: int = 0


@dataclass(frozen=True, slots=True)
class Tasks:
    """What there is to do in a server, by campaign; campaigns where nothing is are left out."""

    campaigns: Sequence[TasksIn] = ()

    @property
    def waiting(self) -> int:
        """How many posts wait for review in all campaigns together."""
        return sum(each.waiting for each in self.campaigns)

    @property
    def undecided(self) -> int:
        """About how many posts a person has to decide in all campaigns together."""
        return sum(each.undecided for each in self.campaigns)

    @property
    def appeals(self) -> int:
        """How many appeals are open in all campaigns together."""
        return sum(each.appeals for each in self.campaigns)


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
