"""What is left out of garbage collections, and what is not."""

import gc
from collections.abc import Iterator

import pytest

from bot.collector import FULL, Survivors


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What the tests leave out is let in again; what was left out before is, too, at the next test's cost."""
    yield
    gc.unfreeze()
    gc.freeze()


def told(survivors: Survivors, generation: int, phase: str = "stop") -> int:
    """How much more is left out after a collection."""
    before = gc.get_freeze_count()
    survivors.collected(phase, {"generation": generation, "collected": 0, "uncollectable": 0})
    return gc.get_freeze_count() - before


def test_what_survives_a_full_collection_is_left_out_from_then_on() -> None:
    survivors = Survivors()
    gc.callbacks.append(survivors.collected)
    kept = [[] for _ in range(1000)]  # type: ignore[var-annotated]  # what they hold does not matter

    assert told(survivors, FULL) >= len(kept)

    gc.callbacks.remove(survivors.collected)


@pytest.mark.parametrize(("generation", "phase"), [(0, "stop"), (1, "stop"), (FULL, "start")])
def test_a_smaller_collection_leaves_nothing_out(generation: int, phase: str) -> None:
    assert told(Survivors(), generation, phase) <= 0


def test_after_some_full_collections_no_more_is_left_out() -> None:
    survivors = Survivors(times=2)
    gc.callbacks.append(survivors.collected)

    told(survivors, FULL)
    assert survivors.collected in gc.callbacks
    told(survivors, FULL)

    assert survivors.collected not in gc.callbacks
