"""What the core asks of the world outside: protocols, and the values they exchange."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.terms import AccountPage, AccountRef, Platform, PostRef, Profile, Reading, ShortLink

Clock = Callable[[], datetime]
"""Returns the current time, aware UTC."""

Chance = Callable[[], float]
"""Returns a number from 0 (inclusive) to 1 (exclusive), by lot: it spreads looks at posts over time."""

Heartbeat = Callable[[], Awaitable[None]]
"""Tells a monitor outside that a refresh was finished; never raises."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source has been doing since the process started; times are aware UTC, None = never.

    Attributes:
        closed_until: the time before which it is left alone; None while it may be asked.
        is_refused: the key was refused, or its quota spent, and nothing has worked since.
    """

    platform: Platform
    name: str
    is_failing: bool
    asked: int
    failed: int
    last_ok_at: datetime | None
    last_failed_at: datetime | None
    last_error: str | None
    closed_until: datetime | None = None
    is_refused: bool = False


class PostSource(Protocol):
    """Answers what a post's counters are now."""

    @property
    def name(self) -> str:
        """The vendor's name as in the settings, e.g. `tikwm`."""

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return what the source says of the post now; raise a `SourceError` when it gives nothing."""


class SourceChain(PostSource, Protocol):
    """All sources of one platform, asked in order."""

    def states(self) -> Sequence[SourceState]:
        """Return how each source has been doing, primary first."""


class AccountSource(Protocol):
    """Answers what an account has published, and who it is."""

    @property
    def name(self) -> str:
        """The vendor's name as in the settings."""

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's posts, the first when there is no cursor; raise a `SourceError`."""

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise a `SourceError` when the source does not tell."""


class AccountChain(AccountSource, Protocol):
    """All sources of one platform's accounts, asked in order."""

    def states(self) -> Sequence[SourceState]:
        """Return how each source has been doing, primary first."""


class LinkExpander(Protocol):
    """Turns a short link into the link it stands for."""

    async def expand(self, link: ShortLink) -> str:
        """Return the full link; raise `LinkExpiredError` or a `SourceError`."""


class Gate(Protocol):
    """Lets requests to a platform begin at its pace; all who share the gate share the pace."""

    def turn(self, requests: int) -> AbstractAsyncContextManager[None]:
        """Return what is entered when so many requests may begin, and left when they have ended."""
