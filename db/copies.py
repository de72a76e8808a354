"""What a look reads and changes, as plain copies of rows: many are read, and written, at once."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Table

from core.domain.terms import (
    Availability,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    TrackingStatus,
)
from db import bulk
from db.engine import Session
from db.models import Creator, Post, Snapshot


@dataclass(slots=True)
class PostCopy:
    """A post's columns that a look reads or changes, named as in `Post`.

    Those with a default are not read, only written: what stands in the row is not known here.
    """

    id: int
    creator_id: int | None
    kind: PostKind
    platform: Platform
    platform_post_id: str
    tracking: TrackingStatus
    status: PostStatus | None
    needs_person: bool
    author_handle: str | None
    author_id: str | None
    author_name: str | None
    author_avatar_url: str | None
    caption: str | None
    thumbnail_url: str | None
    media_type: MediaType | None
    published_at: datetime | None
    published_source: str | None
    submitted_at: datetime
    window_days: int
    window_ends_at: datetime | None
    counted_snapshot_id: int | None
    views: int | None
    metric: str | None
    is_exact: bool
    read_at: datetime | None
    growth: int | None
    availability: Availability
    doubted_at: datetime | None
    gone_at: datetime | None
    checked_at: datetime | None
    failures: int

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    source: str | None = None
    last_outcome: Outcome | None = None
    last_error: str | None = None
    next_check_at: datetime | None = None


@dataclass(slots=True)
class CreatorCopy:
    """A creator's columns that a look reads or changes, named as in `Creator`."""

    id: int
    handle: str
    platform_user_id: str | None
    display_name: str | None
    avatar_url: str | None
    discord_id: int | None


@dataclass(frozen=True, slots=True)
class NewSnapshot:
    """A snapshot to be added, named as in `Snapshot`."""

    post_id: int
    taken_at: datetime
    source: str
    metric: str | None
    is_exact: bool
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    saves: int | None


LOOK = ("checked_at", "last_outcome", "last_error", "failures", "next_check_at")
"""What every look writes."""
SHOWN = (
    *("views", "likes", "comments", "shares", "saves"),
    *("metric", "is_exact", "source", "read_at", "growth"),
)
"""What a reading writes that is shown."""
LINKS = ("author_avatar_url", "thumbnail_url")
"""What a reading writes of the post's pictures: most vendors sign the addresses anew each time."""
TOLD = (
    *("author_handle", "author_id", "author_name"),
    *("caption", "media_type", "published_at", "published_source"),
)
"""What a reading writes that says something else new of the post itself."""
CALLED = ("display_name", "avatar_url")
"""What a reading writes that says something new of the creator."""


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


POSTS, CREATORS, SNAPSHOTS = _table(Post), _table(Creator), _table(Snapshot)
POST_READ = [POSTS.c[each.name] for each in fields(PostCopy) if each.default is MISSING]
CREATOR_READ = [CREATORS.c[each.name] for each in fields(CreatorCopy)]
SNAPSHOT_WRITTEN = tuple(each.name for each in fields(NewSnapshot))

_POSTS = f"SELECT {', '.join(each.name for each in POST_READ)} FROM posts"  # noqa: S608  our own columns
_CREATORS = f"SELECT {', '.join(each.name for each in CREATOR_READ)} FROM creators"  # noqa: S608  likewise
_LISTED = "IN (SELECT value FROM json_each(?))"
WATCHED = {
    # the plus keeps SQLite from going through all that is due, as it would without statistics
    "sqlite": f"{_POSTS} WHERE platform = ? AND platform_post_id {_LISTED} AND +next_check_at IS NOT NULL"
    " ORDER BY id",
    "postgresql": f"{_POSTS} WHERE platform = $1 AND platform_post_id = ANY($2::text[])"
    " AND next_check_at IS NOT NULL ORDER BY id FOR UPDATE",
}
KNOWN = {
    "sqlite": f"{_CREATORS} WHERE id {_LISTED}",
    "postgresql": f"{_CREATORS} WHERE id = ANY($1::bigint[])",
}
LOCK = "SELECT id FROM creators WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"


async def watched(session: Session, platform: Platform, ids: Collection[str]) -> Sequence[PostCopy]:
    """Return every post of these platform ids that is still looked at, in all campaigns, locked, by id."""
    name = session.get_bind().dialect.name
    found = await bulk.fetch(session, POST_READ, WATCHED[name], platform.value, _listed(name, ids))
    return [PostCopy(*row) for row in found]


async def creators(session: Session, ids: Collection[int | None]) -> Mapping[int, CreatorCopy]:
    """Return the creators by id; None is nobody."""
    name = session.get_bind().dialect.name
    if not set(ids) - {None}:
        return {}
    found = await bulk.fetch(session, CREATOR_READ, KNOWN[name], _listed(name, ids))
    return {row[0]: CreatorCopy(*row) for row in found}


async def lock_creators(session: Session, ids: Collection[int | None]) -> None:
    """Lock creators by id, as all do who change several; rows that refer to them can still be added."""
    if set(ids) - {None} and session.get_bind().dialect.name == "postgresql":
        await bulk.fetch(session, [CREATORS.c.id], LOCK, list(ids))


async def save_creators(session: Session, called: Sequence[CreatorCopy]) -> None:
    """Write what creators are called that are locked."""
    if called:
        await bulk.update(session, CREATORS, CALLED, called)


async def add_snapshots(session: Session, made: Sequence[NewSnapshot]) -> None:
    """Add snapshots."""
    if made:
        await bulk.insert(session, SNAPSHOTS, SNAPSHOT_WRITTEN, made)


async def save_posts(session: Session, columns: tuple[str, ...], posts: Sequence[PostCopy]) -> None:
    """Write these columns of posts that are locked."""
    await bulk.update(session, POSTS, columns, posts)


def _listed(dialect: str, ids: Collection[Any]) -> Any:
    return json.dumps(list(ids)) if dialect == "sqlite" else list(ids)
