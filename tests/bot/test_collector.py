"""What is left out of garbage collections, and what is not."""

import gc
import sys
from collections.abc import Iterator

import pytest

from bot.collector import FULL, LONG_S, Survivors

MUCH = 2**62
"""More blocks of memory than there are."""


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What the tests leave out is let in again; what was left out before is, too, at the next test's cost."""
    yield
    gc.unfreeze()
    gc.freeze()


def after(took_s: float, generation: int = FULL, most: int = MUCH) -> int:
    """How many things more are left out after a collection that took so long, of a thousand new ones."""
    times = iter([0.0, took_s])
    survivors = Survivors(most, clock=lambda: next(times))
    found = {"generation": generation, "collected": 0, "uncollectable": 0}
    before = gc.get_freeze_count()
    kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]  # what they hold does not matter
    survivors.collected("start", found)
    survivors.collected("stop", found)
    assert len(kept) == 1000
    return gc.get_freeze_count() - before


def test_what_outlives_a_long_full_collection_is_left_out_from_then_on() -> None:
    assert after(LONG_S) >= 1000


def test_what_outlives_a_short_one_is_gone_through_again() -> None:
    assert after(LONG_S / 2) <= 0


@pytest.mark.parametrize("generation", [0, 1])
def test_a_smaller_collection_leaves_nothing_out(generation: int) -> None:
    assert after(LONG_S, generation) <= 0


def test_when_the_process_has_grown_by_much_nothing_more_is_left_out() -> None:
    assert after(LONG_S, most=sys.getallocatedblocks() // 2) <= 0


def test_real_collections_tell_it() -> None:
    """They call it with what it asks for."""
    times = iter(range(0, 1000, 10))
    survivors = Survivors(MUCH, clock=lambda: next(times))
    kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]  # as above
    before = gc.get_freeze_count()
    gc.callbacks.append(survivors.collected)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(survivors.collected)

    assert gc.get_freeze_count() - before >= len(kept)
