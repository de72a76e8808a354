"""A simulated week, two days of grace and payments after it, with a fault in every other step."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from time import perf_counter

from sqlalchemy import text

from core.domain.errors import SourceDownError
from tests.fakes import NOON
from tests.faults import crash_books
from tests.faults.breaking import FAULTS, Fault
from tests.faults.crash_books import Book
from tests.faults.crash_places import Place, copied
from tests.faults.crash_points import PowerCut
from tests.faults.crash_runs import Crash, opened, take
from tests.faults.crash_stories import (
    FIRST_STEPS,
    Scene,
    Step,
    accept,
    after_the_grace,
    appeal,
    approve,
    at_the_end,
    find,
    go_on,
    once_more,
    pay,
    program,
    reject,
    submit,
    void,
    world,
)

EVERY = timedelta(hours=6)
KILLED, OUT = "killed between two writes", "sources out"
LATEST_POINT = 8
TWICE = (
    "SELECT count(*) FROM"
    " (SELECT 1 AS one FROM snapshots GROUP BY post_id, taken_at HAVING count(*) > 1) AS twice"
)


async def beat(scene: Scene, number: int) -> None:
    """What the loops do, six hours after the time before."""
    scene.clock.now = max(scene.clock.now, NOON + number * EVERY)
    await go_on(scene)


def steps() -> list[Step]:
    """Return what happens in the week, in order."""
    beats: list[Step] = [partial(beat, number=number) for number in range(1, 28)]
    people: dict[int, list[Step]] = {3: [find], 5: [approve], 9: [reject], 11: [appeal], 13: [accept]}
    week = [step for number, each in enumerate(beats) for step in [each, *people.get(number, [])]]
    return [*FIRST_STEPS, submit, *week, at_the_end, after_the_grace, pay, void, pay]


class Week:
    """Weeks on one kind of database, held against a quiet one."""

    def __init__(self, place: Place, *, is_sqlite: bool) -> None:
        self._place = place
        self._broken: Mapping[str, Fault] = {fault.__name__: fault for fault in FAULTS if is_sqlite}
        self.injected: Counter[str] = Counter()

    async def quiet(self) -> dict[str, Book]:
        """Return the books of a week without a fault."""
        books, _, _ = await self._live(None)
        return books

    async def stormy(self, seed: int, quiet: dict[str, Book]) -> Crash:
        """Live a week with faults; return all that is not as in the quiet one."""
        books, faults, recovered_s = await self._live(random.Random(seed))  # noqa: S311  weather
        return Crash([*crash_books.differences(quiet, books), *faults], recovered_s)

    async def _live(self, chance: random.Random | None) -> tuple[dict[str, Book], list[str], float]:
        async with copied(self._place, "empty") as (_, url):
            source, clock = world()
            scene, longest_s = Scene(program(await opened(url), source, clock), source, clock), 0.0
            try:
                for step in steps():
                    is_calm = chance is None or chance.random() < 0.5
                    if is_calm or chance is None:
                        await step(scene)
                    else:
                        longest_s = max(longest_s, await self._break(scene, step, url, chance))
                books, faults = await crash_books.books(scene.app), await crash_books.faults(scene.app)
                async with scene.app.reads() as session:
                    twice = await session.scalar(text(TWICE)) or 0
            finally:
                await scene.app.database.close()
        del books[
            "snapshots"
        ]  # how often a post is read depends on the weather; that none is twice, does not
        return books, faults + ["snapshots: too many"] * twice, longest_s

    async def _break(self, scene: Scene, step: Step, url: str, chance: random.Random) -> float:
        """Take a step with a fault in it, and then as it should be; return the seconds until all went on."""
        name = chance.choice([KILLED, KILLED, OUT, *self._broken])
        self.injected[name] += 1
        if name == KILLED:
            cut = PowerCut(chance.randint(1, LATEST_POINT))
            cut.watch(scene.app.database)
            taken_s = await take(scene, step, url, cut)
            cut.at = None
            return taken_s
        if name == OUT:
            told, scene.source.told = (
                scene.source.told,
                dict.fromkeys(scene.source.told, SourceDownError("out")),
            )
            await go_on(scene)
            scene.source.told = told
            await step(scene)
            return 0.0
        async with self._broken[name](scene.app):
            await _in_vain(scene, step)
        begun = perf_counter()
        await once_more(scene, step)
        return perf_counter() - begun


async def _in_vain(scene: Scene, step: Step) -> None:
    try:
        await step(scene)
    except Exception:  # noqa: BLE001  whatever comes of it, it is tried again
        return
