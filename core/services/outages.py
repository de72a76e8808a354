"""Platforms that cannot be read: each server concerned is told once, and once when it is over.

Notices and what is kept of the outage are one transaction: an end in between neither loses nor repeats any.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.domain.outages import Change, judge
from core.domain.ports import SourceState
from core.domain.terms import Platform
from core.services.app import App
from core.services.tally import Tally
from db import notices, outages
from db.engine import Session
from db.records import Outage

log = logging.getLogger(__name__)

LOOP = "sources"
DOWN, BACK = "sources down", "sources back"
"""The topics of the notices."""


async def watch(app: App) -> Tally:
    """Keep which platforms can be read, and have people told where that changed for longer."""
    for platform, chain in app.sources.items():
        try:
            await watch_one(app, platform, chain.states())
        except Exception:
            log.exception("Whether %s can be read could not be kept", platform.label)
    return Tally()


async def watch_one(app: App, platform: Platform, states: Sequence[SourceState]) -> None:
    """Keep what the platform's sources, as they are now, change."""
    async with app.reads() as session:
        if _change(await outages.of(session, platform), states) is Change.NONE:
            return
    async with app.sessions.begin() as session:
        row = await outages.locked(session, platform)  # of two that see the change, one tells it
        match _change(row, states):
            case Change.BEGINS:
                await outages.begin(session, platform, app.clock())
            case Change.IS_TOLD:
                await _tell_down(session, platform, states, app.clock())
            case Change.ENDS:
                await _tell_back(session, platform, app.clock())
                await outages.end(session, platform)
            case Change.NONE:
                pass


def _change(row: Outage | None, states: Sequence[SourceState]) -> Change:
    if row is None:
        return judge(states, None, is_told=False)
    return judge(states, row.began_at, is_told=row.told_at is not None)


async def _tell_down(
    session: Session, platform: Platform, states: Sequence[SourceState], now: datetime
) -> None:
    row = await outages.of(session, platform)
    assert row is not None
    row.told_at = now
    args: dict[str, Any] = {
        "platform": platform.value,
        "since": row.began_at.timestamp(),
        "refused": [state.name for state in states if state.is_refused],
    }
    for guild_id in await outages.concerned(session, platform):
        notices.add(session, guild_id, notices.ADMIN, DOWN, args, now)


async def _tell_back(session: Session, platform: Platform, now: datetime) -> None:
    """Tell those that it is over who were told of it."""
    row = await outages.of(session, platform)
    if row is None or row.told_at is None:
        return
    args = {"platform": platform.value, "since": row.began_at.timestamp(), "until": now.timestamp()}
    for guild_id in await outages.told(session, DOWN, platform, row.told_at):
        notices.add(session, guild_id, notices.ADMIN, BACK, args, now)
