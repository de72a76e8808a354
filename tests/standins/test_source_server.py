"""The source stand-in answers in the vendors' shapes, and fails in each of their ways."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.standins.source_faults import Kind, Vendor
from tests.standins.source_server import SourceStandIn

TIKTOK = "7463250363559218474"
CODE = "DbV7LgZsKG8"
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
PATHS: dict[Vendor, str] = {
    "scrapecreators": f"/v2/tiktok/video?url=https://www.tiktok.com/@anna.dances/video/{TIKTOK}",
    "tikwm": f"/api/?url={TIKTOK}",
    "hikerapi": f"/v2/media/info/by/code?code={CODE}",
    "tiktok": f"/oembed?url=https://www.tiktok.com/@anna.dances/video/{TIKTOK}",
    "instagram": f"/p/{CODE}/embed/captioned/",
}
KEYS = {"x-api-key": "test-key", "x-access-key": "test-key"}


@pytest.fixture
async def source() -> AsyncIterator[SourceStandIn]:
    async with SourceStandIn(clock=lambda: AT) as source:
        source.add_post("tiktok", TIKTOK, views=[1000, 2500], published_at=AT)
        source.add_post(
            "instagram", CODE, views=lambda now: now.day * 100, user_id="23818608", published_at=AT
        )
        yield source


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers=KEYS, timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        yield session


async def get(session: aiohttp.ClientSession, source: SourceStandIn, vendor: Vendor) -> tuple[int, Any]:
    async with session.get(source.url + PATHS[vendor]) as answer:
        return answer.status, json.loads(await answer.text())


async def test_tiktok_by_both_vendors(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    _, first = await get(session, source, "scrapecreators")
    _, second = await get(session, source, "tikwm")

    detail = first["aweme_detail"]
    assert (detail["aweme_id"], detail["statistics"]["play_count"]) == (TIKTOK, 1000)
    assert (detail["author"]["unique_id"], detail["create_time"]) == ("anna.dances", int(AT.timestamp()))
    assert (second["code"], second["data"]["id"], second["data"]["play_count"]) == (0, TIKTOK, 2500)
    assert [(asked.vendor, asked.post_id) for asked in await source.wait_asked(2)] == [
        ("scrapecreators", TIKTOK),
        ("tikwm", TIKTOK),
    ]


async def test_instagram(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    _, body = await get(session, source, "hikerapi")
    async with session.get(source.url + PATHS["instagram"]) as page:
        text = await page.text()
    async with session.get(
        f"{source.url}/v1/instagram/post?url=https://www.instagram.com/reel/{CODE}/"
    ) as answer:
        media = (await answer.json())["data"]["xdt_shortcode_media"]

    assert body["media_or_ad"]["pk"] == 3951324523536622012
    assert body["media_or_ad"]["ig_play_count"] == media["video_play_count"] == 100
    assert '\\"video_view_count\\": 100' in text.replace("\\\\", "\\")


async def test_a_photo_has_no_views(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    source.add_post("instagram", CODE, media="photo", likes=None)

    _, body = await get(session, source, "hikerapi")

    assert body["media_or_ad"]["product_type"] == "feed"
    assert body["media_or_ad"].keys().isdisjoint({"ig_play_count", "play_count", "like_count"})


@pytest.mark.parametrize(
    ("vendor", "words"), [("scrapecreators", "Invalid API key"), ("hikerapi", "Unauthorized")]
)
async def test_a_wrong_key(source: SourceStandIn, vendor: Vendor, words: str) -> None:
    async with aiohttp.ClientSession() as session:
        status, body = await get(session, source, vendor)

    assert status == 401
    assert words in json.dumps(body)


async def test_an_unknown_post(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    source.posts.clear()

    assert [
        (await get(session, source, vendor))[0]
        for vendor in ("scrapecreators", "tikwm", "hikerapi", "tiktok")
    ] == [
        404,
        200,
        404,
        400,
    ]


@pytest.mark.parametrize("vendor", ["scrapecreators", "tikwm", "hikerapi"])
@pytest.mark.parametrize("kind", ["401", "402", "404", "429", "500"])
async def test_refusals_end_after_their_times(
    source: SourceStandIn, session: aiohttp.ClientSession, vendor: Vendor, kind: Kind
) -> None:
    source.fail(vendor, kind, times=1, retry_after_s=7)

    async with session.get(source.url + PATHS[vendor]) as answer:
        refused, later, body = answer.status, answer.headers.get("Retry-After"), await answer.json()
    status, healed = await get(session, source, vendor)

    assert refused >= 400 or body["code"] == -1
    assert later == ("7" if refused == 429 else None)
    assert status == 200
    assert healed.get("code", 0) == 0


@pytest.mark.parametrize("vendor", list(PATHS))
@pytest.mark.parametrize(("kind", "error"), [("timeout", TimeoutError), ("reset", aiohttp.ClientError)])
async def test_no_answer(
    source: SourceStandIn, session: aiohttp.ClientSession, vendor: Vendor, kind: Kind, error: type[Exception]
) -> None:
    source.fail(vendor, kind)

    with pytest.raises(error):
        await get(session, source, vendor)


@pytest.mark.parametrize("vendor", ["scrapecreators", "tikwm", "hikerapi"])
@pytest.mark.parametrize("kind", ["html", "empty", "truncated"])
async def test_no_json(
    source: SourceStandIn, session: aiohttp.ClientSession, vendor: Vendor, kind: Kind
) -> None:
    source.fail(vendor, kind)

    with pytest.raises(json.JSONDecodeError):
        await get(session, source, vendor)


async def test_lies(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    seen = {}
    for kind in ("wrong_id", "missing", "strings", "huge", "negative"):
        source.fail("tikwm", kind, times=1)
        seen[kind] = (await get(session, source, "tikwm"))[1]["data"]

    assert seen["wrong_id"]["id"] != TIKTOK
    assert "play_count" not in seen["missing"]
    assert (seen["strings"]["play_count"], seen["negative"]["play_count"]) == ("2500", -5)
    assert seen["huge"]["play_count"] == 10**30


async def test_short_links(source: SourceStandIn, session: aiohttp.ClientSession) -> None:
    canonical = f"https://www.tiktok.com/@anna.dances/video/{TIKTOK}"
    source.add_link("/t/ZTabc/", canonical)
    source.add_link("/share/reel/xyz", f"https://www.instagram.com/reel/{CODE}/")
    found = []
    for path in ("/t/ZTabc/", "/share/reel/xyz", "/t/expired"):
        async with session.get(source.url + path, allow_redirects=False) as answer:
            found.append((answer.status, answer.headers["Location"]))

    assert found == [
        (301, canonical),
        (301, f"https://www.instagram.com/reel/{CODE}/"),
        (301, "https://www.tiktok.com/?_r=1"),
    ]
