"""Keeping requests to a source apart."""

import asyncio
from collections.abc import Awaitable, Callable


class Turns:
    """Keeps requests `interval_s` apart, however many want to go at once."""

    def __init__(self, interval_s: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._interval_s = interval_s
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._free_at = 0.0

    async def wait(self) -> None:
        """Return when it is the caller's turn."""
        async with self._turn:
            clock = asyncio.get_running_loop()
            await self._sleep(max(0.0, self._free_at - clock.time()))
            self._free_at = clock.time() + self._interval_s
