"""Garbage collections that hold nobody up: what lives as long as the process is left out of them.

A collection goes through all that it is not told to leave out, in one step of the event loop: 200,000 things
took 0.1 s. `gc.freeze` leaves out what is there, for good, so it is called a few times only.
"""

import gc

FULL = 2
"""The generation of which a collection goes through everything."""
TIMES = 4
"""After so many full collections what survived is left out: statements, mappers, servers, all loaded late."""


def wait() -> None:
    """Collect nothing while all is loaded, for what is loaded stays."""
    gc.disable()


def begin() -> None:
    """Leave out what is there; from now on what is made since is collected as ever."""
    spare()
    gc.callbacks.append(Survivors().collected)
    gc.enable()


def spare() -> None:
    """Collect once, and leave out what is there."""
    gc.collect()
    gc.freeze()


class Survivors:
    """Leaves out what survives the first full collections, at no cost: they have just gone through it."""

    def __init__(self, times: int = TIMES) -> None:
        self._left = times

    def collected(self, phase: str, found: dict[str, int]) -> None:
        """Be told of a collection's begin and end by `gc.callbacks`."""
        if phase != "stop" or found["generation"] != FULL:
            return
        gc.freeze()
        self._left -= 1
        if self._left == 0:
            gc.callbacks.remove(self.collected)
