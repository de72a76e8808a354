"""Garbage collections that hold nobody up: what lives as long as the process is left out of them.

A full collection goes through all that it is not told to leave out, in one step of the event loop: 200,000
things took 0.1 s. So it comes early, and what outlives a long one is left out by `gc.freeze` from then on:
the next has not much more to go through than was made since. What is left out goes as ever when nothing
refers to it any more; only a circle of things that refer to each other stays, with all they refer to. So no
more is left out while the process holds much more than at the beginning.
"""

import gc
import sys
import time
from collections.abc import Callable

FULL = 2
"""The generation of which a collection goes through everything."""
THRESHOLDS = 700, 10, 3
"""Python's own but for the last one: a full collection comes after about 30,000 new things, not 80,000."""
LONG_S = 0.01
MOST_MORE = 1_000_000
"""So many blocks of memory more than at the beginning, and no more is left out."""


def wait() -> None:
    """Collect nothing while all is loaded, for what is loaded stays."""
    gc.disable()


def begin() -> None:
    """Leave out what is there; from now on what is made since is collected as ever."""
    spare()
    gc.callbacks.append(Survivors(sys.getallocatedblocks() + MOST_MORE).collected)
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def spare() -> None:
    """Collect once, and leave out what is there."""
    gc.collect()
    gc.freeze()
    gc.collect()  # of next to nothing, by which Python measures when to come to the next


class Survivors:
    """Leaves out what outlives long collections, at no cost: they have just gone through it.

    Args:
        most: blocks of memory; nothing is left out while the process holds more.
        clock: the thread's working time in seconds.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.thread_time) -> None:
        self._most = most
        self._clock = clock
        self._began_at = 0.0

    def collected(self, phase: str, found: dict[str, int]) -> None:
        """Be told of a collection's begin and end by `gc.callbacks`."""
        if found["generation"] != FULL:
            return
        if phase == "start":
            self._began_at = self._clock()
        elif self._clock() - self._began_at >= LONG_S and sys.getallocatedblocks() <= self._most:
            gc.freeze()
