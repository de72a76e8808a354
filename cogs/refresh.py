"""The loops: a heartbeat each. The database is the schedule, so a restart neither loses nor doubles."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from discord.ext import tasks

from cogs import tracing
from core.domain.terms import Platform
from core.services import (
    budget_warnings,
    decisions,
    jobs,
    outages,
    proving,
    refresh,
    request_budgets,
    retention,
    rollups,
    verification,
    watch_rounds,
)
from core.services.app import App
from core.services.health import LoopState
from core.services.tally import Tally

log = logging.getLogger(__name__)

Pass = Callable[[], Awaitable[Tally]]


class Beat:
    """One loop: a pass of one use case, over and over, whatever a pass ends in."""

    def __init__(self, app: App, name: str, use_case: Pass, every_s: float) -> None:
        self._app = app
        self._use_case = use_case
        self._every_s = every_s
        self._name = name
        self._started_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._ok_at: datetime | None = None
        self._error: str | None = None
        self._is_standby = False
        self._loop = tasks.loop(seconds=every_s)(self.once)

    async def once(self) -> None:
        """Make one pass; `tasks.loop` would stop for ever on an exception, so none gets out."""
        self._started_at = self._app.clock()
        tracing.begin()
        try:
            self._is_standby = not await self._app.has_turn()
            if not self._is_standby:
                await self._use_case()
        except Exception as error:
            log.exception("The loop %s failed; it goes on at the next beat", self._name)
            self._error = f"{type(error).__name__}: {error}"[:200]
        else:
            self._error, self._ok_at = None, self._app.clock()
        finally:
            self._started_at, self._beat_at = None, self._app.clock()

    def start(self) -> None:
        """Begin to beat."""
        self._loop.start()

    async def stop(self, timeout_s: float) -> None:
        """Let the pass at hand end; drop it when that takes too long."""
        task = self._loop.get_task()
        self._loop.stop()
        if task is None or task.done():
            return
        if self._started_at is None:
            self._loop.cancel()
        await asyncio.wait([task], timeout=timeout_s)
        self._loop.cancel()
        await asyncio.wait([task])

    def state(self) -> LoopState:
        """Return how the loop is doing."""
        return LoopState(
            name=self._name,
            every_s=self._every_s,
            running_since=self._started_at,
            beat_at=self._beat_at,
            ok_at=self._ok_at,
            next_at=self._loop.next_iteration,
            error=self._error,
            is_standby=self._is_standby,
        )


class Loops:
    """All loops. A platform has its own, so that a slow one never delays the other.

    Args:
        more: passes of what not every process runs, by name.
    """

    def __init__(self, app: App, every_s: float, more: Mapping[str, Pass] | None = None) -> None:
        passes: dict[str, Pass] = {}
        if app.queue is not None:
            passes[jobs.LOOP] = partial(jobs.enqueue, app, app.queue)
        for platform in Platform:
            if app.queue is None:  # else workers do it
                passes[f"refresh {platform}"] = partial(refresh.run_round, app, platform)
                passes[f"watch {platform}"] = partial(watch_rounds.run, app, platform)  # they share a gate
            # a person waits for it, and it asks for little: it goes past the line, with the same pauses
            passes[f"link {platform}"] = partial(proving.run, app, platform)
        passes["decisions"] = partial(decisions.decide_due, app)
        passes[verification.LOOP] = partial(verification.verify_due, app)
        passes[budget_warnings.LOOP] = partial(budget_warnings.warn_due, app)
        passes[outages.LOOP] = partial(outages.watch, app)
        passes[rollups.LOOP] = partial(rollups.roll_due, app)
        passes[retention.LOOP] = partial(retention.sweep_due, app)
        if app.schedule.budgets:
            passes[request_budgets.LOOP] = partial(request_budgets.measure_due, app)
        passes |= more or {}
        self._beats = [Beat(app, name, use_case, every_s) for name, use_case in passes.items()]

    def start(self) -> None:
        """Let all loops beat; needs a running event loop, but no Discord."""
        for beat in self._beats:
            beat.start()

    async def stop(self, timeout_s: float = 8) -> None:
        """End all loops, each after its pass at hand or after the time-out."""
        await asyncio.gather(*(beat.stop(timeout_s) for beat in self._beats))

    def states(self) -> Sequence[LoopState]:
        """Return how each loop is doing."""
        return [beat.state() for beat in self._beats]
