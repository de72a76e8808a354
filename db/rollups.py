"""What posts gained day by day: how far it is summed up, and the sums themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Date, cast, delete, func, literal, select, tuple_

from core.domain.metrics import Span
from db.engine import Session, insert_for
from db.models import Campaign, Post, Server, Snapshot
from db.rollup_rows import DailyGain, RolledCampaign
from db.spans import placed


@dataclass(frozen=True, slots=True)
class State:
    """A campaign, its server's time zone (None: none was chosen), and how far it is summed up.

    `zone` is the one that the sums are by; None: nobody has begun.
    """

    campaign_id: int
    chosen: str | None
    zone: str | None
    until_at: datetime | None
    target_at: datetime | None
    thinned_at: datetime | None


async def states(session: Session) -> Sequence[State]:
    """Return how far each campaign is summed up."""
    query = (
        select(
            Campaign.id,
            Server.timezone,
            RolledCampaign.zone,
            RolledCampaign.until_at,
            RolledCampaign.target_at,
            RolledCampaign.thinned_at,
        )
        .outerjoin(Server, Server.guild_id == Campaign.guild_id)
        .outerjoin(RolledCampaign, RolledCampaign.campaign_id == Campaign.id)
        .order_by(Campaign.id)
    )
    return [State(*row) for row in await session.execute(query)]


async def rolled(session: Session, campaign_ids: Collection[int]) -> Mapping[int, tuple[str, datetime]]:
    """Return zone and end of the days that are summed up, of the campaigns that have any."""
    query = select(RolledCampaign.campaign_id, RolledCampaign.zone, RolledCampaign.until_at)
    query = query.where(RolledCampaign.campaign_id.in_(campaign_ids), RolledCampaign.until_at.is_not(None))
    return {row[0]: (row[1], row[2]) for row in await session.execute(query) if row[2] is not None}


async def locked(session: Session, campaign_id: int, zone: str) -> RolledCampaign:
    """Return how far the campaign is summed up, locked; one that nobody has begun begins with this zone."""
    row = insert_for(session, RolledCampaign).values(campaign_id=campaign_id, zone=zone)
    await session.execute(row.on_conflict_do_nothing())
    return await session.get_one(RolledCampaign, campaign_id, with_for_update=True, populate_existing=True)


async def first_read(session: Session, campaign_id: int) -> datetime | None:
    """Return when a post of the campaign was first read with known views; None: never."""
    first = select(func.min(Snapshot.taken_at)).where(
        Snapshot.post_id == Post.id, Snapshot.views.is_not(None)
    )
    query = select(func.min(first.scalar_subquery(), type_=Snapshot.taken_at.type))
    found: datetime | None = await session.scalar(query.where(Post.campaign_id == campaign_id))
    return found


async def posts_after(session: Session, campaign_id: int, last_id: int, limit: int) -> Sequence[int]:
    """Return the ids of the campaign's posts that follow."""
    query = select(Post.id).where(Post.campaign_id == campaign_id, Post.id > last_id)
    return (await session.scalars(query.order_by(Post.id).limit(limit))).all()


async def clear(session: Session, campaign_id: int, limit: int) -> int:
    """Remove some of the campaign's sums; return how many there were."""
    key = (DailyGain.day, DailyGain.post_id)
    found = select(*key).where(DailyGain.campaign_id == campaign_id).limit(limit)
    some = [(row[0], row[1]) for row in await session.execute(found)]
    if some:
        await session.execute(
            delete(DailyGain).where(DailyGain.campaign_id == campaign_id, tuple_(*key).in_(some))
        )
    return len(some)


async def sum_up(session: Session, campaign_id: int, post_ids: Collection[int], days: Sequence[Span]) -> None:
    """Sum up these posts of the campaign on these days, in the place of what was summed up before."""
    theirs = (DailyGain.campaign_id == campaign_id) & DailyGain.post_id.in_(post_ids)
    on_days = (DailyGain.day >= days[0].first) & (DailyGain.day <= days[-1].first)
    await session.execute(delete(DailyGain).where(theirs, on_days))
    before = func.lag(Snapshot.views).over(
        partition_by=Snapshot.post_id, order_by=[Snapshot.taken_at, Snapshot.id]
    )
    since, until = days[0].start, days[-1].end
    was_read = select(Snapshot.post_id).where(
        Snapshot.post_id.in_(post_ids), Snapshot.taken_at >= since, Snapshot.taken_at < until
    )
    gains = (
        select(
            Snapshot.post_id, Snapshot.taken_at, (Snapshot.views - func.coalesce(before, 0)).label("views")
        )
        .where(Snapshot.post_id.in_(was_read), Snapshot.views.is_not(None), Snapshot.taken_at < until)
        .subquery()
    )
    dates = [literal(day.first, Date) for day in days]
    day = placed(gains.c.taken_at, [each.start for each in days], dates).label("day")
    total = cast(func.sum(gains.c.views), BigInteger)
    made = (
        select(literal(campaign_id, BigInteger), day, gains.c.post_id, total)
        .where(gains.c.taken_at >= since)
        .group_by(gains.c.post_id, day)
    )
    columns = [DailyGain.campaign_id, DailyGain.day, DailyGain.post_id, DailyGain.views]
    await session.execute(insert_for(session, DailyGain).from_select(columns, made))


async def late(session: Session, campaign_ids: Collection[int], at: datetime) -> Sequence[int]:
    """Return which of the campaigns are summed up, or are being, beyond a moment."""
    end = func.coalesce(RolledCampaign.target_at, RolledCampaign.until_at, type_=RolledCampaign.until_at.type)
    query = select(RolledCampaign.campaign_id).where(RolledCampaign.campaign_id.in_(campaign_ids), end > at)
    return (await session.scalars(query.order_by(RolledCampaign.campaign_id))).all()
