"""What every use case is given: built once in `bot/__main__.py` and in `tests/conftest.py`."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from core.domain.jobs import Queue
from core.domain.ports import AccountChain, Chance, Clock, Gate, Heartbeat, LinkExpander, SourceChain
from core.domain.refresh import Schedule
from core.domain.terms import Platform
from core.services.gates import LocalGate
from db.engine import Database, Sessions


@dataclass(frozen=True, slots=True)
class Pacing:
    """How fast a platform is asked: so many posts side by side, then a pause in seconds.

    After `round_s` seconds a round begins no further batch, so that what becomes urgent waits no longer.

    Attributes:
        rate: requests a second in all, over all keys, instead of batches and pauses; None: those.
        in_flight: with a rate, most requests at once.
    """

    batch_size: int
    pause_s: float
    round_s: float = 300.0
    rate: float | None = None
    in_flight: int = 5

    @property
    def turn_size(self) -> int:
        """Return how many requests begin together: a batch, or with a rate each by itself."""
        return self.batch_size if self.rate is None else 1

    @property
    def turns_at_once(self) -> int:
        """Return how many turns may be under way together."""
        return 1 if self.rate is None else self.in_flight


@dataclass
class Site:
    """Where people reach the pages of the endpoint; told once it listens.

    `is_public` says that whoever runs the bot named the address; otherwise it may work on that machine alone.
    """

    address: str = "http://127.0.0.1:8080"
    is_public: bool = False

    def report(self, token: str) -> str:
        """Return the address of a shared report."""
        return f"{self.address}/report/{token}"


@dataclass(frozen=True)
class App:
    """The running program without Discord and HTTP.

    Attributes:
        accounts: what lists the posts of watched accounts.
        pages: those of them whose pages say as much of a post as asking for it does.
        gates: what lets requests to a platform begin; those not given are made of `pacing`.
        watch_interval: how often a watched account is synced.
        source_notes: a line for each source that is not in use, and why.
        site: where the endpoint's pages are, for links to them.
        queue: where jobs go for workers; None: this process does the work itself.
    """

    database: Database
    sources: Mapping[Platform, SourceChain]
    links: LinkExpander
    clock: Clock
    schedule: Schedule = field(default_factory=Schedule)
    pacing: Mapping[Platform, Pacing] = field(
        default_factory=lambda: {Platform.TIKTOK: Pacing(10, 0.5), Platform.INSTAGRAM: Pacing(1, 3.0)}
    )
    gates: Mapping[Platform, Gate] = field(default_factory=dict)
    manual_refreshes_per_day: int = 100
    heartbeat: Heartbeat | None = None
    accounts: Mapping[Platform, AccountChain] = field(default_factory=dict)
    pages: Mapping[Platform, AccountChain] = field(default_factory=dict)
    watch_interval: timedelta = timedelta(hours=6)
    source_notes: Sequence[str] = ()
    site: Site = field(default_factory=Site)
    queue: Queue | None = None
    chance: Chance = random.random

    def __post_init__(self) -> None:
        """Make the gates that were not given; one that was made of another pacing is made anew."""
        gates = dict(self.gates)
        for platform, pacing in self.pacing.items():
            gate = gates.get(platform)
            if gate is None or (isinstance(gate, LocalGate) and gate.pacing is not pacing):
                gates[platform] = LocalGate(pacing)
        object.__setattr__(self, "gates", gates)

    @property
    def sessions(self) -> Sessions:
        """Sessions that write; `begin()` one per step."""
        return self.database.sessions

    async def has_turn(self) -> bool:
        """Whether this process does the loops' work; others on the same database stand by for it."""
        return await self.database.turn.held()

    @property
    def reads(self) -> Sessions:
        """Sessions that only read, and never wait for a writer."""
        return self.database.reads
