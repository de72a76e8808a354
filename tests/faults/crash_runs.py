"""Telling a story with a crash at one of its points, and holding the end against that of a quiet run."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any, Self

from core.domain.terms import PostRef
from db.engine import Database, open_database
from tests.conftest import share_statements
from tests.faults import crash_books
from tests.faults.crash_books import Book
from tests.faults.crash_places import Place, copied
from tests.faults.crash_points import PowerCut
from tests.faults.crash_stories import OPENING, STORIES, Scene, Step, Story, go_on, once_more, program, world


@dataclass(frozen=True)
class Page:
    """How the world outside of the database is where a story ends."""

    answers: dict[PostRef, Any]
    now: datetime


@dataclass(frozen=True)
class Told:
    """How a telling ended: the points it passed before the crash, the books, and what does not add up.

    Attributes:
        recovered_s: how long the next start took until everybody had gone on; 0 without a crash.
    """

    points: list[str]
    was_killed: bool
    books: dict[str, Book]
    faults: list[str]
    recovered_s: float = 0.0


@dataclass(frozen=True)
class Crash:
    """What one crash did: a line for all that is not as without it."""

    wrong: list[str]
    recovered_s: float


class Theatre:
    """Where stories are told, each from its own beginning.

    Args:
        place: where an empty database is kept under the name `empty`.
        stories: all that may be told, and what they begin after.
    """

    def __init__(self, place: Place, stories: Sequence[Story] = (OPENING, *STORIES)) -> None:
        self._place = place
        self._stories = {story.name: story for story in stories}
        self._pages: dict[str, Page] = {}
        self._quiet: dict[str, Told] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for name in self._quiet:
            await self._place.drop(f"after_{name}")

    async def quiet(self, name: str) -> Told:
        """Tell a story without a crash, once, and all that it begins after."""
        if name not in self._quiet:
            story = self._stories[name]
            if story.after is not None:
                await self.quiet(story.after)
            self._quiet[name] = await self._tell(story, None, keep=True)
        return self._quiet[name]

    async def wrong(self, name: str, at: int) -> list[str] | None:
        """Return what is wrong after a crash at point number `at`; None when the story has no such point."""
        crash = await self.crash(name, at)
        return None if crash is None else crash.wrong

    async def crash(self, name: str, at: int) -> Crash | None:
        """Tell a story with a crash at point number `at`; None when it has no such point."""
        quiet, told = await self.quiet(name), await self._tell(self._stories[name], at)
        if not told.was_killed:
            return None
        found = [*crash_books.differences(quiet.books, told.books), *told.faults]
        said = [f"{name}, killed at {at}, {told.points[-1]}: {line}" for line in found]
        return Crash(said, told.recovered_s)

    async def _tell(self, story: Story, at: int | None, *, keep: bool = False) -> Told:
        begins_at = "empty" if story.after is None else f"after_{story.after}"
        async with copied(self._place, begins_at) as (name, url):
            scene, cut = await self._scene(story, url), PowerCut(at)
            cut.watch(scene.app.database)
            try:
                recovered_s = sum([await take(scene, step, url, cut) for step in story.steps])
                cut.at, points = None, list(cut.points)
                await go_on(scene)
                books, faults = await crash_books.books(scene.app), await crash_books.faults(scene.app)
            finally:
                await scene.app.database.close()
            if keep:
                self._pages[story.name] = Page(dict(scene.source.told), scene.clock.now)
                await self._place.copy(name, f"after_{story.name}")
        return Told(points, cut.is_dead, books, faults, recovered_s)

    async def _scene(self, story: Story, url: str) -> Scene:
        source, clock = world()
        if story.after is not None:
            source.told, clock.now = dict(self._pages[story.after].answers), self._pages[story.after].now
        return Scene(program(await opened(url), source, clock), source, clock)


async def take(scene: Scene, step: Step, url: str, cut: PowerCut) -> float:
    """Take a step; if the program is killed in it, start it anew, and take it once more.

    Returns how many seconds that took.
    """
    was_dead, others = cut.is_dead, asyncio.all_tasks()
    try:
        await step(scene)
    except Exception:
        if cut.is_dead is was_dead:
            raise
    if cut.is_dead is was_dead:
        return 0.0
    await _drop_memory(others)
    await scene.app.database.close()
    begun = perf_counter()
    scene.start(await opened(url))
    await once_more(scene, step)
    return perf_counter() - begun


async def _drop_memory(others: set[asyncio.Task[Any]]) -> None:
    """Let everything else that the killed program was doing end: no statement of it gets through any more."""
    await asyncio.gather(*(asyncio.all_tasks() - others), return_exceptions=True)


async def opened(url: str) -> Database:
    """Return a database whose statements are compiled once for all tellings."""
    database = open_database(url)
    await share_statements(database)
    return database
