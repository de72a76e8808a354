"""A history: all that can happen; and a part of many histories, played in a process of its own."""

import contextlib
import io
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.history_endings import Endings
from tests.faults.history_life import Life
from tests.faults.history_model import HOUR
from tests.faults.history_money import Money
from tests.faults.history_world import HANDLES, World, spare_the_thread

STEPS = 12
MEMORY = Path("/dev/shm")  # noqa: S108  only to spare the disk; a folder of our own is made in it


class History(Life, Money, Endings):
    """All that can happen."""


def keep_beginnings(first: History) -> None:
    """Play to the places where histories begin: what is rarely reached by chance is not far from there."""
    first.keep("empty")
    for handle, answer in zip(HANDLES, ["many", "above the cap", "below the minimum"], strict=True):
        first.take_in(handle, "submit", answer, HOUR)
    first.keep("running")
    first.set_budget("ben", "a cent too little")
    first.keep("tight")
    first.begin_at("running")
    for number, answer in enumerate(["unavailable", "not_found", "hidden"]):
        first.sleep_to(number, "hours before the end", answer)
    first.live_to(0, "two days after the end", "unavailable")
    first.keep("unread")
    first.begin_at("running")
    for number, moment in enumerate(["the end", "a second after the end", "hours after the end"]):
        first.live_to(number, moment, ["many", "above the cap", "below the minimum"][number])
    first.keep("decided")
    first.hold(HANDLES.index("ben"))
    first.keep("held")
    first.begin_at("decided")
    first.mark_paid("ben", at_once=True)
    first.keep("paid")


def play(empty: Path, number: int, histories: int) -> str:
    """Play so many histories, the same ones for the same number; return what is wrong, in its shortest form.

    Health checks ask for functions; a history is a database's work, and takes its time.
    """
    how_many = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    told = io.StringIO()
    with warnings.catch_warnings(action="error"), _world(empty) as world, contextlib.redirect_stdout(told):
        first = History(world)
        keep_beginnings(first)
        try:
            begin = seed(number)(partial(History, world))
            run_state_machine_as_test(begin, settings=how_many)  # type: ignore[arg-type]  # it is only called
        except Exception:  # noqa: BLE001  whatever it is, it is told in the test's own process
            return f"seed {number}\n{traceback.format_exc()}\n{told.getvalue()}"
    return ""


@contextlib.contextmanager
def _world(empty: Path) -> Iterator[World]:
    spare_the_thread()
    in_memory = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
    with in_memory as folder, World.opened(Path(shutil.copy(empty, folder))) as world:
        yield world
