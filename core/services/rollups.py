"""Summing up what posts gained on days that are over, campaign by campaign, some posts in a transaction.

A campaign's sums answer once all of its posts are summed up; until then the readings do. Ending anywhere
loses nothing: what was begun is done over, and comes to the same.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from core.domain import metrics
from core.domain.rollups import is_ahead, over, target
from core.domain.zones import UTC, zone_of
from core.services.app import App
from core.services.tally import Tally
from db import rollups
from db.engine import Session
from db.models import Post
from db.rollup_rows import RolledCampaign
from db.rollups import State

log = logging.getLogger(__name__)

LOOP = "rollups"
POSTS, ROWS = 200, 2_000
"""Posts that are summed up, and sums that are removed, in one transaction."""
BATCHES = 2_000
"""Transactions in one pass; what is left is left for the next."""


async def roll_due(app: App) -> Tally:
    """Sum up what is over; every campaign by itself, so that trouble with one holds up no other."""
    async with app.reads() as session:
        states = await rollups.states(session)
    left = BATCHES
    for state in states:
        try:
            while left > 0 and (done := await roll_one(app, state.campaign_id, state)):
                left -= done
        except Exception:
            log.exception("Campaign %s could not be summed up; it is tried again", state.campaign_id)
    return Tally()


async def roll_one(app: App, campaign_id: int, state: State) -> int:
    """Do what is next for a campaign; return how many transactions that took, 0: nothing is to be done."""
    now, zone = app.clock(), zone_of(state.chosen)
    if state.zone is not None and not _is_behind(state, now):
        return 0
    async with app.sessions.begin() as session:
        row = await rollups.locked(session, campaign_id, state.chosen or UTC)
        is_wrong = row.until_at is not None and is_ahead(row.until_at, now, zone)
        if zone_of(row.zone) != zone or is_wrong:
            row.zone, row.until_at, row.target_at = state.chosen or UTC, None, None
        if row.until_at is None and row.target_at is None and await rollups.clear(session, campaign_id, ROWS):
            return 1
        start = await _start(session, row, now)
        row.target_at = target(start, now, zone)
        if row.target_at == row.until_at:
            row.target_at = None
            return 0
        goal = row.target_at
    return await _roll(app, campaign_id, start, goal)


async def renew(session: Session, posts: Sequence[Post], read_at: Mapping[int, datetime]) -> None:
    """Sum up anew those of the posts, which are locked, that were read on days that are summed up.

    Readings are written moments after they were taken, and days are summed up an hour after their end: only
    what a clock dated wrongly, or was held up for that long, comes too late.

    Args:
        read_at: when each post was read, by id.
    """
    if not posts:
        return
    ids = {post.campaign_id for post in posts}
    for campaign_id in await rollups.late(session, ids, min(read_at.values())):
        theirs = [post.id for post in posts if post.campaign_id == campaign_id]
        row = await rollups.locked(session, campaign_id, UTC)
        end, zone = row.target_at or row.until_at, zone_of(row.zone)
        first = min(read_at[post_id] for post_id in theirs)
        days = [] if end is None or first >= end else metrics.spans(first, end, zone, most=10**6)
        for number in range(0, len(days), metrics.MOST_SPANS):
            await rollups.sum_up(session, campaign_id, theirs, days[number : number + metrics.MOST_SPANS])


def _is_behind(state: State, now: datetime) -> bool:
    zone = zone_of(state.zone)
    if zone_of(state.chosen) != zone or state.until_at is None or state.target_at is not None:
        return True
    return is_ahead(state.until_at, now, zone) or over(now, zone) > state.until_at


async def _start(session: Session, row: RolledCampaign, now: datetime) -> datetime:
    """Return the midnight from which days are to be summed up next."""
    if row.until_at is not None:
        return row.until_at
    zone = zone_of(row.zone)
    first = await rollups.first_read(session, row.campaign_id)
    found = over(now, zone)
    return found if first is None else min(found, metrics.midnight(first.astimezone(zone).date(), zone))


async def _roll(app: App, campaign_id: int, start: datetime, goal: datetime) -> int:
    """Sum up a campaign's days up to the goal; return how many transactions that took."""
    last_id, done = 0, 1
    while True:
        async with app.sessions.begin() as session:
            row = await rollups.locked(session, campaign_id, UTC)
            if row.target_at != goal or (row.until_at or start) != start:
                return done  # another process was at it, or the zone is another now
            ids = await rollups.posts_after(session, campaign_id, last_id, POSTS)
            if not ids:
                row.until_at, row.target_at = goal, None
                return done + 1
            if start < goal:
                days = metrics.spans(start, goal, zone_of(row.zone), most=10**6)
                await rollups.sum_up(session, campaign_id, ids, days)
        last_id, done = ids[-1], done + 1
