"""All sources of a platform's accounts, asked in order, each behind its fuse."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from core.domain.errors import SourceError, UnsupportedError
from core.domain.ports import AccountSource, Clock, SourceState
from core.domain.terms import AccountPage, AccountRef, Outcome, Platform, Profile
from providers.fallback import most_telling
from providers.fuse import Chance, Door, left_alone

T = TypeVar("T")


class AccountFallback:
    """Asks the first source, on failure the next; a listing is continued where it was begun.

    Cursors are `source:cursor`, for one source's place in a listing means nothing to another.

    Args:
        chance: spreads the pauses of sources that keep failing.
        what: what they are asked for, as monitors read it.
    """

    def __init__(
        self,
        platform: Platform,
        sources: Sequence[AccountSource],
        clock: Clock,
        *,
        chance: Chance = random.random,
        what: str = "accounts",
    ) -> None:
        self._platform = platform
        self._doors = [Door(platform, source, clock, chance, what=what) for source in sources]
        self._clock = clock

    @property
    def name(self) -> str:
        """The sources' names in their order."""
        return ",".join(door.source.name for door in self._doors)

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's posts; raise the most telling `SourceError` when none gives one.

        With a cursor only the source is asked that gave it: begin anew when it fails for long.
        """
        if cursor is None:
            return await self._first(self._doors, lambda source: _page(source, account, None))
        name, _, own = cursor.partition(":")
        doors = [door for door in self._doors if door.source.name == name]
        if not doors:
            raise UnsupportedError("the listing was begun at a source that is not in use")
        return await self._first(doors, lambda source: _page(source, account, own))

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise the most telling `SourceError` when no source tells."""
        return await self._first(self._doors, lambda source: source.fetch_profile(account))

    def states(self) -> Sequence[SourceState]:
        """Return how each source has been doing, primary first."""
        return [door.state() for door in self._doors]

    async def _first(
        self, doors: Sequence[Door[AccountSource]], question: Callable[[AccountSource], Awaitable[T]]
    ) -> T:
        """Return the first answer; a private account is asked for no further."""
        if not doors:
            raise UnsupportedError(f"no source for {self._platform.label} accounts is configured")
        troubles: list[SourceError] = []
        for door in doors:
            permit = door.fuse.enter()
            if permit is None:
                continue
            try:
                return await door.ask(permit, question(door.source))
            except SourceError as trouble:
                if trouble.outcome is Outcome.PRIVATE:
                    raise
                troubles.append(trouble)
        raise most_telling(troubles) if troubles else left_alone(doors, self._clock())


async def _page(source: AccountSource, account: AccountRef, cursor: str | None) -> AccountPage:
    page = await source.fetch_page(account, cursor)
    next_cursor = page.next_cursor
    return page if next_cursor is None else replace(page, next_cursor=f"{source.name}:{next_cursor}")
