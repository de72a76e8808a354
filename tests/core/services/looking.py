"""Worlds of posts in every state, and answers of every kind about them, drawn by lot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import (
    Author,
    Availability,
    Counts,
    CreatorState,
    MediaType,
    Outcome,
    Platform,
    PostKind,
    PostStatus,
    Reading,
    TrackingStatus,
)
from core.services.readings import Answer
from db.engine import Database
from db.models import Campaign, Creator, Post, Snapshot
from tests.fakes import NOON, tiktok

NOW = NOON + timedelta(days=20)
POSTS = 60
FROZEN = {PostStatus.FINALIZED, PostStatus.PAID}
STATUSES = [*PostStatus, *[PostStatus.ACTIVE] * 8]
HANDLES = ["anna", "bob", "carl", "dora"]


async def populate(database: Database, lot: Random) -> None:
    """Two campaigns with creators and posts; several posts of one are in the other too."""
    async with database.sessions.begin() as session:
        for slug in ("summer", "winter"):
            home = _campaign(slug)
            session.add(home)
            await session.flush()
            creators = [_creator(lot, home.id, handle) for handle in HANDLES]
            session.add_all(creators)
            await session.flush()
            rows = [_post(lot, home.id, creators, serial) for serial in range(POSTS) if lot.random() < 0.6]
            session.add_all(rows)
            await session.flush()
            session.add_all(_snapshot(lot, row) for row in rows if row.read_at is not None)
        await session.flush()


def answers(lot: Random, size: int) -> dict[str, Answer]:
    """Answers about so many posts, by their ids; some posts may not be there."""
    serials = lot.sample(range(POSTS), size)
    made = [_answer(lot, _published(serial), serial) for serial in serials]
    return {answer.ref.platform_post_id: answer for answer in made}


def _campaign(slug: str) -> Campaign:
    return Campaign(
        guild_id=1,
        name=slug,
        slug=slug,
        currency="USD",
        window_days=7,
        minimum_views=1_000,
        created_at=NOON,
        created_by=1,
    )


def _creator(lot: Random, campaign_id: int, handle: str) -> Creator:
    return Creator(
        campaign_id=campaign_id,
        platform=Platform.TIKTOK,
        handle=handle,
        platform_user_id=lot.choice([None, f"id of {handle}"]),
        display_name=lot.choice([None, handle.title()]),
        avatar_url=lot.choice([None, "https://a/1"]),
        state=lot.choice(list(CreatorState)),
        discord_id=lot.choice([None, 77, 77, -5]),
        created_at=NOON,
        created_by=1,
    )


def _published(serial: int) -> datetime:
    """When a post was published: those whose window is about to end are many."""
    return (
        NOW
        - timedelta(days=7)
        + timedelta(hours=serial % 30 - 15)
        - timedelta(days=serial % 7 * (serial % 2))
    )


def _post(lot: Random, campaign_id: int, creators: Sequence[Creator], serial: int) -> Post:
    published_at = _published(serial)
    is_reference = lot.random() < 0.1
    status = None if is_reference else lot.choice(STATUSES)
    creator = creators[serial % len(creators)]
    is_missed = lot.random() < 0.25
    views = lot.choice([None, 10, 5_000])
    return Post(
        campaign_id=campaign_id,
        creator_id=None if is_reference else creator.id,
        kind=PostKind.REFERENCE if is_reference else PostKind.INTERNAL,
        platform=Platform.TIKTOK,
        platform_post_id=tiktok(published_at, serial).platform_post_id,
        tracking=lot.choice([*TrackingStatus, *[TrackingStatus.DIRECT_ADD] * 5]),
        status=status,
        status_reason="as it came",
        status_at=published_at,
        is_spared=lot.random() < 0.2,
        needs_person=status is PostStatus.AWAITING_MEASUREMENT and lot.random() < 0.5,
        came_in_by="post track",
        submitted_by=1,
        submitted_at=published_at + timedelta(hours=1),
        window_days=7,
        minimum_views=1_000,
        window_ends_at=None if is_reference else published_at + timedelta(days=7),
        cpm=Decimal("0.50") if lot.random() < 0.7 else None,
        cap_views=500_000,
        earned_minor=5 if status in FROZEN else None,
        next_check_at=lot.choice([None, NOW, NOW, NOW, NOW + timedelta(hours=1)]),
        failures=lot.choice([0, 0, 1, 5]),
        **_known(lot, creator.handle, published_at),
        **_looked_at(lot),
        **(_missed(lot) if is_missed else {}),
        views=views,
        likes=None if views is None else 3,
    )


def _known(lot: Random, handle: str, published_at: datetime) -> dict[str, Any]:
    return {
        "author_handle": lot.choice([None, handle]),
        "author_id": lot.choice([None, None, f"id of {handle}"]),
        "author_name": lot.choice([None, handle.title()]),
        "caption": lot.choice([None, "look at this"]),
        "thumbnail_url": lot.choice([None, "https://t/1"]),
        "media_type": lot.choice([None, MediaType.VIDEO]),
        "published_at": lot.choice([None, published_at]),
        "published_source": lot.choice([None, "fake"]),
    }


def _looked_at(lot: Random) -> dict[str, Any]:
    """When it was looked at last: never, hours ago, since the answer was asked for, by a wrong clock."""
    checked_at = lot.choice([None, *[NOW - timedelta(hours=6)] * 4, NOW, NOW + timedelta(days=1)])
    outcome = None if checked_at is None else lot.choice(list(Outcome))
    return {
        "checked_at": checked_at,
        "read_at": lot.choice([None, checked_at]),
        "last_outcome": outcome,
        "last_error": lot.choice([None, "timed out"]),
    }


def _missed(lot: Random) -> dict[str, Any]:
    gone = lot.random() < 0.4
    return {
        "availability": Availability.GONE if gone else Availability.DOUBTED,
        "doubted_at": NOW - timedelta(hours=lot.choice([2, 40])),
        "gone_at": NOW - timedelta(hours=1) if gone else None,
    }


def _snapshot(lot: Random, row: Post) -> Snapshot:
    hours = lot.choice([-10, -1, 1])
    taken_at = (row.window_ends_at or NOW) + timedelta(hours=hours)
    return Snapshot(
        post_id=row.id, taken_at=taken_at, source="fake", metric="play_count", is_exact=True, views=row.views
    )


def _answer(lot: Random, published_at: datetime, serial: int) -> Answer:
    ref = tiktok(published_at, serial, HANDLES[serial % len(HANDLES)])
    at = NOW - timedelta(seconds=lot.choice([0, 1, 90]))
    result = (
        _trouble(lot)
        if lot.random() < 0.25
        else _reading(lot, Answer(ref, at, at, SourceError()), published_at)
    )
    return Answer(ref, at - timedelta(seconds=lot.choice([0, 5, 7 * 3600])), at, result)


def _trouble(lot: Random) -> SourceError:
    troubles = [
        PostGoneError("nothing here"),
        PostGoneError("nothing here", confirmed=True),
        PostGoneError("private", Outcome.PRIVATE),
        PostGoneError("not in this country", Outcome.REGION_LOCKED),
        SourceBusyError("later", 3.0),
        SourceDownError("down " * 100),
        MalformedError("a page of another kind"),
        UnsupportedError("cannot read such posts"),
    ]
    return lot.choice(troubles)


def _reading(lot: Random, about: Answer, published_at: datetime) -> Reading:
    views = lot.choice([None, 0, 999, 1_000, 70_000, 70_001])
    said = [published_at, published_at + timedelta(minutes=5), published_at + timedelta(days=300), None]
    return Reading(
        about.ref,
        lot.choice(["fake", "other"]),
        Counts(
            views, lot.choice([None, 7]), lot.choice([None, 8]), lot.choice([None, 9]), lot.choice([None, 1])
        ),
        metric=None if views is None else "play_count",
        exact=lot.random() < 0.8,
        author=_author(lot, about.ref.handle or ""),
        coauthors=(Author(about.ref.handle, f"id of {about.ref.handle}"),) if lot.random() < 0.1 else (),
        caption=lot.choice([None, "look at this", "another text"]),
        thumbnail_url=lot.choice([None, "https://t/1", "https://t/2"]),
        media_type=lot.choice([None, MediaType.VIDEO, MediaType.PHOTO]),
        published_at=lot.choice(said),
    )


def _author(lot: Random, handle: str) -> Author:
    """Nobody, the creator under the old name or a new one, or somebody else."""
    called = {"name": lot.choice([None, handle.title(), "Another Name"])}
    called["avatar_url"] = lot.choice([None, "https://a/1", "https://a/2"])
    return lot.choice(
        [
            Author(),
            *[Author(handle, lot.choice([None, f"id of {handle}"]), **called)] * 6,
            Author(f"{handle}.new", f"id of {handle}", **called),
            Author("zoe", "id of zoe", **called),
        ]
    )
