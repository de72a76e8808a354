"""Gates of this process: when requests to a platform may begin."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # an App is made with its gates
    from core.services.app import Pacing

CATCH_UP_S = 0.05
"""Most that who stood in line makes up for of what the machine was late, in seconds."""


class LocalGate:
    """Keeps a platform's pacing for all requests of this process that go through it, in order of arrival.

    Without a rate one turn is under way at a time, and the next begins a pause after it has ended. With one a
    turn begins as long after the one before began as its requests take at that rate, and turns overlap.
    """

    def __init__(self, pacing: "Pacing") -> None:
        self.pacing = pacing
        self._line = asyncio.Lock()
        self._room = asyncio.Semaphore(pacing.in_flight)
        self._free_at = 0.0

    def turn(self, requests: int) -> AbstractAsyncContextManager[None]:
        """Return what is entered when so many requests may begin, and left when they have ended."""
        rate = self.pacing.rate
        return self._alone() if rate is None else self._beside(requests, requests / rate)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        clock = asyncio.get_running_loop()
        async with self._line:
            await asyncio.sleep(self._free_at - clock.time())
            try:
                yield
            finally:
                self._free_at = clock.time() + self.pacing.pause_s

    @asynccontextmanager
    async def _beside(self, requests: int, takes_s: float) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            late_s = CATCH_UP_S if self._line.locked() else 0.0
            async with self._line:
                for _ in range(min(requests, self.pacing.in_flight)):
                    await held.enter_async_context(self._room)
                now = asyncio.get_running_loop().time()
                begins_at = max(self._free_at, now - late_s)
                self._free_at = begins_at + takes_s
                await asyncio.sleep(begins_at - now)
            yield
