"""The program is killed between any two writes; everybody goes on, and all ends as without it."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

from tests.core.services.paying import adjust
from tests.faults.crash_places import Folder, Server
from tests.faults.crash_runs import Theatre
from tests.faults.crash_stories import OPENING, STORIES, Scene, Story

NAMES = [story.name for story in STORIES]
THIRD = 3
"""On PostgreSQL so many points apart, to save time; `make chaos` leaves out none."""


@pytest.fixture
async def on_sqlite(empty_sqlite: Path, tmp_path: Path) -> AsyncIterator[Theatre]:
    async with Theatre(Folder(tmp_path, empty_sqlite)) as theatre:
        yield theatre


@pytest.mark.parametrize("name", NAMES)
async def test_killed_between_any_two_writes_all_ends_as_without_it(on_sqlite: Theatre, name: str) -> None:
    quiet, wrong = await on_sqlite.quiet(name), list[str]()
    assert quiet.faults == []

    for at in count(1):
        found = await on_sqlite.wrong(name, at)
        if found is None:
            break
        wrong += found

    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
async def test_killed_on_postgresql_all_ends_as_without_it(
    postgres: str, empty_postgres: str, name: str
) -> None:
    async with Theatre(Server(postgres)) as theatre:
        points = (await theatre.quiet(name)).points
        commits = {number for number, point in enumerate(points, 1) if point == "after COMMIT"}
        found = [await theatre.wrong(name, at) for at in sorted({*range(1, len(points), THIRD), *commits})]

    assert all(lines is not None for lines in found[:-1])  # the last may be a batch of two
    assert [line for lines in found for line in lines or ()] == []


async def pays_carelessly(scene: Scene) -> None:
    """Do one deed in two transactions, and never ask whether it is done."""
    await adjust(scene.app, "#1", 500)
    await adjust(scene.app, "#1", -500)


async def test_a_program_that_a_crash_harms_is_found_out(empty_sqlite: Path, tmp_path: Path) -> None:
    careless = Story("careless", "decide", [pays_carelessly])
    place = Folder(tmp_path, empty_sqlite)
    async with Theatre(place, [OPENING, *STORIES, careless]) as theatre:
        points = (await theatre.quiet("careless")).points
        found = [await theatre.wrong("careless", at) for at in range(1, len(points) + 1)]

    first = points.index("after COMMIT")
    assert found[:first] == [[]] * first
    assert all("ledger_entries: too many" in " ".join(lines or []) for lines in found[first:])
