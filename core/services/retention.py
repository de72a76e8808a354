"""Once a day what is needed no more goes, so many rows in a transaction; `docs/privacy.md` says what, when.

Nothing that money rests on goes: the ledger, payouts, the audit and the readings that decisions rest on stay
as they are.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from core.domain.retention import (
    CODES_KEPT,
    LEFT_KEPT,
    MESSAGES_KEPT,
    QUESTIONS_KEPT,
    REFRESHES_KEPT,
    RUNS_KEPT,
)
from core.services import thinning
from core.services.app import App
from core.services.tally import Tally
from db import erasing, retention, runs, trail
from db.engine import Session
from db.models import Campaign, Creator

log = logging.getLogger(__name__)

LOOP = "retention"
EVERY = timedelta(days=1)
BATCH = 500
"""Rows that go in one transaction."""
Removal = Callable[[Session, datetime, int], Awaitable[int]]
KINDS: Mapping[str, tuple[Removal, timedelta]] = {
    "messages": (retention.messages, MESSAGES_KEPT),
    "told_once": (retention.told_once, MESSAGES_KEPT),
    "questions": (retention.questions, QUESTIONS_KEPT),
    "codes": (retention.codes, CODES_KEPT),
    "refreshes": (retention.refreshes, REFRESHES_KEPT),
    "runs": (retention.runs, RUNS_KEPT),
}
"""What goes by its age alone: how, and how long it stays."""


async def sweep_due(app: App) -> Tally:
    """Remove what is needed no more when the last time is a day ago, and keep what that came to."""
    started = app.clock()
    async with app.reads() as session:
        last = await runs.last(session, LOOP)
    if last is not None and timedelta(0) <= started - last.started_at < EVERY:
        return Tally()
    removed = await sweep(app)
    async with app.sessions.begin() as session:
        runs.record(session, LOOP, started, app.clock(), dict(removed))
    return Tally()


async def sweep(app: App) -> Mapping[str, int]:
    """Remove what is needed no more; return how much of each kind, and how many kinds `failed`."""
    removed = {"failed": 0}
    works = {name: (_by_age, name) for name in KINDS} | {
        "left": (_of_the_left, "left"),
        "readings": (thinning.sweep, "readings"),
    }
    for name, (work, kind) in works.items():
        try:
            removed[name] = await work(app, kind)
        except Exception:
            log.exception("What is kept of %s could not be removed; it is tried again tomorrow", name)
            removed["failed"] += 1
    return removed


async def _by_age(app: App, kind: str) -> int:
    remove, kept = KINDS[kind]
    total, gone = 0, BATCH
    while gone == BATCH:
        async with app.sessions.begin() as session:
            gone = await remove(session, app.clock() - kept, BATCH)
        total += gone
    return total


async def _of_the_left(app: App, _kind: str) -> int:
    """Remove what is personal of creators who were removed long ago, whose posts run and owe no more."""
    before, last_id, total = app.clock() - LEFT_KEPT, 0, 0
    while True:
        async with app.reads() as session:
            ids = await retention.left(session, before, last_id, BATCH)
        if not ids:
            return total
        for creator_id in ids:
            total += await _strip(app, creator_id)
        last_id = ids[-1]


async def _strip(app: App, creator_id: int) -> int:
    async with app.sessions.begin() as session:
        await erasing.lock(session, [creator_id])
        running, _ = await erasing.running(session, [creator_id])
        if running or await erasing.owed(session, [creator_id]):
            return 0
        await retention.strip(session, creator_id)
        creator = await session.get_one(Creator, creator_id)
        home = await session.get_one(Campaign, creator.campaign_id)
        trail.note(
            session,
            at=app.clock(),
            guild_id=home.guild_id,
            actor=None,
            action=LOOP,
            reason=f"removed from the campaign more than {LEFT_KEPT.days} days ago",
            before="name, pictures, captions and notes",
            campaign_id=home.id,
            creator_id=creator_id,
        )
        return 1
