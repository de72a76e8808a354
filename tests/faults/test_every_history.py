"""Histories of one campaign that nobody thought of: after every step all is as the model says, and adds up.

The steps are random: posts come in, time goes on over window ends and past the grace, sources fail, people
change terms, decide, pay, take back, and confirm what is long out of date; the program is started anew.
`HISTORIES=20000` plays so many, other ones every time; a history that fails is told in its shortest form.
"""

import multiprocessing
import os
import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.faults.history import play

HISTORIES = int(os.environ.get("HISTORIES", "2000"))
PARTS = 4
"""A fixed number, so that the same histories are played on every machine."""


@pytest.mark.timeout(600 + HISTORIES)
def test_every_history_comes_to_what_the_model_says(empty_sqlite: Path) -> None:
    chance = random.SystemRandom() if "HISTORIES" in os.environ else random.Random(PARTS)  # noqa: S311  weather
    seeds = [chance.randrange(2**32) for _ in range(PARTS)]

    part = partial(play, empty_sqlite, histories=HISTORIES // PARTS)
    with ProcessPoolExecutor(min(PARTS, os.cpu_count() or 1), multiprocessing.get_context("spawn")) as pool:
        wrong = [said for said in pool.map(part, seeds) if said]

    assert not wrong, "\n\n".join(wrong)
