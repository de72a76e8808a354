"""Replaying the whole ledger, and holding posts and payouts against it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from core.domain.replay import Account, Fault, FaultKind, Replay
from core.domain.replay_posts import payout_faults, post_faults
from core.domain.settlements import Settlement
from core.services.app import App
from core.services.shown_ledger import Verified
from core.services.tally import Tally
from db import ledger, runs
from db.engine import Database, Session

log = logging.getLogger(__name__)

LOOP = "ledger"
EVERY = timedelta(minutes=10)
"""How often the loop replays the ledger."""
PART, STRETCH = 100, 25
"""How many rows are fetched, and looked at, in one go: the event loop runs between two of them."""
TOLD = 10
"""How many faults the log tells."""

Row = TypeVar("Row")


async def verify(database: Database) -> Verified:
    """Replay everything as it is at one moment, in parts; return what it comes to, and every fault."""
    replay, faults = Replay(), list[Fault]()
    async with database.reads() as session:
        await ledger.see_one_moment(session)
        async for entry, basis in _parts(session, ledger.rows_after, lambda row: row[0].id):
            faults += replay.add(entry, basis)
        faults += replay.end(await ledger.heads(session))
        async for payout in _parts(session, ledger.payouts_after, lambda row: row.id):
            faults += payout_faults(payout, replay.payouts.pop(payout.id, None))
        async for post in _parts(session, ledger.posts_after, lambda row: row.id):
            faults += post_faults(post, replay.posts.pop(post.id, None))
    faults += [_of_no_post(post_id, account) for post_id, account in replay.posts.items()]
    faults += [_of_no_payout(payout_id, settled) for payout_id, settled in replay.payouts.items()]
    return Verified(replay.entries, len(replay.heads), dict(replay.balances), faults)


async def verify_due(app: App) -> Tally:
    """Replay the ledger when the last time is long enough ago, and keep what came of it for monitors."""
    started = app.clock()
    async with app.reads() as session:
        last = await runs.last(session, LOOP)
    if last is not None and started - last.started_at < EVERY:
        return Tally()
    found = await verify(app.database)
    before = 0 if last is None else last.tally["faults"]
    if len(found.faults) != before:
        _tell(found.faults)
    async with app.sessions.begin() as session:
        tally = {"entries": found.entries, "faults": len(found.faults)}
        runs.record(session, LOOP, started, app.clock(), tally)
    return Tally()


async def _parts(
    session: Session,
    query: Callable[[Session, int, int], Awaitable[Sequence[Row]]],
    id_of: Callable[[Row], int],
) -> AsyncIterator[Row]:
    last_id = -(2**63)
    while rows := await query(session, last_id, PART):
        for number, row in enumerate(rows):
            if number % STRETCH == 0:
                await asyncio.sleep(0)  # fetching took its time, and so did the stretch before
            yield row
        last_id = id_of(rows[-1])


def _of_no_post(post_id: int, account: Account) -> Fault:
    kind = FaultKind.STATUS_DIFFERS
    return Fault(kind, account.campaign_id, post_id=post_id, expected=account.earned_minor, found=None)


def _of_no_payout(payout_id: int, settled: Settlement) -> Fault:
    kind = FaultKind.PAYOUT_DIFFERS
    return Fault(kind, settled.campaign_id, payout_id=payout_id, expected=settled.paid_minor, found=None)


def _tell(faults: Sequence[Fault]) -> None:
    if not faults:
        log.warning("The ledger adds up again")
        return
    log.error("The ledger does not add up: %s faults; `python -m bot verify` lists them all", len(faults))
    for fault in faults[:TOLD]:
        log.error("The ledger does not add up: %s", fault.said)
