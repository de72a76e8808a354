"""Trouble with Instagram's embed pages: none of it ever says that a post is gone."""

import asyncio

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import SourceBusyError, SourceDownError, SourceError
from providers.embed import HEADERS, WAIT_S, InstagramEmbed, get_page, parse
from tests.providers.asking import BASE, Vendor, always, fetch, trouble
from tests.providers.test_any_answer import check
from tests.providers.test_embed import REEL, page
from tests.providers.test_faults import FAULTS

VENDOR = Vendor(
    "embed", lambda client: InstagramEmbed(client, interval_s=0), parse, lambda *_: None, REEL, "", "x-no-key"
)
OWN = {"401": SourceDownError, "402": SourceDownError, "402 without words": SourceDownError}
OWN |= {f"200 {kind}": SourceDownError for kind in ("list", "number", "text", "object")}


@pytest.mark.parametrize("fault", FAULTS)
async def test_trouble_is_typed_and_says_nothing_about_the_post(fault: str) -> None:
    handler, expected = FAULTS[fault]

    error = await trouble(VENDOR, handler)

    assert type(error) is OWN.get(fault, expected)
    assert not error.outcome.doubts_existence


@pytest.mark.parametrize("status", [401, 403, 400])
async def test_a_few_minutes_are_waited(status: int) -> None:
    said = {"message": "Please wait a few minutes before you try again.", "require_login": True}

    error = await trouble(VENDOR, always(status, said))

    assert isinstance(error, SourceBusyError)
    assert error.retry_after_s == WAIT_S


async def test_a_busy_page_says_until_when() -> None:
    error = await trouble(VENDOR, always(429, headers={"Retry-After": "7"}))

    assert isinstance(error, SourceBusyError)
    assert error.retry_after_s == 7


async def test_the_page_is_asked_for_and_no_redirect_is_followed() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "https://www.instagram.com/accounts/login/"})

    error = await trouble(VENDOR, handler)

    assert asked == [f"{BASE}/p/DcMXl1IPNtB/embed/captioned/"]
    assert str(error) == "302: redirected; gone, private, or this address is kept out"


async def test_a_page_ends_at_its_deadline() -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(base_url=BASE, transport=httpx.MockTransport(handler)) as client:
        with pytest.raises(SourceDownError, match="timed out"):
            await get_page(client, "/", deadline_s=0)


async def test_pages_keep_their_distance_whether_they_come_or_not() -> None:
    waited: list[float] = []
    answers = iter([httpx.Response(200, text=page("reel")), httpx.Response(500), httpx.Response(302)])

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    transport = httpx.MockTransport(lambda request: next(answers))
    async with httpx.AsyncClient(base_url=BASE, transport=transport) as client:
        source = InstagramEmbed(client, interval_s=3600, sleep=sleep)
        await asyncio.gather(*(source.fetch_post(REEL) for _ in range(3)), return_exceptions=True)

    assert waited[0] == 0
    assert all(3590 < seconds <= 3600 for seconds in waited[1:])
    assert len(waited) == 3


def test_a_browser_asks_in_english() -> None:
    assert HEADERS["User-Agent"].startswith("Mozilla/5.0 ")
    assert HEADERS["Accept-Language"].startswith("en-US")


@settings(max_examples=50, deadline=None)
@given(status=st.integers(200, 599), content=st.binary())
async def test_any_bytes_give_a_reading_or_a_typed_error(status: int, content: bytes) -> None:
    try:
        check(await fetch(VENDOR, always(status, content=content)), REEL)
    except SourceError as error:
        assert not error.outcome.doubts_existence  # noqa: PT017  either way is right
