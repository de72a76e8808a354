"""Posts: questions and judged inserts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_, union

from core.domain.lifecycle import OPEN
from core.domain.terms import Platform, PostKind, PostRef, PostStatus
from db.counting import IS_OPEN
from db.creators import escaped
from db.each import CAMPAIGN, MOST_EACH, of_each
from db.engine import Session, insert_for
from db.models import Campaign, Creator, Post
from db.reviews import BORN

NEWEST_FIRST = (BORN.desc(), Post.id.desc())
"""By publication, where that is unknown by when they came in; ids tell posts of the same second apart."""
SEARCHED, LEAST_SEARCHED = 2_000, 100
"""How many posts a search looks through: of all campaigns together, and of each at least."""


async def insert_new(session: Session, **values: Any) -> Post | None:
    """Add a post; None when the campaign has it."""
    insert = insert_for(session, Post).values(**values).on_conflict_do_nothing().returning(Post)
    found: Post | None = await session.scalar(insert)
    return found


async def by_ref(session: Session, campaign_id: int, ref: PostRef) -> Post | None:
    """Return the campaign's post of this identity."""
    query = select(Post).where(
        Post.campaign_id == campaign_id,
        Post.platform == ref.platform,
        Post.platform_post_id == ref.platform_post_id,
    )
    found: Post | None = await session.scalar(query)
    return found


async def known(session: Session, campaign_id: int, ref: PostRef) -> Post:
    """Return the campaign's post of this identity, which is known to be there."""
    post = await by_ref(session, campaign_id, ref)
    if post is None:
        raise LookupError("the post that was in the way is gone")
    return post


async def lock_references(
    session: Session, campaign_id: int, platform: Platform, ids: Collection[str]
) -> None:
    """Lock which of these are competitors' posts: for who locks creators next, and makes them a creator's."""
    query = select(Post.id).where(
        Post.campaign_id == campaign_id,
        Post.platform == platform,
        Post.platform_post_id.in_(ids),
        Post.kind == PostKind.REFERENCE,
    )
    await session.execute(query.order_by(Post.id).with_for_update())


async def locked(session: Session, post_id: int) -> Post:
    """Return the post, locked for this transaction; the id is known to be right."""
    return await session.get_one(Post, post_id, with_for_update=True, populate_existing=True)


async def find(
    session: Session,
    campaign_ids: Collection[int],
    *,
    post_id: int | None = None,
    ref: PostRef | None = None,
    platform_post_id: str | None = None,
) -> Sequence[tuple[Post, Campaign]]:
    """Return the posts of these campaigns with our id, the identity, or the platform's id."""
    query = _with_campaign(campaign_ids)
    if post_id is not None:
        query = query.where(Post.id == post_id)
    elif ref is not None:
        query = query.where(Post.platform == ref.platform, Post.platform_post_id == ref.platform_post_id)
    else:
        query = query.where(Post.platform_post_id == platform_post_id)
    return [(row[0], row[1]) for row in await session.execute(query.order_by(Post.id))]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which posts a list shows; None: any."""

    campaign_ids: Collection[int]
    status: PostStatus | None = None
    creator_id: int | None = None


async def count(session: Session, wanted: Filter) -> int:
    """Return how many posts pass the filter."""
    return await session.scalar(select(func.count()).select_from(_filtered(wanted).subquery())) or 0


async def count_open(session: Session, wanted: Filter) -> int:
    """Return how many posts that pass the filter are not decided for good: their terms may still change."""
    query = _filtered(wanted).where(Post.status.in_(OPEN))
    return await session.scalar(select(func.count()).select_from(query.subquery())) or 0


async def stretch(
    session: Session, wanted: Filter, *, offset: int, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return some of the posts that pass the filter, the newest publication first."""
    # ids alone are sorted: far down a long list whole rows, captions and all, take many times as long
    chosen = _newest(session, wanted, offset + limit).offset(offset).limit(limit).subquery()
    query = _filtered(wanted).join(chosen, chosen.c.id == Post.id).order_by(*NEWEST_FIRST)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def search(
    session: Session, campaign_ids: Collection[int], typed: str, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return posts whose author, id or caption contains what was typed, the newest publication first.

    Looked through are the newest `SEARCHED` of these campaigns together; any other is found by its whole id.
    """
    if not campaign_ids:
        return []
    like = f"%{escaped(typed)}%"
    matches = or_(
        Post.author_handle.ilike(like, escape="\\"),
        Post.platform_post_id.ilike(like, escape="\\"),
        Post.caption.ilike(like, escape="\\"),
    )
    most = max(LEAST_SEARCHED, SEARCHED // len(campaign_ids))
    newest = _newest(session, Filter(campaign_ids), most).subquery()
    by_id = select(Post.id).where(Post.platform.in_(list(Platform)), Post.platform_post_id == typed)
    among = union(select(newest.c.id), by_id).subquery()
    query = _with_campaign(campaign_ids).join(among, among.c.id == Post.id).where(matches)
    query = query.order_by(*NEWEST_FIRST).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class Due:
    """A platform's post that is to be looked at, and its author's id where that is known."""

    ref: PostRef
    author_id: str | None

    @classmethod
    def of(cls, platform: Platform, row: Any) -> "Due":
        """Return what a row of `due_of` says."""
        return cls(PostRef(platform, row[0], row[1]), row[2])


def due_of(*more: Any) -> Select[Any]:
    """Return a query for what `Due` holds, and more columns."""
    return select(Post.platform_post_id, Post.author_handle, Post.author_id, *more)


def each_once(rows: Sequence[Due]) -> Sequence[Due]:
    """Return each platform post once, with what any campaign's row knows of its author."""
    found: dict[str, Due] = {}
    for row in rows:
        known = found.get(row.ref.platform_post_id, row)
        handle, author_id = known.ref.handle or row.ref.handle, known.author_id or row.author_id
        ref = PostRef(row.ref.platform, row.ref.platform_post_id, handle)
        found[row.ref.platform_post_id] = Due(ref, author_id)
    return list(found.values())


async def watched(session: Session, platform: Platform, ids: Collection[str]) -> Sequence[Post]:
    """Return every post of these platform ids that is still looked at, in all campaigns, locked."""
    query = (
        select(Post)
        .where(Post.platform == platform, Post.platform_post_id.in_(ids), Post.next_check_at.is_not(None))
        .order_by(Post.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def locked_all(session: Session, ids: Collection[int]) -> Sequence[Post]:
    """Return the posts with these ids, locked."""
    query = select(Post).where(Post.id.in_(ids)).order_by(Post.id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def to_decide(
    session: Session,
    status: PostStatus,
    ended_by: datetime,
    limit: int,
    after: tuple[datetime, int] | None = None,
) -> Sequence[tuple[datetime, int]]:
    """Return window's ends and ids of posts of this status that count and wait for no person, in this order.

    Args:
        status: one of those that are not decided.
        ended_by: the window ended then, or before.
        after: the last of what was returned before.
    """
    is_waiting = (Post.window_ends_at <= ended_by) & Post.needs_person.is_(False)
    query = select(Post.window_ends_at, Post.id).where(IS_OPEN, Post.status == status, is_waiting)
    if after is not None:
        query = query.where(tuple_(Post.window_ends_at, Post.id) > after)
    query = query.order_by(Post.window_ends_at, Post.id).limit(limit)
    return [(end, post_id) for end, post_id in await session.execute(query) if end is not None]


async def following_deal(session: Session, creator_id: int) -> Sequence[Post]:
    """Return the creator's open posts that a change of deal reaches.

    All open ones are locked: meanwhile none with terms of its own can be given a tier of the deal before.
    """
    query = (
        select(Post)
        .where(Post.creator_id == creator_id, Post.status.in_(OPEN))
        .order_by(Post.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [post for post in await session.scalars(query) if not post.has_own_terms]


async def creator_handles(session: Session, posts: Sequence[Post]) -> dict[int, str]:
    """Return the handles of the posts' creators, by creator id."""
    ids = {post.creator_id for post in posts if post.creator_id is not None}
    query = select(Creator.id, Creator.handle).where(Creator.id.in_(ids))
    return {row[0]: row[1] for row in await session.execute(query)}


def _with_campaign(campaign_ids: Collection[int]) -> Select[Post, Campaign]:
    return (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(Post.campaign_id.in_(campaign_ids))
    )


def _filtered(wanted: Filter) -> Select[Post, Campaign]:
    query = _with_campaign(wanted.campaign_ids)
    if wanted.status is not None:
        query = query.where(Post.status == wanted.status)
    if wanted.creator_id is not None:
        query = query.where(Post.creator_id == wanted.creator_id)
    return query


def _newest(session: Session, wanted: Filter, most: int) -> Select[int]:
    """Return the ids of posts that pass the filter, the newest first: of each campaign at most so many."""
    if wanted.creator_id is not None or not 0 < len(wanted.campaign_ids) <= MOST_EACH:
        return _filtered(wanted).with_only_columns(Post.id).order_by(*NEWEST_FIRST)
    newest = select(Post.id, BORN.label("born")).where(Post.campaign_id == CAMPAIGN)
    if wanted.status is not None:
        newest = newest.where(Post.status == wanted.status)
    merged = of_each(session, wanted.campaign_ids, newest.order_by(*NEWEST_FIRST).limit(most)).subquery()
    return select(merged.c.id).order_by(merged.c.born.desc(), merged.c.id.desc())
