"""Weekly digests: each server's last week against the week before, told once in the channel it chose.

Whoever sends one claims it first, and marks it when it was sent, so an end in between loses none; one that
was sent but not marked is sent again with the same nonce, of which Discord makes one message.
"""

import hashlib
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from core.domain import digests, metrics
from core.domain.metrics import Span
from core.services import analytics, servers
from core.services.app import App
from core.services.shown_digests import CampaignWeek, Digest, Riser, Slot, Week
from db import digests as digest_rows
from db import figures, gains
from db import servers as server_rows
from db.engine import Session
from db.figures import Scope
from db.models import Campaign, Server

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""So long a claim holds of a process that ended; Discord knows a nonce for longer."""
MOST_CAMPAIGNS = 10
LEADING = 3


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Slot]:
    """Return the digests that these servers are to be told now."""
    now = app.clock()
    async with app.reads() as session:
        return [_slot(row) for row in await digest_rows.due(session, guild_ids, now) if _is_open(row, now)]


async def compose(app: App, slot: Slot) -> Digest | None:
    """Claim a digest, and return what it says; None: another process has it, or there is none to send.

    One that is a day late, and one of a week in which nothing happened, give way to the next.
    """
    now = app.clock()
    if not await _claimed(app, slot, now):
        return None
    if digests.is_missed(slot.due_at, now):
        log.warning("The digest of server %s due at %s is skipped: too late", slot.guild_id, slot.due_at)
        await sent(app, slot)
        return None
    async with app.reads() as session:
        found = await _digest(session, slot)
    if not found.campaigns:
        log.info("Nothing happened last week in server %s, so it is sent no digest", slot.guild_id)
        await sent(app, slot)
        return None
    return found


async def sent(app: App, slot: Slot) -> None:
    """Keep that nothing is left to do about a digest; the next is due in a week."""
    async with app.sessions.begin() as session:
        row = await server_rows.locked(session, slot.guild_id)
        if row.digest_due_at == slot.due_at:
            row.digest_due_at = servers.next_digest(row, max(app.clock(), slot.due_at))
            row.digest_claimed_at = None


async def failed(app: App, slot: Slot) -> None:
    """Give a claim back, so that the digest may be tried again."""
    async with app.sessions.begin() as session:
        row = await server_rows.locked(session, slot.guild_id)
        if row.digest_due_at == slot.due_at:
            row.digest_claimed_at = None


async def _claimed(app: App, slot: Slot, now: datetime) -> bool:
    """Claim a digest; True for exactly one of all who try at once."""
    async with app.sessions.begin() as session:
        row = await server_rows.locked(session, slot.guild_id)
        is_there = (row.digest_due_at, row.digest_channel_id) == (slot.due_at, slot.channel_id)
        if not is_there or not _is_open(row, now):
            return False
        row.digest_claimed_at = now
        return True


def _is_open(row: Server, now: datetime) -> bool:
    """Whether nobody is at sending it."""
    return row.digest_claimed_at is None or now - row.digest_claimed_at >= LEASE


def _slot(row: Server) -> Slot:
    assert row.digest_channel_id is not None
    assert row.digest_due_at is not None  # it is due
    told = f"digest {row.guild_id} {row.digest_channel_id} {row.digest_due_at.timestamp()}"
    nonce = int.from_bytes(hashlib.sha256(told.encode()).digest()[:8]) >> 1
    return Slot(row.guild_id, row.digest_channel_id, row.digest_due_at, nonce)


async def _digest(session: Session, slot: Slot) -> Digest:
    zone = await servers.zone(session, slot.guild_id)
    weeks, days = digests.weeks(slot.due_at, zone), digests.days(slot.due_at, zone)
    homes = await digest_rows.active(session, slot.guild_id)
    found = [await _campaign(session, home, weeks, days) for home in homes]
    told = sorted((each for each in found if not each.last.is_quiet), key=_rank)
    return Digest(
        slot=slot,
        week=weeks[1],
        days=days,
        zone=zone.key,
        campaigns=told[:MOST_CAMPAIGNS],
        more=len(told[MOST_CAMPAIGNS:]),
    )


def _rank(each: CampaignWeek) -> tuple[int, int, str]:
    return -(each.last.gained or 0), -each.last.posts, each.name


async def _campaign(
    session: Session, home: Campaign, weeks: Sequence[Span], days: Sequence[Span]
) -> CampaignWeek:
    scope, (before, last) = Scope([home.id]), weeks
    gained = await gains.gained(session, scope, weeks)
    posts = await gains.posts_gained_most(session, scope, last, LEADING)
    creators = await gains.creators_gained_most(session, scope, last, LEADING)
    return CampaignWeek(
        campaign_id=home.id,
        name=home.name,
        currency=home.currency,
        last=await _week(session, home, last, gained[1]),
        before=await _week(session, home, before, gained[0]),
        gained=await gains.gained(session, scope, days),
        posts=[analytics.top_post(post, views) for post, views in posts],
        creators=[Riser(creator.handle, creator.platform, views) for creator, views in creators],
    )


async def _week(session: Session, home: Campaign, span: Span, gained: int | None) -> Week:
    total = metrics.summary(await figures.parts(session, Scope([home.id], span.start, span.end)))
    return Week(
        posts=total.videos,
        creators=total.creators,
        gained=gained,
        finalized=await digest_rows.finalized(session, home.id, span),
        earned_minor=await digest_rows.earned(session, home, span) if home.shows_amounts else None,
    )
