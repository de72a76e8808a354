"""All sources of a platform, asked in order; says once that one fails, once that it is back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.ports import Clock, PostSource, SourceState
from core.domain.terms import Outcome, Platform, PostRef, Reading

log = logging.getLogger(__name__)

KEY_PAUSE = timedelta(hours=1)
"""How long a source with a refused key or a spent quota is left alone."""
BUSY_PAUSE_S = 60.0
"""How long a source is left alone that is busy and does not say for how long."""
MALFORMED_LIMIT = 3
"""Unreadable answers in a row that are the source's trouble, no longer a post's."""


@dataclass
class _Door:
    """One source and how it has been doing. A fuse has its place where `closed_until` is set."""

    source: PostSource
    closed_until: datetime | None = None
    is_refused: bool = False
    is_failing: bool = False
    malformed: int = 0
    asked: int = 0
    failed: int = 0
    last_ok_at: datetime | None = None
    last_failed_at: datetime | None = None
    last_error: str | None = None


class Fallback:
    """Asks the first source, on failure the next, per call."""

    def __init__(self, platform: Platform, sources: Sequence[PostSource], clock: Clock) -> None:
        self._platform = platform
        self._doors = [_Door(source) for source in sources]
        self._clock = clock

    @property
    def name(self) -> str:
        """The sources' names in their order."""
        return ",".join(door.source.name for door in self._doors)

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the first reading; raise the most telling `SourceError` when no source gives one.

        A post is `confirmed` gone only when two sources say so and none says otherwise. A private post, and
        a link that a source refuses, are asked for no further.
        """
        if not self._doors:
            raise UnsupportedError(f"no source for {self._platform.label} is configured")
        troubles: list[SourceError] = []
        for door in self._doors:
            if self._is_closed(door):
                continue
            try:
                return await self._ask(door, ref)
            except SourceError as trouble:
                if trouble.outcome is Outcome.PRIVATE:
                    raise
                troubles.append(trouble)
                if isinstance(trouble, UnsupportedError):
                    break
        raise most_telling(troubles) if troubles else self._left_alone()

    def states(self) -> Sequence[SourceState]:
        """Return how each source has been doing, primary first."""
        return [
            SourceState(
                platform=self._platform,
                name=door.source.name,
                is_failing=door.is_failing,
                asked=door.asked,
                failed=door.failed,
                last_ok_at=door.last_ok_at,
                last_failed_at=door.last_failed_at,
                last_error=door.last_error,
            )
            for door in self._doors
        ]

    def _is_closed(self, door: _Door) -> bool:
        return door.closed_until is not None and self._clock() < door.closed_until

    async def _ask(self, door: _Door, ref: PostRef) -> Reading:
        door.asked += 1
        try:
            reading = await door.source.fetch_post(ref)
        except (PostGoneError, UnsupportedError):
            self._works(door)  # it answered; the trouble is the post's
            raise
        except SourceError as trouble:
            self._fails(door, trouble)
            raise
        self._works(door)
        return reading

    def _works(self, door: _Door) -> None:
        door.last_ok_at, door.malformed = self._clock(), 0
        if self._is_closed(door):
            return  # asked before it was closed: says nothing about now
        if door.is_failing:
            log.info("%s %s is back", self._platform.label, door.source.name)
        door.is_failing, door.is_refused, door.closed_until = False, False, None

    def _fails(self, door: _Door, trouble: SourceError) -> None:
        door.failed += 1
        door.last_failed_at, door.last_error = self._clock(), str(trouble)
        self._close(door, trouble)
        door.malformed = door.malformed + 1 if isinstance(trouble, MalformedError) else 0
        if 0 < door.malformed < MALFORMED_LIMIT:
            return  # about one post as a rule; counted, not announced
        if not door.is_failing:
            log.warning("%s %s fails: %s", self._platform.label, door.source.name, trouble)
        door.is_failing = True

    def _close(self, door: _Door, trouble: SourceError) -> None:
        """Leave the source alone for as long as this trouble, or an earlier one, says."""
        if isinstance(trouble, SourceKeyError):
            pause = KEY_PAUSE
        elif isinstance(trouble, SourceBusyError):
            wait_s = BUSY_PAUSE_S if trouble.retry_after_s is None else trouble.retry_after_s
            pause = timedelta(seconds=wait_s)
        else:
            return
        until = self._clock() + pause
        if door.closed_until is None or door.closed_until < until:
            door.closed_until, door.is_refused = until, isinstance(trouble, SourceKeyError)

    def _left_alone(self) -> SourceError:
        """Return what stands for a chain in which every source is being left alone for a while."""
        said = "; ".join(f"{door.source.name}: {door.last_error}" for door in self._doors)
        if all(door.is_refused for door in self._doors):
            return SourceKeyError(f"left alone for now, {said}")
        ends = [door.closed_until for door in self._doors if door.closed_until is not None]
        wait_s = (min(ends) - self._clock()).total_seconds() if ends else None
        return SourceBusyError(f"left alone for now, {said}", wait_s)


def most_telling(troubles: Sequence[SourceError]) -> SourceError:
    """Return what stands for all that went wrong, one trouble at least: confirmed gone only when said twice.

    A post that is withheld somewhere is there, so that confirms nothing.
    """
    missing = [trouble for trouble in troubles if isinstance(trouble, PostGoneError)]
    gone = [trouble for trouble in missing if trouble.outcome.doubts_existence]
    if len(gone) > 1:
        return PostGoneError(str(gone[0]), gone[0].outcome, confirmed=True)
    down = [trouble for trouble in troubles if isinstance(trouble, SourceDownError | SourceBusyError)]
    return next(iter([*missing, *down, *troubles]))
