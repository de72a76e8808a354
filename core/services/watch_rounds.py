"""Watch rounds: syncing every account that is due, as many side by side as the platform's pace allows."""

import asyncio
import logging
from collections.abc import AsyncGenerator

from core.domain.terms import Outcome, Platform
from core.services import request_budgets, syncs
from core.services.app import App
from core.services.shown_watches import Synced
from core.services.tally import Tally
from db import runs, watches

log = logging.getLogger(__name__)

CHUNK = 100
"""Due accounts that are read from the database together."""
PASS_S = 120.0
"""After so many seconds a pass begins no further sync, so that what else is due waits no longer."""


async def run(app: App, platform: Platform) -> Tally:
    """Sync every account of the platform that is due: with a rate several side by side, else one by one."""
    if await request_budgets.is_spent(app, platform):
        return Tally()  # what is due stays due until the next day
    started = app.clock()
    passing = _Pass(app, platform)
    try:
        async with asyncio.TaskGroup() as syncers:
            for _ in range(app.pacing[platform].turns_at_once):
                syncers.create_task(passing.sync())
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    if passing.total.due:
        async with app.sessions.begin() as session:
            runs.record(session, f"watch {platform}", started, app.clock(), passing.total.as_dict())
    return passing.total


class _Pass:
    """The accounts that were due at its start, handed out one by one."""

    def __init__(self, app: App, platform: Platform) -> None:
        self.total = Tally()
        self._app = app
        self._platform = platform
        self._ends_at = asyncio.get_running_loop().time() + PASS_S
        self._due = self._all_due()
        self._turn = asyncio.Lock()
        self._is_over = False

    async def sync(self) -> None:
        """Sync one account after the other, until there is none, or no source may be asked."""
        while (watch_id := await self._next()) is not None:
            synced = await sync_one(self._app, self._platform, watch_id)
            if synced is None:
                self._is_over = True
                return
            self.total += synced
            if await request_budgets.note(self._app, self._platform):
                self._is_over = True  # the day's budget is spent
                return

    async def _next(self) -> int | None:
        async with self._turn:
            if self._is_over or asyncio.get_running_loop().time() >= self._ends_at:
                return None
            return await anext(self._due, None)

    async def _all_due(self) -> AsyncGenerator[int]:
        app, now, after = self._app, self._app.clock(), None
        while True:
            async with app.reads() as session:
                found = await watches.due(session, self._platform, now, app.watch_interval, CHUNK, after)
            for after in found:
                yield after[1]
            if len(found) < CHUNK:
                return


async def sync_one(app: App, platform: Platform, watch_id: int) -> Tally | None:
    """Sync an account now, as a pass does; None when every source is left alone: what is due stays due."""
    synced = await _sync_or_set_aside(app, platform, watch_id)
    if synced is None:
        return None
    total = Tally(due=1, asked=synced.pages, imported=synced.imported)
    return total + (Tally(read=1) if synced.outcome is Outcome.OK else Tally(failed=1))


async def _sync_or_set_aside(app: App, platform: Platform, watch_id: int) -> Synced | None:
    """Sync an account; one whose sync cannot be kept waits for its next turn and holds up no other."""
    try:
        return await syncs.sync(app, watch_id, app.gates[platform])
    except Exception as error:
        log.exception("How the sync of account %s ended could not be kept", watch_id)
        said = f"a fault of ours: {type(error).__name__}"
    async with app.sessions.begin() as session:
        watch = await watches.locked(session, watch_id)
        watch.failures += 1
        watch.tried_at, watch.last_outcome, watch.last_error = app.clock(), Outcome.UNAVAILABLE, said
        watch.next_sync_at = syncs.next_at(app, watch.failures)
    return Synced(Outcome.UNAVAILABLE, 0, 0, 0, said)
