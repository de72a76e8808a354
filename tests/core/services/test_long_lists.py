"""What a screen of a list costs does not grow with the list: first page or last, few posts or many."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, insert

from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import dues, inbox, ledger, posts
from core.services.app import App
from db.models import Campaign, Post
from tests.conftest import ADMIN
from tests.db.counted import NUMBERS, campaign, creator
from tests.fakes import NOON

LAST = 9_999
HANDLES = ("anna", "ben", "cleo")
FINAL = {
    "status": PostStatus.FINALIZED,
    "counted_views": 10_000,
    "earned_minor": 500,
    "cpm": Decimal("0.50"),
    "cap_views": 500_000,
}
WAITING = {"status": PostStatus.ACTIVE, "tracking": TrackingStatus.PENDING_REVIEW}


@dataclass(frozen=True)
class Asked:
    """A question to the database, and how many rows were its answer."""

    statement: str
    rows: int


async def post_list(app: App, page: int) -> int:
    return (await posts.listing(app, ADMIN, page=page)).total


async def inbox_screen(app: App, page: int) -> int:
    return (await inbox.screen(app, ADMIN, page=page)).page.total


async def ready_list(app: App, page: int) -> int:
    return sum(due.posts for due in (await dues.ready(app, ADMIN, None, page)).page.items)


@pytest.mark.parametrize("screen", [post_list, inbox_screen])
async def test_a_page_reads_its_own_posts_whichever_it_is_and_however_many_there_are(
    app: App, screen: Callable[[App, int], Awaitable[int]]
) -> None:
    await publish(app, 50, **WAITING)
    few = [await asked(app, screen, page, 50) for page in (1, LAST)]
    await publish(app, 250, **WAITING)

    many = [await asked(app, screen, page, 300) for page in (1, LAST)]

    costs = [[each.rows for each in page] for page in few + many]
    assert costs == [costs[0]] * 4
    assert max(costs[0]) in (10, inbox.SCREEN)


@pytest.mark.parametrize("screen", [post_list, inbox_screen])
async def test_what_is_sorted_for_a_page_is_ids_alone(
    app: App, screen: Callable[[App, int], Awaitable[int]]
) -> None:
    await publish(app, 50, **WAITING)

    asking = [each.statement for each in await asked(app, screen, LAST, 50)]

    found = [re.sub(r" AS \w+", "", sorted_columns(each)) for each in asking if "OFFSET" in each]
    assert [columns for columns in found if columns.split(",")[0] in {"posts.id", "anon_2.id"}]
    assert [columns for columns in found if "caption" in columns] == []


async def test_what_is_ready_is_added_up_by_the_database(app: App) -> None:
    await publish(app, 6, **FINAL)
    few = [await asked(app, ready_list, page, 6) for page in (1, LAST)]
    await publish(app, 60, **FINAL)

    many = [await asked(app, ready_list, page, 66) for page in (1, LAST)]

    costs = [[each.rows for each in page] for page in few + many]
    assert costs == [costs[0]] * 4
    assert max(costs[0]) == len(HANDLES)


async def publish(app: App, count: int, **values: Any) -> None:
    """Put in more posts of three creators, with what they earned if they are finalized."""
    async with app.reads() as session:
        home = await session.get(Campaign, 1)
    if home is None:
        for handle in HANDLES:
            await creator(app, await campaign(app) if handle == HANDLES[0] else 1, handle)
    async with app.sessions.begin() as session:
        made = await session.scalars(insert(Post).returning(Post), [_post(values) for _ in range(count)])
        if values["status"] is PostStatus.FINALIZED:
            home = await session.get_one(Campaign, 1)
            for post in list(made):
                await _earn(session, home, post)


def _post(values: dict[str, Any]) -> dict[str, Any]:
    number = next(NUMBERS)
    usual: dict[str, Any] = {
        "campaign_id": 1,
        "creator_id": number % len(HANDLES) + 1,
        "kind": PostKind.INTERNAL,
        "platform": Platform.TIKTOK,
        "platform_post_id": str(number),
        "tracking": TrackingStatus.DIRECT_ADD,
        "status_reason": "made",
        "status_at": NOON,
        "came_in_by": "post track",
        "submitted_by": 1,
        "submitted_at": NOON,
        "published_at": NOON + timedelta(seconds=number),
        "window_days": 7,
        "minimum_views": 1_000,
        "window_ends_at": NOON + timedelta(days=7),
        "caption": "x" * 4_000,
        "views": 10_000,
    }
    return usual | values


async def _earn(session: Any, home: Campaign, post: Post) -> None:
    await ledger.append(
        session,
        kind=LedgerKind.EARNED,
        home=home,
        creator_id=post.creator_id or 0,
        post=post,
        amount_minor=500,
        actor=None,
        reason="made",
        now=NOON,
    )


async def asked(app: App, screen: Callable[[App, int], Awaitable[int]], page: int, there: int) -> list[Asked]:
    """What one page has the database asked, after holding what it shows against what is there."""
    heard: list[tuple[str, Any]] = []
    engine = app.database.reader.sync_engine

    def hear(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        heard.extend([(statement, given)] * statement.startswith("SELECT"))  # SQLite says BEGIN too

    event.listen(engine, "before_cursor_execute", hear)
    assert await screen(app, page) == there
    event.remove(engine, "before_cursor_execute", hear)
    return [Asked(statement, await rows(app, statement, given)) for statement, given in heard]


async def rows(app: App, statement: str, given: Any) -> int:
    """How many rows the question has for an answer, which any way of fetching them must carry."""
    counting = f"SELECT count(*) FROM ({statement}) AS asked"
    async with app.reads() as session:
        connection = await session.connection()
        return int((await connection.exec_driver_sql(counting, given)).scalar_one())


def sorted_columns(statement: str) -> str:
    """The columns of the innermost SELECT that is cut into pages."""
    before = statement[: statement.rindex("OFFSET")]
    return before.rpartition("SELECT")[2].partition("FROM")[0].strip()
