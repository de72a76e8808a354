"""All sources of a platform, asked in order, each behind its fuse."""

import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from core.domain.errors import (
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    UnsupportedError,
)
from core.domain.ports import Clock, PostSource, SourceState
from core.domain.terms import MediaType, Outcome, Platform, PostRef, Reading
from providers.fuse import Chance, Door, Permit, left_alone

log = logging.getLogger(__name__)

Witness = Callable[[PostRef], Awaitable[bool | None]]
"""Tells whether the platform itself has a post, though not its counters; None when it cannot tell."""


class Fallback:
    """Asks the first source, on failure the next, per call.

    Args:
        witness: asked when one source says that a post is gone and no other source says so or otherwise.
        chance: spreads the pauses of sources that keep failing.
    """

    def __init__(
        self,
        platform: Platform,
        sources: Sequence[PostSource],
        clock: Clock,
        witness: Witness | None = None,
        *,
        chance: Chance = random.random,
    ) -> None:
        self._platform = platform
        self._doors = [Door(platform, source, clock, chance) for source in sources]
        self._clock = clock
        self._witness = witness
        self._is_witness_failing = False

    @property
    def name(self) -> str:
        """The sources' names in their order."""
        return ",".join(door.name for door in self._doors)

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the first reading; raise the most telling `SourceError` when no source gives one.

        A video without views is asked for further: another source may know them, and if none does, the
        first such reading stands.

        A post is `confirmed` gone only when two sources say so, or one and the witness, and none says
        otherwise. A private post, and a link that a source refuses, are asked for no further.
        """
        if not self._doors:
            raise UnsupportedError(f"no source for {self._platform.label} is configured")
        heard: list[Reading | SourceError] = []
        for door in self._doors:
            permit = door.fuse.enter()
            if permit is None:
                continue
            heard.append(await _answer(door, permit, ref))
            if _is_enough(heard[-1]):
                break
        readings = [answer for answer in heard if isinstance(answer, Reading)]
        if readings:
            return min(readings, key=_lacks_views)
        raise await self._verdict([answer for answer in heard if isinstance(answer, SourceError)], ref)

    def states(self) -> Sequence[SourceState]:
        """Return how each source has been doing, primary first."""
        return [door.state() for door in self._doors]

    async def _verdict(self, troubles: Sequence[SourceError], ref: PostRef) -> SourceError:
        """Return what stands for all troubles, none of them when nobody could be asked."""
        if not troubles:
            return left_alone(self._doors, self._clock())
        last = troubles[-1]
        return last if last.outcome is Outcome.PRIVATE else await self._witnessed(most_telling(troubles), ref)

    async def _witnessed(self, trouble: SourceError, ref: PostRef) -> SourceError:
        """Return what the trouble is when the witness was heard, where there is anything to ask it."""
        is_doubtful = isinstance(trouble, PostGoneError) and not trouble.confirmed
        if self._witness is None or not is_doubtful or not trouble.outcome.doubts_existence:
            return trouble
        match await self._testimony(self._witness, ref):
            case True:
                text = f"{trouble}; the platform has it, so it is withheld from the source"
                return PostGoneError(text, Outcome.REGION_LOCKED)
            case False:
                return PostGoneError(f"{trouble}; the platform says so too", trouble.outcome, confirmed=True)
            case None:
                return trouble

    async def _testimony(self, witness: Witness, ref: PostRef) -> bool | None:
        try:
            has_it = await witness(ref)
        except Exception as error:  # noqa: BLE001  an extra opinion: without it the sources' word stands
            if not self._is_witness_failing:
                log.warning("%s cannot be asked whether it has a post: %r", self._platform.label, error)
            self._is_witness_failing = True
            return None
        if self._is_witness_failing:
            log.info("%s can be asked again whether it has a post", self._platform.label)
        self._is_witness_failing = False
        return has_it


async def _answer(door: Door[PostSource], permit: Permit, ref: PostRef) -> Reading | SourceError:
    try:
        return await door.ask(permit, door.source.fetch_post(ref))
    except SourceError as trouble:
        return trouble


def _is_enough(answer: Reading | SourceError) -> bool:
    """Whether no other source needs to be asked: all is said, the post is private, or the link is refused."""
    if isinstance(answer, Reading):
        return not _lacks_views(answer)
    return answer.outcome is Outcome.PRIVATE or isinstance(answer, UnsupportedError)


def _lacks_views(reading: Reading) -> bool:
    """Whether a source left out the views of a post that has some as a rule."""
    return reading.counts.views is None and reading.media_type is MediaType.VIDEO


def most_telling(troubles: Sequence[SourceError]) -> SourceError:
    """Return what stands for all that went wrong, one trouble at least: confirmed gone only when said twice.

    A post that is withheld somewhere is there, whatever others say.
    """
    missing = [trouble for trouble in troubles if isinstance(trouble, PostGoneError)]
    gone = [trouble for trouble in missing if trouble.outcome.doubts_existence]
    withheld = [trouble for trouble in missing if not trouble.outcome.doubts_existence]
    if len(gone) > 1 and not withheld:
        return PostGoneError(str(gone[0]), gone[0].outcome, confirmed=True)
    down = [trouble for trouble in troubles if isinstance(trouble, SourceDownError | SourceBusyError)]
    return next(iter([*withheld, *gone, *down, *troubles]))
