"""What programs read: one server's own, page by page, unknown as null, money exactly."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from itertools import chain, pairwise

import pytest
from sqlalchemy import update

from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import campaigns, creators, notes
from core.services.app import App
from db.models import Post
from tests.bot.api_stage import STRANGER, Program, another, program, summer
from tests.conftest import ADMIN
from tests.core.services.paying import finalized, three_posts
from tests.db.counted import added, adjusted, read
from tests.fakes import NOON, FakeSource, FixedClock

LISTS = ["/campaigns?", "/creators?", "/videos?", "/videos/1/history?", "/payouts/ready?"]


@pytest.fixture
async def crm(app: App) -> AsyncIterator[Program]:
    async with program(app) as running:
        yield running


async def test_a_video_says_where_it_stands_with_unknown_counts_as_null(app: App, crm: Program) -> None:
    await summer(app)
    await added(app, 1, 1, views=0, likes=None, is_exact=False, source="fake", caption="<b>'; --")

    (shown,) = await crm.get("/videos")

    assert shown == await crm.get("/videos/1")
    assert (shown["id"], shown["campaign_id"], shown["creator_id"]) == ("1", "1", "1")
    assert (shown["views"], shown["likes"], shown["shares"]) == (0, None, None)
    assert (shown["tracking_status"], shown["status"]) == ("direct_add", "active")
    assert shown["last_scraped_at"] == "2026-11-02T12:00:00Z"
    assert (shown["terms"], shown["earned"], shown["adjusted"]) == (None, None, None)
    assert (shown["caption"], shown["description"]) == ("<b>'; --", None)


async def test_money_is_text_with_its_currency_and_minor_units(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await three_posts(app, source, clock)
    await adjusted(app, 1, -500, LedgerKind.ADJUSTED)

    shown = await crm.get("/videos/1")
    (due,) = await crm.get("/payouts/ready")

    usd = {"currency": "USD"}
    assert shown["terms"] == usd | {"cpm": "0.50", "cap_views": 500_000}
    assert shown["earned"] == usd | {"amount": "225.00", "minor": 22_500}
    assert shown["adjusted"] == usd | {"amount": "-5.00", "minor": -500}
    assert (shown["counted_views"], shown["estimate"]) == (450_000, None)
    assert (due["creator_id"], due["campaign_id"], due["standing"]) == ("1", "1", "ready")
    assert due["amount"] == usd | {"amount": "630.00", "minor": 63_000}
    assert [each["amount"]["minor"] for each in due["videos"]] == [22_000, 25_000, 16_000]


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "225"), ("KWD", "225.000")])
async def test_currencies_keep_their_decimals(
    app: App, crm: Program, source: FakeSource, clock: FixedClock, currency: str, amount: str
) -> None:
    await campaigns.create(app, ADMIN, name="Fall", currency=currency, cpm="0.5", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await finalized(app, source, clock, [450_000], campaign="Fall")

    assert (await crm.get("/videos/1"))["earned"]["amount"] == amount


async def test_excluded_videos_never_appear(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await three_posts(app, source, clock)
    async with app.sessions.begin() as session:
        await session.execute(update(Post).where(Post.id == 2).values(tracking=TrackingStatus.EXCLUDED))

    assert [each["id"] for each in await crm.get("/videos")] == ["3", "1"]
    assert await crm.get("/videos?tracking_status=excluded") == []
    for path in ("/videos/2", "/videos/2/history"):
        assert (await crm.ask(path)).status == 404
    assert (await crm.ask("/videos/2", "PATCH", {"description": "x"})).status == 404
    (due,) = await crm.get("/payouts/ready")
    assert [each["video_id"] for each in due["videos"]] == ["1", "3"]
    figures = await crm.get("/analytics")
    assert (figures["figures"]["videos"], figures["figures"]["views"]) == (2, 770_000)
    assert "2" not in [each["video_id"] for each in figures["top_videos"]]


async def test_nothing_of_one_server_is_there_for_another(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await three_posts(app, source, clock)
    theirs = await another(app, crm, by=STRANGER)

    for path in LISTS[:3] + LISTS[4:]:
        assert await theirs.get(path) == []
    paths = ["/videos/1", "/videos/1/history", "/videos?campaign_id=1", "/videos?creator_id=1"]
    paths += ["/creators?campaign_id=1", "/payouts/ready?campaign_id=1"]
    paths += ["/analytics?campaign_id=1", "/analytics?creator_id=1"]
    for path in paths:
        hidden, missing = await theirs.ask(path), await theirs.ask(path.replace("1", "99"))
        assert hidden.status == missing.status == 404
        assert hidden.text == missing.text
    assert (await theirs.get("/analytics"))["figures"]["videos"] == 0
    written = await theirs.ask("/videos/1", "PATCH", {"description": "mine"})
    added_there = await theirs.add("https://www.tiktok.com/@anna/video/7300000000000000000")
    assert (written.status, added_there.status) == (404, 404)
    assert (await crm.get("/videos/1"))["description"] is None


async def _fill(app: App) -> None:
    for number in range(7):
        await summer(app, name=f"Campaign {number}")
        await added(app, number + 1, number + 1)
        await adjusted(app, number + 1, 100, LedgerKind.EARNED)
    async with app.sessions.begin() as session:
        frozen = {"status": PostStatus.FINALIZED, "counted_views": 200, "earned_minor": 100}
        await session.execute(update(Post).values(cpm=Decimal("0.5"), cap_views=500, **frozen))
    await read(app, 1, [(hour // 2, hour) for hour in range(7)])


@pytest.mark.parametrize("path", LISTS)
async def test_pages_hold_everything_once(app: App, crm: Program, path: str) -> None:
    await _fill(app)
    whole = await crm.get(path)

    for limit in (1, 3, 7, 100):
        pages = await crm.pages(f"{path}limit={limit}")
        assert [each for page in pages for each in page] == whole
        assert {len(page) for page in pages[:-1]} <= {limit}
    assert len(whole) == 7


async def test_what_is_added_between_two_pages_moves_nothing(app: App, crm: Program) -> None:
    await summer(app)
    for _ in range(5):
        await added(app, 1, 1)
    seen, cursor = [], ""
    while True:
        body = (await crm.ask(f"/videos?limit=2{cursor}")).body
        seen += [each["id"] for each in body["data"]]
        await added(app, 1, 1)
        async with app.sessions.begin() as session:  # and one that was seen goes
            await session.execute(
                update(Post).where(Post.id == int(seen[-1])).values(tracking=TrackingStatus.EXCLUDED)
            )
        if body["meta"]["nextCursor"] is None:
            break
        cursor = f"&cursor={body['meta']['nextCursor']}"

    assert seen == ["5", "4", "3", "2", "1"]


async def test_the_history_goes_back_in_time_whatever_came_in_late(app: App, crm: Program) -> None:
    await summer(app)
    await added(app, 1, 1)
    await read(app, 1, [(5, 50), (1, 10), (3, 30), (3, 31), (2, None)])

    pages = await crm.pages("/videos/1/history?limit=2")

    looks = list(chain.from_iterable(pages))
    assert [each["views"] for each in looks] == [50, 31, 30, None, 10]
    assert all(first["taken_at"] >= second["taken_at"] for first, second in pairwise(looks))


async def test_a_cursor_belongs_to_its_list_its_filters_and_its_server(app: App, crm: Program) -> None:
    await _fill(app)
    theirs = await another(app, crm, by=STRANGER)
    await summer(app, STRANGER)
    await summer(app, STRANGER, "Fall")
    own = (await crm.ask("/videos?limit=1")).body["meta"]["nextCursor"]
    foreign = (await theirs.ask("/campaigns?limit=1")).body["meta"]["nextCursor"]

    assert (await crm.ask(f"/videos?limit=9&cursor={own}")).status == 200
    paths = [f"{path}cursor={own}" for path in LISTS if path != "/videos?"]
    paths += [f"/videos?status=active&cursor={own}", f"/videos?cursor={own[:-1]}x", f"/videos?cursor={own}x"]
    paths += [f"/campaigns?cursor={foreign}"]
    for path in paths:
        answer = await crm.ask(path)
        assert answer.status == 400, path


async def test_filters_narrow_lists(app: App, crm: Program) -> None:
    await summer(app)
    await summer(app, name="Fall")
    await added(app, 1, 1, status=PostStatus.REJECTED)
    await added(app, 1, 1, tracking=TrackingStatus.PENDING_REVIEW)
    await added(app, 2, None, kind=PostKind.REFERENCE, status=None)

    async def ids(path: str) -> list[str]:
        return [each["id"] for each in await crm.get(path)]

    assert await ids("/videos") == ["3", "2", "1"]
    assert await ids("/videos?campaign_id=2") == ["3"]
    assert await ids("/videos?creator_id=1") == ["2", "1"]
    assert await ids("/videos?status=rejected&platform=tiktok") == ["1"]
    assert await ids("/videos?tracking_status=pending_review") == ["2"]
    assert await ids("/videos?kind=reference") == ["3"]
    assert await ids("/videos?platform=instagram") == []
    assert await ids("/creators?campaign_id=2&state=active") == ["2"]
    assert await ids("/creators?platform=instagram") == []
    assert await ids("/campaigns?state=archived") == []
    assert await ids("/campaigns?state=active") == ["2", "1"]


async def test_campaigns_and_creators_say_what_they_come_to(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await three_posts(app, source, clock)
    await notes.write_campaign(app, ADMIN, await notes.of_campaign(app, ADMIN, None), "# Brief")

    (home,) = await crm.get("/campaigns")
    bob, anna = await crm.get("/creators")

    assert (home["slug"], home["videos"], home["description"]) == ("summer", {"finalized": 3}, "# Brief")
    assert (home["default_cpm"], home["budget"], home["earned"]["amount"]) == ("0.50", None, "635.00")
    assert (anna["handle"], anna["videos"], anna["earned"]["minor"]) == ("anna", 3, 63_500)
    assert (bob["handle"], bob["earned"]["amount"], bob["discord_id"]) == ("bob", "0.00", None)
    assert anna["terms"] == {"cpm": "0.50", "currency": "USD", "cap_views": 500_000}


async def test_analytics_say_nothing_where_nothing_is_known(app: App, crm: Program) -> None:
    await summer(app)
    await added(app, 1, 1, views=None, read_at=None)
    await added(app, 1, 1, views=0, likes=1, comments=1, shares=1, published_at=NOON - timedelta(days=40))

    month, everything = await crm.get("/analytics"), await crm.get("/analytics?range=all")

    assert month["figures"] == {
        "videos": 1,
        "creators": 1,
        "views": None,
        "videos_with_unknown_views": 1,
        "average_views": None,
        "engagement_rate": None,
    }
    assert (month["videos_never_read"], month["oldest_reading_at"]) == (1, None)
    assert month["change"]["views"] is None
    assert {day["views_gained"] for day in month["days"]} == {None}
    assert (everything["figures"]["views"], everything["change"], everything["since"]) == (0, None, None)
