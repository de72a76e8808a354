"""Old readings become fewer, a few posts in a transaction; nothing goes that money or charts rest on."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from core.domain import metrics
from core.domain.retention import THINNED_AFTER
from core.domain.thinning import Rested, superfluous
from core.domain.zones import UTC, zone_of
from core.services.app import App
from db import rollups, thinning
from db.engine import Session
from db.models import Post
from db.rollups import State

POSTS = 20
"""Posts whose readings are looked through in one transaction."""
BATCHES = 5_000
"""Transactions in one sweep; what is left is left for the next."""
DAYS = 60
"""So many days are looked through in one go: a sweep that is ended goes on where it was."""


async def sweep(app: App, _kind: str) -> int:
    """Remove old readings that say nothing others do not say; return how many."""
    async with app.reads() as session:
        states = await rollups.states(session)
    left, total = BATCHES, 0
    for state in states:
        since = state.thinned_at
        while left > 0 and (until := await _until(app, state, since)) is not None:
            removed, batches = await _thin(app, state, since, until)
            since, total, left = until, total + removed, left - batches
    return total


async def _until(app: App, state: State, since: datetime | None) -> datetime | None:
    """Return until when a campaign's readings are looked through next; None: they all are.

    Days that are not summed up, or by another zone than the server's, are left alone.
    """
    zone = zone_of(state.zone)
    if state.until_at is None or zone_of(state.chosen) != zone:
        return None
    if since is None:
        async with app.reads() as session:
            since = await rollups.first_read(session, state.campaign_id)
    if since is None:
        return None
    far = since.astimezone(zone).date() + timedelta(DAYS)
    old = (app.clock() - THINNED_AFTER).astimezone(zone).date()
    until = min(state.until_at, metrics.midnight(min(far, old), zone))
    return until if since < until else None


async def _thin(app: App, state: State, since: datetime | None, until: datetime) -> tuple[int, int]:
    """Look through a campaign's readings of a time; return how many went, in how many transactions."""
    last_id, total, batches = 0, 0, 1
    while True:
        async with app.reads() as session:
            ids = await thinning.crowded(session, state.campaign_id, last_id, since, until, POSTS)
        if not ids:
            async with app.sessions.begin() as session:
                row = await rollups.locked(session, state.campaign_id, UTC)
                if row.zone == state.zone:  # by another zone it is another day's last reading that stays
                    row.thinned_at = until
            return total, batches
        async with app.sessions.begin() as session:
            total += await _thin_posts(session, app, state, ids, until)
        last_id, batches = ids[-1], batches + 1


async def _thin_posts(session: Session, app: App, state: State, ids: Sequence[int], until: datetime) -> int:
    posts = await thinning.locked(session, ids)
    looks, named = await thinning.looks(session, ids), await thinning.named(session, ids)
    row = await rollups.locked(session, state.campaign_id, UTC)
    if (row.zone, row.until_at) != (state.zone, state.until_at):
        return 0  # the days are summed up anew meanwhile
    gone: list[int] = []
    for post in posts:
        rested = _rested(post, named.get(post.id, set()))
        zone, grace = zone_of(state.zone), app.schedule.grace
        gone += superfluous(looks.get(post.id, []), rested, before=until, zone=zone, grace=grace)
    await thinning.remove(session, gone)
    return len(gone)


def _rested(post: Post, named: Collection[int]) -> Rested:
    counted = () if post.counted_snapshot_id is None else (post.counted_snapshot_id,)
    return Rested(post.published_at, post.window_ends_at, post.read_at, {*named, *counted})
