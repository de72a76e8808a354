"""A server as large as they come, put straight into the tables: 1,000 creators, 50,000 posts, their money.

Names and captions are what a page can hardly bear: as long as may be, right to left, nothing but emoji.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, BigInteger, String, case, cast, func, insert, literal, select

from core.domain.terms import MediaType, Outcome, Platform, PostKind, PostStatus, TrackingStatus, WatchState
from db.base import Base
from db.engine import Database, Session
from db.models import Campaign, Creator, Post, Server, Snapshot, WatchedAccount
from db.money import Payout
from db.records import AuditEntry, SharedReport
from tests.fakes import tiktok
from tests.largest_money import CAP, CPM, EARNED_MINOR, FROZEN, HOME, account

CAMPAIGNS, CREATORS, POSTS, AUDITS = 30, 1_000, 50_000, 2_000
LONGEST_NAMES = ["\u202eשלג " * 16, "🎉" * 100, "*_`<@1>" * 14, "W" * 97]
CAPTIONS = [
    "🙂" * 4_000,
    "\u202eשלג *" * 300,
    "@everyone **x** [y](https://e.example) `" * 100,
    "ﷺ" * 4_000,
]
LONG_CAPTION_EVERY = 25
"""So many posts for one whose caption is as long as may be; of the others it is short."""
VIEWS = 100_000
STRIDE = 37
"""By so many places the copies of a post move on among the creators."""
LONG_COPIES = 5
HANDLE = "a_%022d"
SQLITE_TIME = "%Y-%m-%d %H:%M:%S.000000"
TRACKINGS = (TrackingStatus.DIRECT_ADD,) * 9 + (TrackingStatus.PENDING_REVIEW,)
STATUSES = (
    *(PostStatus.ACTIVE,) * 4,
    *(PostStatus.FINALIZED,) * 2,
    *(PostStatus.PAID,) * 2,
    PostStatus.REJECTED,
    PostStatus.ACTIVE,
)


@dataclass(frozen=True)
class Place:
    """Whose server it is, who has all accounts in it, and where the bot writes by itself."""

    guild_id: int
    member_id: int
    channel_id: int
    now: datetime


async def fill(database: Database, place: Place) -> None:
    """All of it in one transaction, on SQLite; ids count from 1. The server itself may be there already."""
    async with database.sessions.begin() as session:
        await session.merge(_server(place))
        await _add(session, Campaign, [_campaign(number, place) for number in range(1, CAMPAIGNS + 1)])
        for table, row in ((Creator, _creator), (WatchedAccount, _watch), (Payout, _payout)):
            await _add(session, table, [row(number, place) for number in range(1, CREATORS + 1)])
        await _add(session, Post, [_post(number, place) for number in range(1, CREATORS + 1)])
        await _multiply_posts(session)
        for hours, part in ((30, 2), (1, 1)):
            await _read(session, place.now - timedelta(hours=hours), part)
        await account(session, place.now)
        await _add(session, AuditEntry, [_audit(number, place) for number in range(1, AUDITS + 1)])
        await _add(session, SharedReport, [_report(number, place) for number in range(1, 61)])


async def _add(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    await session.execute(insert(table.__table__), rows)  # type: ignore[arg-type]  # every table of ours is one


def _server(place: Place) -> Server:
    return Server(
        guild_id=place.guild_id,
        admin_channel_id=place.channel_id,
        digest_channel_id=place.channel_id,
        digest_due_at=place.now - timedelta(minutes=1),
    )


def _campaign(number: int, place: Place) -> dict[str, Any]:
    name = (f"{number:03d}" + LONGEST_NAMES[number % len(LONGEST_NAMES)])[:100]
    return {
        "id": number,
        "guild_id": place.guild_id,
        "name": name,
        "slug": f"campaign-{number}",
        "currency": "USD",
        "window_days": 7,
        "minimum_views": 1_000,
        "default_cpm": CPM,
        "default_cap_views": CAP,
        "budget_minor": 10**12,
        "shows_amounts": True,
        "pulse_channel_id": place.channel_id if number == HOME else None,
        "notes": CAPTIONS[number % len(CAPTIONS)][:4_000],
        "created_at": place.now - timedelta(days=400),
        "created_by": place.member_id,
    }


def _creator(number: int, place: Place) -> dict[str, Any]:
    return {
        "id": number,
        "campaign_id": HOME,
        "platform": Platform.TIKTOK,
        "handle": HANDLE % number,
        "platform_user_id": str(10**18 + number),
        "display_name": LONGEST_NAMES[number % len(LONGEST_NAMES)],
        "discord_id": place.member_id,
        "notes": CAPTIONS[number % len(CAPTIONS)][:4_000] if number < 9 else None,
        "created_at": place.now - timedelta(days=400),
        "created_by": place.member_id,
    }


def _watch(number: int, place: Place) -> dict[str, Any]:
    return {
        "id": number,
        "campaign_id": HOME,
        "creator_id": number,
        "platform": Platform.TIKTOK,
        "handle": HANDLE % number,
        "display_name": LONGEST_NAMES[number % len(LONGEST_NAMES)],
        "state": WatchState.PAUSED,
        "first_import": 5,
        "last_outcome": Outcome.UNAVAILABLE,
        "last_error": CAPTIONS[number % len(CAPTIONS)][:500],
        "next_sync_at": place.now + timedelta(days=1),
        "created_at": place.now,
        "created_by": place.member_id,
    }


def _payout(number: int, place: Place) -> dict[str, Any]:
    return {
        "id": number,
        "campaign_id": HOME,
        "creator_id": number,
        "currency": "USD",
        "amount_minor": EARNED_MINOR,
        "method": LONGEST_NAMES[number % len(LONGEST_NAMES)][:50],
        "reference": LONGEST_NAMES[number % len(LONGEST_NAMES)],
        "paid_at": place.now - timedelta(hours=1),
        "paid_by": place.member_id,
    }


def _post(number: int, place: Place) -> dict[str, Any]:
    status = STATUSES[number % len(STATUSES)]
    published_at = (place.now - timedelta(days=1, minutes=number)).replace(microsecond=0)
    is_frozen = status in FROZEN
    return _reading(number, place) | {
        "id": number,
        "campaign_id": HOME,
        "creator_id": number % CREATORS + 1,
        "kind": PostKind.INTERNAL,
        "platform": Platform.TIKTOK,
        "platform_post_id": tiktok(published_at, number).platform_post_id,
        "tracking": TRACKINGS[number % len(TRACKINGS)],
        "status": status,
        "status_reason": "handed in",
        "status_at": published_at,
        "author_handle": HANDLE % (number % CREATORS + 1),
        "author_name": LONGEST_NAMES[number % len(LONGEST_NAMES)],
        "caption": _caption(number),
        "media_type": MediaType.VIDEO,
        "published_at": published_at,
        "notes": CAPTIONS[number % len(CAPTIONS)][:4_000] if number < 9 else None,
        "came_in_by": "submit-post",
        "submitted_by": place.member_id,
        "submitted_at": published_at,
        "window_days": 7,
        "minimum_views": 1_000,
        "window_ends_at": place.now + timedelta(days=6, seconds=number),
        "cpm": CPM,
        "cap_views": CAP,
        "counted_views": VIEWS if is_frozen else None,
        "earned_minor": EARNED_MINOR if is_frozen else None,
        "payout_id": number % CREATORS + 1 if status is PostStatus.PAID else None,
        "next_check_at": place.now + timedelta(days=1),
    }


def _reading(number: int, place: Place) -> dict[str, Any]:
    return {
        "views": VIEWS + number,
        "likes": number,
        "comments": 7,
        "shares": 3,
        "metric": "play_count",
        "source": "scrapecreators",
        "read_at": place.now - timedelta(hours=1),
        "checked_at": place.now - timedelta(hours=1),
        "last_outcome": Outcome.OK,
    }


def _caption(number: int) -> str:
    return (
        CAPTIONS[number % len(CAPTIONS)][:4_000] if number % LONG_CAPTION_EVERY == 0 or number < 50 else "hi"
    )


async def _multiply_posts(session: Session) -> None:
    """Copy every post until there are enough: each copy a day older, and another creator's."""
    copy = _numbers(POSTS // CREATORS - 1)
    creator = (Post.creator_id - 1 + copy.c.n * STRIDE) % CREATORS + 1
    a_day_older = func.strftime(SQLITE_TIME, Post.published_at, func.printf("-%d days", copy.c.n))
    changes: dict[str, Any] = {
        "id": Post.id + copy.c.n * CREATORS,
        "creator_id": creator,
        "author_handle": func.printf(HANDLE, creator),
        "payout_id": case((Post.payout_id.is_not(None), creator)),
        "platform_post_id": cast(cast(Post.platform_post_id, BigInteger) + copy.c.n * CREATORS, String),
        "published_at": a_day_older,
        "views": Post.views + copy.c.n,
        "caption": case((copy.c.n < LONG_COPIES, Post.caption), else_="hi"),
    }
    columns = {column.name: changes.get(column.name, column) for column in Post.__table__.columns}
    made = select(*columns.values()).select_from(Post).join(copy, literal(value=True))
    await session.execute(insert(Post).from_select(list(columns), made))


def _numbers(last: int) -> CTE:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))


async def _read(session: Session, at: datetime, part: int) -> None:
    """A reading of every post, of such a part of its views."""
    values: dict[str, Any] = {
        "post_id": Post.id,
        "taken_at": literal(at, Snapshot.taken_at.type),
        "source": literal("scrapecreators"),
        "metric": literal("play_count"),
        "is_exact": literal(value=True),
        "views": Post.views // part,
    }
    counts = ("likes", "comments", "shares")
    values |= {name: getattr(Post, name) for name in counts}
    await session.execute(insert(Snapshot).from_select(list(values), select(*values.values())))


def _audit(number: int, place: Place) -> dict[str, Any]:
    return {
        "at": place.now - timedelta(minutes=number),
        "guild_id": place.guild_id,
        "campaign_id": HOME,
        "creator_id": number % CREATORS + 1,
        "post_id": None,
        "actor": place.member_id,
        "action": f"kind-{number % 40} done",
        "before": CAPTIONS[number % len(CAPTIONS)][:200],
        "after": CAPTIONS[number % len(CAPTIONS)][:200],
        "reason": CAPTIONS[number % len(CAPTIONS)][:200],
    }


def _report(number: int, place: Place) -> dict[str, Any]:
    return {
        "campaign_id": HOME,
        "first_day": (place.now - timedelta(days=30)).date(),
        "last_day": place.now.date(),
        "include_payouts": True,
        "token_hash": f"{number:064d}",
        "created_at": place.now,
        "created_by": place.member_id,
    }
