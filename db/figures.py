"""Sums over posts and their readings, as questions that stay quick with tens of thousands of posts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Row,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from core.domain.ledger import LedgerKind
from core.domain.metrics import Part, Span, TopBy
from core.domain.terms import Platform
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.models import Creator, Post, Snapshot
from db.money import LedgerEntry
from db.reviews import BORN

SHARES = case((Post.platform == Platform.INSTAGRAM, 0), else_=Post.shares)
"""Instagram tells no shares: there they are no part of a rate, and not unknown either."""
REACTIONS = Post.likes + Post.comments + SHARES
"""NULL as soon as one of them is unknown."""
IS_RATED = and_(Post.views.is_not(None), REACTIONS.is_not(None))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts figures are about; None: any.

    Attributes:
        since: first moment of publication (where that is unknown, of coming in); aware, as `until`.
        until: exclusive.
        use: what the posts are gathered for, which says whether one takes part.
    """

    campaign_ids: Collection[int]
    since: datetime | None = None
    until: datetime | None = None
    creator_id: int | None = None
    platform: Platform | None = None
    use: Use = Use.STATISTICS


@dataclass(frozen=True, slots=True)
class Age:
    """How old the figures are: the oldest reading (None: there is none), and how many posts have none."""

    oldest_at: datetime | None
    unread: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What a creator earned in a currency: its minor units, earned and adjusted together."""

    creator_id: int
    currency: str
    amount_minor: int


async def parts(session: Session, scope: Scope) -> Sequence[Part]:
    """Return the posts' sums by creator, platform and status."""
    of = (Post.creator_id, Post.platform, Post.status)
    query = (
        select(
            *of,
            func.count(),
            func.count(Post.views),
            func.sum(Post.views),
            func.sum(case((IS_RATED, REACTIONS), else_=0)),
            func.sum(case((IS_RATED, Post.views), else_=0)),
        )
        .where(within(scope))
        .group_by(*of)
    )
    return [_part(row) for row in await session.execute(query)]


async def age(session: Session, scope: Scope) -> Age:
    """Return how old the readings of the posts are."""
    query = select(func.min(Post.read_at, type_=Post.read_at.type), func.count() - func.count(Post.read_at))
    row = (await session.execute(query.where(within(scope)))).one()
    return Age(row[0], row[1])


async def born_first(session: Session, scope: Scope) -> datetime | None:
    """Return when the first of the posts was published; None: there is none."""
    found: datetime | None = await session.scalar(
        select(func.min(BORN, type_=Post.submitted_at.type)).where(within(scope))
    )
    return found


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
    gains = _gains(scope, spans[-1].end)
    place = _place(gains.c.taken_at, spans, 0, len(spans)).label("place")
    query = select(place, func.sum(gains.c.views)).where(gains.c.taken_at >= spans[0].start).group_by(place)
    found = {row[0]: int(row[1]) for row in await session.execute(query)}
    return [found.get(number) for number in range(len(spans))]


async def posts_gained_most(
    session: Session, scope: Scope, span: Span, limit: int
) -> Sequence[tuple[Post, int]]:
    """Return the posts that gained views in the span, as `gained` tells it, the most first."""
    ranked = _gained_by("post_id", scope, span, limit)
    query = select(Post, ranked.c.views).join(ranked, ranked.c.owner == Post.id)
    found = await session.execute(query.order_by(ranked.c.views.desc(), Post.id))
    return [(row[0], int(row[1])) for row in found]


async def creators_gained_most(
    session: Session, scope: Scope, span: Span, limit: int
) -> Sequence[tuple[Creator, int]]:
    """Return the creators whose posts gained views in the span, as `gained` tells it, the most first."""
    ranked = _gained_by("creator_id", scope, span, limit)
    query = select(Creator, ranked.c.views).join(ranked, ranked.c.owner == Creator.id)
    found = await session.execute(query.order_by(ranked.c.views.desc(), Creator.id))
    return [(row[0], int(row[1])) for row in found]


async def top_posts(
    session: Session, scope: Scope, by: TopBy, now: datetime, limit: int
) -> Sequence[tuple[Post, int | None]]:
    """Return the leading posts, and the views each gained in the last day; None: nobody knows, or asked.

    Posts of which it is unknown what they are ranked by are left out. The gain is what was read within the
    last day less the last known views of before; all of it, of a post that is not a day old.
    """
    gain = _gain(now - timedelta(days=1)).label("gain") if by is TopBy.DAILY else null().label("gain")
    rank = {
        TopBy.DAILY: gain,
        TopBy.VIEWS: Post.views,
        TopBy.LIKES: Post.likes,
        TopBy.ENGAGEMENT: case((IS_RATED & (Post.views > 0), cast(REACTIONS, Float) / Post.views)),
    }[by]
    ranked = select(Post.id, gain, rank.label("rank")).where(within(scope)).subquery()
    query = (
        select(Post, ranked.c.gain)
        .join(ranked, ranked.c.id == Post.id)
        .where(ranked.c.rank.is_not(None))
        .order_by(ranked.c.rank.desc(), Post.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def earned(session: Session, scope: Scope) -> Sequence[Earned]:
    """Return what creators earned with the posts, by currency, the most first; nothing of what was paid."""
    amount = func.sum(LedgerEntry.amount_minor)
    query = (
        select(LedgerEntry.creator_id, LedgerEntry.currency, amount)
        .join(Post, Post.id == LedgerEntry.post_id)
        .where(within(scope), LedgerEntry.kind.in_([LedgerKind.EARNED, LedgerKind.ADJUSTED]))
        .group_by(LedgerEntry.creator_id, LedgerEntry.currency)
        .order_by(LedgerEntry.currency, amount.desc(), LedgerEntry.creator_id)
    )
    return [Earned(row[0], row[1], int(row[2])) for row in await session.execute(query)]


async def handles(session: Session, creator_ids: Collection[int]) -> Mapping[int, str]:
    """Return the creators' handles by id."""
    query = select(Creator.id, Creator.handle).where(Creator.id.in_(creator_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


def within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition for posts that figures are about."""
    wanted = [Post.campaign_id.in_(scope.campaign_ids), taking_part(scope.use)]
    if scope.since is not None:
        wanted.append(scope.since <= BORN)
    if scope.until is not None:
        wanted.append(scope.until > BORN)
    if scope.creator_id is not None:
        wanted.append(Post.creator_id == scope.creator_id)
    if scope.platform is not None:
        wanted.append(Post.platform == scope.platform)
    return and_(*wanted)


def _gains(scope: Scope, until: datetime) -> Subquery:
    """Return, for every known reading before a moment, by how much it differs from the post's one before."""
    before = func.lag(Snapshot.views).over(
        partition_by=Snapshot.post_id, order_by=[Snapshot.taken_at, Snapshot.id]
    )
    gain = (Snapshot.views - func.coalesce(before, 0)).label("views")
    return (
        select(Post.id.label("post_id"), Post.creator_id, Snapshot.taken_at, gain)
        .join(Post, Post.id == Snapshot.post_id)
        .where(within(scope), Snapshot.views.is_not(None), Snapshot.taken_at < until)
        .subquery()
    )


def _gained_by(owner: str, scope: Scope, span: Span, limit: int) -> Subquery:
    """Return the owners whose readings in the span come to more views than before, the most first."""
    gains = _gains(scope, span.end)
    of, total = gains.c[owner], func.sum(gains.c.views)
    return (
        select(of.label("owner"), total.label("views"))
        .where(gains.c.taken_at >= span.start, of.is_not(None))
        .group_by(of)
        .having(total > 0)
        .order_by(total.desc(), of)
        .limit(limit)
        .subquery()
    )


def _gain(since: datetime) -> ColumnElement[int | None]:
    """Return the views a post gained since a moment; NULL where no reading tells."""
    before = (
        select(Snapshot.views)
        .where(Snapshot.post_id == Post.id, Snapshot.views.is_not(None), Snapshot.taken_at <= since)
        .order_by(Snapshot.taken_at.desc(), Snapshot.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_new = Post.published_at > since
    known = case((is_new, func.coalesce(before, 0)), else_=before)
    return case((Post.read_at > since, Post.views - known), else_=None)


def _part(row: Row[*tuple[Any, ...]]) -> Part:
    """Return a row's sums as whole numbers: PostgreSQL adds them up as decimals."""
    views = None if row[5] is None else int(row[5])
    return Part(row[0], row[1], row[2], row[3], row[4], views, int(row[6]), int(row[7]))


def _place(at: ColumnElement[datetime], spans: Sequence[Span], low: int, high: int) -> ColumnElement[int]:
    """Return in which span from `low` to before `high` a moment lies, found by halves."""
    if high - low == 1:
        return literal(low, Integer)
    middle = (low + high) // 2
    return case(
        (at < spans[middle].start, _place(at, spans, low, middle)), else_=_place(at, spans, middle, high)
    )
