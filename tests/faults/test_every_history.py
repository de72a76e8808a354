"""Histories of one campaign that nobody thought of: after every step all is as the model says, and adds up.

The steps are random: posts come in, time goes on over window ends and past the grace, sources fail, people
change terms, decide, pay, take back, and confirm what is long out of date; the program is started anew.
`HISTORIES=20000` plays so many, other ones every time; a history that fails is told in its shortest form.
"""

import multiprocessing
import os
import random
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from tests.faults.history import play

HISTORIES = int(os.environ.get("HISTORIES", "2000"))
PARTS = 4
"""A fixed number, so that the same histories are played on every machine."""


@pytest.mark.timeout(600 + HISTORIES)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_history_comes_to_what_the_model_says(part: int, empty_sqlite: Path) -> None:
    """Played in a process of its own, for histories have SQLite answer without its thread."""
    chance = random.SystemRandom() if "HISTORIES" in os.environ else random.Random(part)  # noqa: S311  weather

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        wrong = alone.submit(play, empty_sqlite, chance.randrange(2**32), HISTORIES // PARTS).result()

    assert not wrong, wrong
