"""What is to be done about the boards in admin channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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
class Removal:
    """A message is no longer wanted where it is."""

    guild_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Writing:
    """A message says something else than it should.

    Attributes:
        message_id: the message to edit; None: there is none, so one is sent.
        nonce: the same for every attempt at this message, so that Discord makes one of them.
        digest: of `tasks`, to be kept once the message says it.
    """

    guild_id: int
    channel_id: int
    message_id: int | None
    nonce: int
    tasks: Tasks
    digest: str


Plan = Removal | Writing
