"""Watch rounds: syncing every account that is due, one after the other."""

import asyncio
import logging

from core.domain.terms import Outcome, Platform
from core.services import request_budgets, syncs
from core.services.app import App
from core.services.shown_watches import Synced
from core.services.tally import Tally
from db import runs, watches

log = logging.getLogger(__name__)

PASS_LIMIT = 1_000
"""Most accounts one pass syncs; the rest is due at the next beat."""
PASS_S = 120.0
"""After so many seconds a pass begins no further sync, so that what else is due waits no longer."""


async def run(app: App, platform: Platform) -> Tally:
    """Sync every account of the platform that is due, one after the other."""
    if await request_budgets.is_spent(app, platform):
        return Tally()  # what is due stays due until the next day
    started, clock = app.clock(), asyncio.get_running_loop()
    async with app.reads() as session:
        due = await watches.due(session, platform, started, app.watch_interval, PASS_LIMIT)
    total, ends_at = Tally(), clock.time() + PASS_S
    for number, watch_id in enumerate(due):
        if clock.time() >= ends_at:
            break
        if number:
            await asyncio.sleep(app.pacing[platform].pause_s)
        synced = await _sync_or_set_aside(app, watch_id)
        if synced is None:
            break  # every source is left alone: what is due stays due
        is_complete = synced.outcome is Outcome.OK
        total += Tally(due=1, asked=synced.pages, imported=synced.imported)
        total += Tally(read=1) if is_complete else Tally(failed=1)
        if await request_budgets.note(app, platform):
            break
    if total.due:
        async with app.sessions.begin() as session:
            runs.record(session, f"watch {platform}", started, app.clock(), total.as_dict())
    return total


async def _sync_or_set_aside(app: App, watch_id: int) -> Synced | None:
    """Sync an account; one whose sync cannot be kept waits for its next turn and holds up no other."""
    try:
        return await syncs.sync(app, watch_id)
    except Exception as error:
        log.exception("How the sync of account %s ended could not be kept", watch_id)
        said = f"a fault of ours: {type(error).__name__}"
    async with app.sessions.begin() as session:
        watch = await watches.locked(session, watch_id)
        watch.failures += 1
        watch.tried_at, watch.last_outcome, watch.last_error = app.clock(), Outcome.UNAVAILABLE, said
        watch.next_sync_at = syncs.next_at(app, watch.failures)
    return Synced(Outcome.UNAVAILABLE, 0, 0, 0, said)
