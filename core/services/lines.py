"""A line of requests: filled as far as there is room, emptied by those who make them."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from core.services.looks import Look


class Line:
    """Requests that wait to be made.

    Args:
        room: most that wait; who fills the line waits for room.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._waiting: deque[Look] = deque()
        self._taken = 0
        self._is_filled = self._is_closed = False
        lock = asyncio.Lock()
        self._has_room, self._has_work = asyncio.Condition(lock), asyncio.Condition(lock)
        self.was_used = False

    async def fill(self, looks: AsyncGenerator[Look]) -> None:
        """Put in one after the other; return when all are in, or the line is closed."""
        async with aclosing(looks):
            async for look in looks:
                async with self._has_room:
                    await self._has_room.wait_for(lambda: self._is_closed or len(self._waiting) < self._room)
                    if self._is_closed:
                        return
                    self._waiting.append(look)
                    self.was_used = True
                    self._has_work.notify()
        async with self._has_work:
            self._is_filled = True
            self._has_work.notify_all()

    async def take(self, most: int) -> Sequence[Look]:
        """Return so many, fewer only at the end, none when there will be no more."""
        async with self._has_work:
            await self._has_work.wait_for(lambda: self._can_give(most))
            if self._is_closed:
                return []
            taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            self._taken += len(taken)
            self._has_room.notify()
            if self._waiting:
                self._has_work.notify()  # one at a time: there may be hundreds who wait
            return taken

    async def done(self, taken: int, again: Sequence[Look]) -> None:
        """Note that so many were made, and what is to be made first because of them."""
        async with self._has_work:
            self._taken -= taken
            self._waiting.extendleft(reversed(again))
            if self._is_filled and self._taken == 0:
                self._has_work.notify_all()
            else:
                self._has_work.notify(len(again))

    async def close(self) -> None:
        """Give out no more, and take no more in."""
        async with self._has_work:
            self._is_closed = True
            self._has_work.notify_all()
            self._has_room.notify_all()

    def _can_give(self, most: int) -> bool:
        if self._is_closed or len(self._waiting) >= most:
            return True
        return self._is_filled and (len(self._waiting) > 0 or self._taken == 0)
