"""Sums over posts and their readings, as questions that stay quick with tens of thousands of posts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Row,
    and_,
    case,
    cast,
    func,
    null,
    select,
)

from core.domain.ledger import LedgerKind
from core.domain.metrics import Part, TopBy
from core.domain.terms import Platform
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.models import Creator, Post, Snapshot
from db.money import LedgerEntry
from db.reviews import BORN
from db.rows import all_rows

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
    return [_part(row) for row in await all_rows(session, query)]


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
