"""Every kind of trouble on the way, for every vendor: a typed error, and never a key in sight."""

import asyncio
import gzip
import json
import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from core.domain.errors import MalformedError, SourceBusyError, SourceDownError, SourceError, SourceKeyError
from core.domain.terms import MAX_COUNT
from providers.http import BODY_LIMIT, get_json
from tests.providers.asking import BASE, KEY, VENDORS, Handler, Vendor, always, fetch, saved, trouble

EVERYWHERE = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.id)
PAGE = "<!DOCTYPE html><html><title>Just a moment...</title><body>Checking your browser</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
GOOD = json.dumps(saved("hikerapi/reel")).encode()
FOREIGN = {"detail": "Not Found"}


def sent(status: int, content: bytes | str, **headers: str) -> Handler:
    return always(status, content=content, headers={"Content-Type": "application/json"} | headers)


def page(status: int) -> Handler:
    return always(status, text=PAGE, headers=HTML)


def raises(error: type[httpx.HTTPError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("it went wrong")

    return handler


FAULTS: dict[str, tuple[Handler, type[SourceError]]] = {
    "400 as a page": (page(400), SourceDownError),
    "401": (always(401, {"message": "no"}), SourceKeyError),
    "402": (always(402, {"message": "no"}), SourceKeyError),
    "402 without words": (always(402), SourceKeyError),
    "403 as a page": (page(403), SourceDownError),
    "404 as a page": (page(404), SourceDownError),
    "404 of somebody else": (always(404, FOREIGN), SourceDownError),
    "404 without a body": (always(404), SourceDownError),
    "408": (always(408, {"message": "slow"}), SourceDownError),
    "422 as a page": (page(422), SourceDownError),
    "429": (always(429, {"message": "slower"}), SourceBusyError),
    "429 as a page": (page(429), SourceBusyError),
    "500": (always(500, {"message": "oh"}), SourceDownError),
    "502 as a page": (page(502), SourceDownError),
    "503 as a list": (always(503, ["oh"]), SourceDownError),
    "599": (always(599), SourceDownError),
    "204": (always(204), SourceDownError),
    "200 as a page": (page(200), SourceDownError),
    "200 and empty": (sent(200, b""), SourceDownError),
    "200 and cut": (sent(200, GOOD[: len(GOOD) // 2]), SourceDownError),
    "200 null": (sent(200, b"null"), SourceDownError),
    "200 list": (sent(200, b"[]"), MalformedError),
    "200 number": (sent(200, b"5"), MalformedError),
    "200 text": (sent(200, b'"post"'), MalformedError),
    "200 object": (sent(200, b"{}"), MalformedError),
    "invalid UTF-8": (sent(200, b'{"data": "\xff\xfe"}'), SourceDownError),
    "nested to death": (sent(200, b"[" * 200_000), SourceDownError),
    "a number to death": (sent(200, b'{"data": ' + b"9" * 10_000 + b"}"), SourceDownError),
    "broken compression": (sent(200, b"not gzip", **{"Content-Encoding": "gzip"}), SourceDownError),
    "larger than the limit": (sent(200, b" " * (BODY_LIMIT + 1)), SourceDownError),
    "grown past the limit": (
        sent(200, gzip.compress(b" " * (BODY_LIMIT + 1)), **{"Content-Encoding": "gzip"}),
        SourceDownError,
    ),
    "redirected": (always(302, headers={"Location": "https://evil.example/"}), SourceDownError),
    "redirected nowhere": (always(302), SourceDownError),
    "redirected to nonsense": (always(302, headers={"Location": "https://[/"}), SourceDownError),
    "timed out while reading": (raises(httpx.ReadTimeout), SourceDownError),
    "timed out while connecting": (raises(httpx.ConnectTimeout), SourceDownError),
    "connection refused": (raises(httpx.ConnectError), SourceDownError),
    "connection reset": (raises(httpx.ReadError), SourceDownError),
    "broken protocol": (raises(httpx.RemoteProtocolError), SourceDownError),
}


@EVERYWHERE
@pytest.mark.parametrize("fault", FAULTS)
async def test_trouble_is_typed(vendor: Vendor, fault: str) -> None:
    handler, expected = FAULTS[fault]

    error = await trouble(vendor, handler)

    assert type(error) is expected


@EVERYWHERE
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "9" * 5_000}, 86_400.0),
        ({"Retry-After": "Mon, 02 Nov 2026 12:01:30 GMT", "Date": "Mon, 02 Nov 2026 12:00:00 GMT"}, 90.0),
        ({"Retry-After": "Mon, 02 Nov 2026 11:00:00 GMT", "Date": "Mon, 02 Nov 2026 12:00:00 GMT"}, 0.0),
        (
            {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT", "Date": "Mon, 02 Nov 2026 12:00:00 GMT"},
            86_400.0,
        ),
        ({"Retry-After": "Mon, 02 Nov 2026 12:01:30 GMT"}, None),
        ({"Retry-After": "Mon, 02 Nov 2026 12:01:30 GMT", "Date": "today"}, None),
        ({"Retry-After": "Mon, 02 Nov 99999999999 12:01:30 +99999999999", "Date": "today"}, None),
        ({"Retry-After": "-7"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
async def test_a_busy_source_says_until_when(
    vendor: Vendor, headers: dict[str, str], expected: float | None
) -> None:
    error = await trouble(vendor, always(429, {"message": "Too many requests"}, headers=headers))

    assert isinstance(error, SourceBusyError)
    assert error.retry_after_s == expected


async def test_a_call_ends_at_its_deadline() -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(base_url=BASE, transport=httpx.MockTransport(handler)) as client:
        with pytest.raises(SourceDownError, match="timed out"):
            await get_json(client, "/", {}, deadline_s=0)


async def test_a_body_that_is_too_long_is_not_read_to_its_end() -> None:
    parts: list[int] = []

    async def long() -> AsyncIterator[bytes]:
        for number in range(20):
            parts.append(number)
            yield b" " * 1_048_576

    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=long()))
    async with httpx.AsyncClient(base_url=BASE, transport=transport) as client:
        with pytest.raises(SourceDownError, match="8,192 KiB"):
            await get_json(client, "/", {})

    assert len(parts) == 9


@EVERYWHERE
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["https://evil.example/", "/login", "//evil.example/x"])
async def test_no_redirect_is_followed_with_the_key(vendor: Vendor, status: int, location: str) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(status, headers={"Location": location})

    await trouble(vendor, handler)

    assert asked == ["vendor.example"]


@EVERYWHERE
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 429, 500])
@pytest.mark.parametrize("field", ["message", "msg", "error", "detail", "exc_type"])
async def test_a_key_that_the_vendor_repeats_is_not_repeated(
    vendor: Vendor, status: int, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = {field: f"the key {KEY} is private", "success": False, "code": -1}

    with caplog.at_level(logging.DEBUG):
        error = await trouble(vendor, always(status, said))

    written = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
    assert KEY not in written
    assert KEY[:12] not in written


@EVERYWHERE
@pytest.mark.parametrize("fault", FAULTS)
async def test_no_trouble_shows_the_key(vendor: Vendor, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        error = await trouble(vendor, FAULTS[fault][0])

    assert KEY not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text


@EVERYWHERE
async def test_the_key_is_sent_in_its_header_only(vendor: Vendor) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=saved(vendor.answer))

    await fetch(vendor, handler)

    assert asked[0].headers[vendor.key_header] == KEY
    assert KEY not in str(asked[0].url)


@EVERYWHERE
async def test_a_vendors_words_are_one_short_line(vendor: Vendor) -> None:
    error = await trouble(vendor, always(500, {"message": "a\nb\r\n2026 INFO forged\x1b[31m" + "x" * 9_000}))

    assert str(error).isprintable()
    assert len(str(error)) < 200


@EVERYWHERE
async def test_no_more_of_a_body_is_repeated_than_its_words(vendor: Vendor) -> None:
    error = await trouble(vendor, always(500, {"caption": "what somebody wrote", "message": ["listed"]}))

    assert str(error) == "500: Internal Server Error"


def paths_to(body: Any, names: frozenset[str], found: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where in a body these names hold numbers."""
    if isinstance(body, dict):
        here = [(*found, name) for name, value in body.items() if name in names and isinstance(value, int)]
        return here + [path for name in body for path in paths_to(body[name], names, (*found, name))]
    return []


PLAYS = frozenset({"play_count", "video_play_count", "ig_play_count"})


@EVERYWHERE
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        ("0", 0),
        ("1500", 1500),
        (MAX_COUNT, MAX_COUNT),
        (str(MAX_COUNT), MAX_COUNT),
        (None, None),
        (-1, None),
        ("-1", None),
        (-(10**30), None),
        (MAX_COUNT + 1, MalformedError),
        (10**30, MalformedError),
        ("9" * 5_000, MalformedError),
        (1.0, MalformedError),
        (0.0, MalformedError),
        (1.5e300, MalformedError),
        ("1.5", MalformedError),
        ("1.2M", MalformedError),
        ("1,000", MalformedError),
        ("1e3", MalformedError),
        ("\u0661\u0662", MalformedError),
        ("", MalformedError),
        (" 5", MalformedError),
        (True, MalformedError),
        (False, MalformedError),
        ([], MalformedError),
        ({}, MalformedError),
    ],
)
async def test_views_are_what_the_source_said_or_unknown_or_refused(
    vendor: Vendor, value: Any, expected: int | type[SourceError] | None
) -> None:
    body = saved(vendor.answer)
    for *path, name in paths_to(body, PLAYS):
        inner = body
        for step in path:
            inner = inner[step]
        inner[name] = value

    if isinstance(expected, type):
        assert type(await trouble(vendor, always(200, body))) is expected
    else:
        assert (await fetch(vendor, always(200, body))).counts.views == expected
