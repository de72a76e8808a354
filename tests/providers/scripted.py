"""Sources that follow a script, and chains of them."""

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.terms import Counts, Outcome, Platform, PostRef, Reading
from providers.fallback import Fallback
from tests.fakes import FixedClock

REF = PostRef(Platform.TIKTOK, "7463250363559218474")
OTHER = PostRef(Platform.TIKTOK, "7463250363559218475")

GONE = PostGoneError("gone")
DELETED = PostGoneError("deleted", Outcome.DELETED)
WITHHELD = PostGoneError("withheld", Outcome.REGION_LOCKED)
PRIVATE = PostGoneError("private", Outcome.PRIVATE)
BUSY = SourceBusyError("busy")
DOWN = SourceDownError("down")
REFUSED = SourceKeyError("key refused")
SHAPE = MalformedError("shape")
UNSUPPORTED = UnsupportedError("bad link")


class Source:
    """Answers by a script, then good readings; keeps what it was asked for."""

    def __init__(self, name: str, *script: SourceError | None) -> None:
        self.name = name
        self.script = list(script)
        self.asked: list[PostRef] = []

    async def fetch_post(self, ref: PostRef) -> Reading:
        self.asked.append(ref)
        trouble = self.script.pop(0) if self.script else None
        if trouble is not None:
            raise trouble
        return Reading(ref, self.name, Counts(views=5), metric="play_count")


def chain(*sources: Source, clock: FixedClock | None = None) -> Fallback:
    return Fallback(Platform.TIKTOK, sources, clock or FixedClock())


async def ask(fallback: Fallback) -> Reading | SourceError:
    """Return what comes of a call, an error too."""
    try:
        return await fallback.fetch_post(REF)
    except SourceError as error:
        return error
