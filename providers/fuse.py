"""Whether a source may be asked now, and how it has been doing.

A fuse is whole (everybody may ask), blown (nobody, for a while), or on trial: its pause is over, and one call
at a time finds out whether the source works again. Others call that a circuit breaker.
"""

import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from core.domain.errors import (
    MalformedError,
    NobodyAskedError,
    PostGoneError,
    SourceBusyError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.ports import Clock, SourceState
from core.domain.terms import Platform

log = logging.getLogger(__name__)

STRIKES = 5
"""Failures in a row that blow a fuse."""
FIRST_PAUSE = timedelta(minutes=5)
"""How long a blown fuse stays blown; twice as long after each trial that failed."""
LONGEST_PAUSE = timedelta(hours=1)
JITTER = 0.2
"""Most of a later pause that is left out, so that programs started together do not come back together."""
KEY_PAUSE = timedelta(hours=1)
"""How long a source with a refused key or a spent quota is left alone."""
BUSY_PAUSE_S = 60.0
"""How long a source is left alone that is busy and does not say for how long."""
MALFORMED_LIMIT = 3
"""Unreadable answers in a row that are the source's trouble, no longer a post's."""

Chance = Callable[[], float]
"""Returns a number from 0 (inclusive) to 1 (exclusive)."""


class Named(Protocol):
    """Anything that is asked by name."""

    @property
    def name(self) -> str:
        """The vendor's name as in the settings."""


T = TypeVar("T")
S_co = TypeVar("S_co", bound=Named, covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Permit:
    """Leave for one call; `era` counts how often the fuse had blown when it was given."""

    era: int


class Fuse:
    """Gives out permits; each is handed to `worked` or `failed` if it came to that, and to `leave` always.

    What comes of a call that began before the fuse blew says nothing about now, except how long to wait.

    Args:
        chance: spreads the pauses after failed trials.
    """

    def __init__(self, clock: Clock, chance: Chance = random.random) -> None:
        self.is_blown = False
        self.is_refused = False
        self._clock = clock
        self._chance = chance
        self._closed_until: datetime | None = None
        self._strikes = 0
        self._trials_failed = 0
        self._era = 0
        self._trial: Permit | None = None

    @property
    def closed_until(self) -> datetime | None:
        """Return the time before which nobody may ask; None when it is past."""
        until = self._closed_until
        return until if until is not None and self._clock() < until else None

    def enter(self) -> Permit | None:
        """Return leave to ask, None when the source is to be left alone."""
        if self.closed_until is not None or (self.is_blown and self._trial is not None):
            return None
        permit = Permit(self._era)
        if self.is_blown:
            self._trial = permit
        return permit

    def leave(self, permit: Permit) -> None:
        """End a call, whatever came of it: a trial that was cancelled makes room for the next."""
        if self._trial is permit:
            self._trial = None

    def worked(self, permit: Permit) -> bool:
        """Make the fuse whole; return False when the answer says nothing about now."""
        if permit.era != self._era or self.closed_until is not None:
            return False
        self._closed_until, self.is_blown, self.is_refused = None, False, False
        self._strikes, self._trials_failed = 0, 0
        return True

    def failed(self, permit: Permit, trouble: SourceError) -> bool:
        """Leave the source alone where that is due; return False when the failure says nothing about now."""
        if isinstance(trouble, SourceKeyError):
            self.is_refused = True
            self._blow(KEY_PAUSE)
        elif isinstance(trouble, SourceBusyError):
            wait_s = BUSY_PAUSE_S if trouble.retry_after_s is None else trouble.retry_after_s
            self._pause(timedelta(seconds=wait_s))
        elif permit.era != self._era:
            return False
        elif self.is_blown:
            self._trials_failed += 1
            self._blow(self._later_pause())
        else:
            self._strikes += 1
            if self._strikes >= STRIKES:
                self._blow(FIRST_PAUSE)
        return True

    def _later_pause(self) -> timedelta:
        times: int = 2 ** min(self._trials_failed, 10)
        return min(FIRST_PAUSE * times, LONGEST_PAUSE) * (1 - JITTER * self._chance())

    def _blow(self, pause: timedelta) -> None:
        self.is_blown = True
        self._era += 1
        self._pause(pause)

    def _pause(self, pause: timedelta) -> None:
        until = self._clock() + pause
        if self._closed_until is None or self._closed_until < until:
            self._closed_until = until


class Door(Generic[S_co]):
    """One source behind its fuse: counts, and says once that it fails, once that it is back.

    Args:
        what: what it is asked for, where that is not posts.
    """

    def __init__(
        self,
        platform: Platform,
        source: S_co,
        clock: Clock,
        chance: Chance = random.random,
        *,
        what: str = "",
    ) -> None:
        self.source = source
        self.name = f"{source.name} ({what})" if what else source.name
        self.fuse = Fuse(clock, chance)
        self.last_error: str | None = None
        self._platform = platform
        self._clock = clock
        self._is_failing = False
        self._is_refusal_told = False
        self._malformed = 0
        self._asked = 0
        self._failed = 0
        self._last_ok_at: datetime | None = None
        self._last_failed_at: datetime | None = None

    async def ask(self, permit: Permit, answer: Awaitable[T]) -> T:
        """Return the answer of the call that the permit is for; raise what it raises."""
        self._asked += 1
        try:
            given = await answer
        except PostGoneError:
            self._works(permit)  # it answered; the trouble is the post's
            raise
        except UnsupportedError:
            raise  # perhaps nobody was asked: tells nothing about the source
        except SourceError as trouble:
            self._fails(permit, trouble)
            raise
        else:
            self._works(permit)
            return given
        finally:
            self.fuse.leave(permit)

    def state(self) -> SourceState:
        """Return how the source has been doing."""
        return SourceState(
            platform=self._platform,
            name=self.name,
            is_failing=self._is_failing,
            asked=self._asked,
            failed=self._failed,
            last_ok_at=self._last_ok_at,
            last_failed_at=self._last_failed_at,
            last_error=self.last_error,
            closed_until=self.fuse.closed_until,
            is_refused=self.fuse.is_refused,
        )

    def _works(self, permit: Permit) -> None:
        self._last_ok_at, self._malformed = self._clock(), 0
        if not self.fuse.worked(permit):
            return
        if self._is_failing:
            log.info("%s %s is back", self._platform.label, self.name)
        self._is_failing, self._is_refusal_told = False, False

    def _fails(self, permit: Permit, trouble: SourceError) -> None:
        self._failed += 1
        self._last_failed_at, self.last_error = self._clock(), str(trouble)
        if not self.fuse.failed(permit, trouble):
            return
        self._malformed = self._malformed + 1 if isinstance(trouble, MalformedError) else 0
        if 0 < self._malformed < MALFORMED_LIMIT:
            return  # about one post as a rule; counted, not announced
        self._tell(trouble)
        self._is_failing = True

    def _tell(self, trouble: SourceError) -> None:
        """Log the first failure; a refusal also after others, for it needs a person."""
        if isinstance(trouble, SourceKeyError):
            if not self._is_refusal_told:
                setting = f"{self.source.name.upper()}_API_KEY"
                log.warning("%s %s fails: %s (see %s)", self._platform.label, self.name, trouble, setting)
            self._is_refusal_told = True
        elif not self._is_failing:
            log.warning("%s %s fails: %s", self._platform.label, self.name, trouble)


def left_alone(doors: Sequence[Door[Named]], now: datetime) -> NobodyAskedError:
    """Return what stands for sources, one at least, that are all being left alone for a while."""
    said = "; ".join(f"{door.name}: {door.last_error}" for door in doors)
    ends = [until for door in doors if (until := door.fuse.closed_until) is not None]
    wait_s = (min(ends) - now).total_seconds() if ends else None
    return NobodyAskedError(f"left alone for now, {said}", wait_s)
