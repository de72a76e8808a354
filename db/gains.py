"""What posts gained in views: whole days that are over from kept sums, the rest from the readings.

Both say the same. A campaign's sums answer only where every span begins and ends with a day of theirs, and
all campaigns asked about are summed up; otherwise the readings answer alone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Subquery,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from core.domain.metrics import Span
from core.domain.rollups import begins_days
from core.domain.zones import zone_of
from db import rollups
from db.engine import Session
from db.figures import Scope, within
from db.models import Creator, Post, Snapshot
from db.rollup_rows import DailyGain
from db.spans import placed

SHORT = timedelta(days=2)
"""In so little time there are few readings, each of which is held against the one before."""
Gains = Select[int, int | None, int, int]
"""Post, creator, place of the span, and views gained, over and over."""


async def gained(session: Session, scope: Scope, spans: Sequence[Span]) -> list[int | None]:
    """Return the views that the posts gained in each span; None where not one of them was read.

    That is, for every post, the last known views at the span's end minus those at its start; fewer views than
    before count as they are, below zero. History starts when tracking starts: a post's first known reading
    counts from nothing, so all views it had by then belong to the span of that reading. What was gained while
    nobody looked belongs to the span of the next reading. So the sum over all spans is what the posts had at
    the end of the last one, less what they had at the start of the first.
    """
    if not spans:
        return []
    gains = await _gains(session, scope, spans)
    query = select(gains.c.place, func.sum(gains.c.views)).group_by(gains.c.place)
    found = {row[0]: int(row[1]) for row in await session.execute(query)}
    return [found.get(number) for number in range(len(spans))]


async def posts_gained_most(
    session: Session, scope: Scope, span: Span, limit: int
) -> Sequence[tuple[Post, int]]:
    """Return the posts that gained views in the span, as `gained` tells it, the most first."""
    ranked = _ranked("post_id", await _gains(session, scope, [span]), limit)
    query = select(Post, ranked.c.views).join(ranked, ranked.c.owner == Post.id)
    found = await session.execute(query.order_by(ranked.c.views.desc(), Post.id))
    return [(row[0], int(row[1])) for row in found]


async def creators_gained_most(
    session: Session, scope: Scope, span: Span, limit: int
) -> Sequence[tuple[Creator, int]]:
    """Return the creators whose posts gained views in the span, as `gained` tells it, the most first."""
    ranked = _ranked("creator_id", await _gains(session, scope, [span]), limit)
    query = select(Creator, ranked.c.views).join(ranked, ranked.c.owner == Creator.id)
    found = await session.execute(query.order_by(ranked.c.views.desc(), Creator.id))
    return [(row[0], int(row[1])) for row in found]


def _ranked(owner: str, gains: Subquery, limit: int) -> Subquery:
    """Return the owners whose readings come to more views than before, the most first."""
    of, total = gains.c[owner], func.sum(gains.c.views)
    return (
        select(of.label("owner"), total.label("views"))
        .where(of.is_not(None))
        .group_by(of)
        .having(total > 0)
        .order_by(total.desc(), of)
        .limit(limit)
        .subquery()
    )


async def _gains(session: Session, scope: Scope, spans: Sequence[Span]) -> Subquery:
    """Return what the posts gained in spans that follow each other, in parts that are to be added up."""
    if spans[-1].end - spans[0].start <= SHORT:
        return _of_latest(scope, spans, spans[0].start).subquery()
    known = await _summed_up(session, scope, spans)
    if known is None:
        return _of_readings(scope, spans).subquery()
    zone, until = known
    if until >= spans[-1].end:
        return _of_days(scope, spans, zone, spans[-1].end).subquery()
    both: CompoundSelect[int, int | None, int, int]
    both = union_all(_of_days(scope, spans, zone, until), _of_latest(scope, spans, until))
    return both.subquery()


async def _summed_up(
    session: Session, scope: Scope, spans: Sequence[Span]
) -> tuple[ZoneInfo, datetime] | None:
    """Return by which zone's days, and until when, sums answer; None: they do not."""
    states = await rollups.rolled(session, scope.campaign_ids)
    zones = {zone for zone, _ in states.values()}
    if len(states) < len(set(scope.campaign_ids)) or len(zones) != 1:
        return None
    zone, until = zone_of(zones.pop()), min(end for _, end in states.values())
    edges = {moment for span in spans for moment in (span.start, span.end) if moment < until}
    return (zone, until) if edges and begins_days(edges, zone) else None


def _of_days(scope: Scope, spans: Sequence[Span], zone: ZoneInfo, until: datetime) -> Gains:
    """Return the sums of the days up to a moment."""
    firsts = [span.start.astimezone(zone).date() for span in spans]
    place = placed(DailyGain.__table__.c.day, firsts, _places(spans)).label("place")
    return (
        select(DailyGain.post_id, Post.creator_id, place, DailyGain.views)
        .join(Post, Post.id == DailyGain.post_id)
        .where(
            DailyGain.campaign_id.in_(scope.campaign_ids),
            DailyGain.day >= firsts[0],
            DailyGain.day < until.astimezone(zone).date(),
            within(scope),
        )
    )


def _of_latest(scope: Scope, spans: Sequence[Span], since: datetime) -> Gains:
    """Return by how much known readings since a moment differ from the post's one before."""
    former = aliased(Snapshot)
    is_former = (former.taken_at < Snapshot.taken_at) | (
        (former.taken_at == Snapshot.taken_at) & (former.id < Snapshot.id)
    )
    before = (
        select(former.views)
        .where(former.post_id == Snapshot.post_id, former.views.is_not(None))
        .where(former.taken_at <= Snapshot.taken_at, is_former)
        .order_by(former.taken_at.desc(), former.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = sum(span.end <= since for span in spans)
    starts = [span.start for span in spans[ended:]]
    place = placed(Snapshot.__table__.c.taken_at, starts, _places(spans)[ended:])
    return (
        select(
            Snapshot.post_id,
            Post.creator_id,
            place.label("place"),
            cast(Snapshot.views - func.coalesce(before, 0), BigInteger).label("views"),
        )
        .join(Post, Post.id == Snapshot.post_id)
        .where(
            within(scope),
            Snapshot.views.is_not(None),
            Snapshot.taken_at >= since,
            Snapshot.taken_at < spans[-1].end,
        )
    )


def _of_readings(scope: Scope, spans: Sequence[Span]) -> Gains:
    """Return by how much known readings in the spans differ from the post's one before."""
    before = func.lag(Snapshot.views).over(
        partition_by=Snapshot.post_id, order_by=[Snapshot.taken_at, Snapshot.id]
    )
    gains = (
        select(
            Snapshot.post_id,
            Post.creator_id,
            Snapshot.taken_at,
            (Snapshot.views - func.coalesce(before, 0)).label("views"),
        )
        .join(Post, Post.id == Snapshot.post_id)
        .where(within(scope), Snapshot.views.is_not(None), Snapshot.taken_at < spans[-1].end)
        .subquery()
    )
    place = placed(gains.c.taken_at, [span.start for span in spans], _places(spans)).label("place")
    query = select(gains.c.post_id, gains.c.creator_id, place, gains.c.views)
    return query.where(gains.c.taken_at >= spans[0].start)


def _places(spans: Sequence[Span]) -> list[ColumnElement[int]]:
    return [literal(number, Integer) for number in range(len(spans))]
