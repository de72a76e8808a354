"""How often a key may ask: so many requests within any minute."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

PER_MINUTE = 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a request may be answered now.

    Attributes:
        left: requests that may follow at once.
        reset_s: whole seconds until one more is free.
    """

    is_granted: bool
    left: int
    reset_s: int

    def headers(self) -> Mapping[str, str]:
        """Return what tells the program how it stands."""
        return {
            "RateLimit-Limit": str(PER_MINUTE),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset_s),
        }


class Pace:
    """Counts requests by key. What is refused is not counted."""

    def __init__(self) -> None:
        self._asked: dict[int, deque[datetime]] = {}

    def turn(self, api_key_id: int, now: datetime) -> Turn:
        """Return whether the key may ask now, and count it if so."""
        asked = self._asked.setdefault(api_key_id, deque())
        while asked and not now - MINUTE < asked[0] <= now:  # a clock that was set back forgets, too
            asked.popleft()
        is_granted = len(asked) < PER_MINUTE
        if is_granted:
            asked.append(now)
        reset_s = ceil((asked[0] + MINUTE - now).total_seconds())
        return Turn(is_granted, PER_MINUTE - len(asked), reset_s)
