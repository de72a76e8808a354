"""Who is told what, and how: the endpoint seen from the network."""

import asyncio

import pytest

from bot.web.callers import is_for_loopback, is_loopback
from core.services.app import App
from tests.bot.endpoint import FROM_ELSEWHERE, TOKEN, Endpoint, served

GRADE_ALONE = {"status": "pass"}


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def whole(endpoint: Endpoint, **headers: str) -> bool:
    """Whether the caller is told everything; otherwise it is the grade and no more."""
    answer = await endpoint.ask("/health", **headers)
    assert answer.status == 200
    assert "backlog" in answer.body or answer.body == GRADE_ALONE
    return "backlog" in answer.body


async def test_this_machine_is_told_everything(app: App) -> None:
    async with served(app) as endpoint:
        assert await whole(endpoint)
        assert await whole(endpoint, Host="localhost:8080")
        assert await whole(endpoint, Host="[::1]:8080")


FORWARDED = [
    *("X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"),
    *("CF-Connecting-IP", "True-Client-IP", "X-Client-IP"),
]


@pytest.mark.parametrize("name", FORWARDED)
@pytest.mark.parametrize("value", ["192.0.2.1", "127.0.0.1", ""])
async def test_what_a_proxy_passes_on_does_not_come_from_this_machine(
    app: App, name: str, value: str
) -> None:
    async with served(app) as endpoint:
        assert not await whole(endpoint, **{name: value})


@pytest.mark.parametrize("host", ["a.org", "localhost.a.org", "127.0.0.1.a.org", "10.0.0.1"])
async def test_what_was_sent_to_another_name_does_not_come_from_this_machine(app: App, host: str) -> None:
    async with served(app) as endpoint:
        assert not await whole(endpoint, Host=host)


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer  {TOKEN} ", True),
        (f"Bearer {TOKEN}x", False),
        (f"Bearer {TOKEN[:-1]}", False),
        (f"Bearer {TOKEN.upper()}", False),
        (f"Basic {TOKEN}", False),
        (TOKEN, False),
        ("Bearer", False),
        ("Bearer ", False),
        ("", False),
    ],
)
async def test_the_token_opens_everything_from_elsewhere(app: App, given: str, is_told: bool) -> None:
    async with served(app) as endpoint:
        assert await whole(endpoint, **FROM_ELSEWHERE, Authorization=given) == is_told


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("given", ["Bearer ", "Bearer", "Bearer None", ""])
async def test_without_a_token_none_opens(app: App, token: str | None, given: str) -> None:
    async with served(app, token=token) as endpoint:
        assert not await whole(endpoint, **FROM_ELSEWHERE, Authorization=given)


async def test_a_token_that_is_no_text_is_no_token(app: App) -> None:
    async with served(app) as endpoint:
        answer = await endpoint.ask_raw(
            b"GET /health HTTP/1.1\r\nHost: a.org\r\nConnection: close\r\n"
            b"Authorization: Bearer \xff\xfe\r\n\r\n"
        )

    assert (answer.status, answer.body) == (200, GRADE_ALONE)


async def test_strangers_are_told_of_trouble_by_name_only(app: App) -> None:
    async with served(app) as endpoint:
        endpoint.gateway["connected"] = False

        ready, health = [await endpoint.ask(path, **FROM_ELSEWHERE) for path in ("/readyz", "/health")]

    assert ready.body == {"status": "warn", "failing": [], "degraded": ["gateway"]}
    assert health.body == {"status": "warn"}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/health"])
async def test_head_is_answered_without_a_body(app: App, path: str) -> None:
    async with served(app) as endpoint:
        got, head = await endpoint.ask(path), await endpoint.ask(path, "HEAD")

    assert (head.status, head.text) == (200, "")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@pytest.mark.parametrize("path", ["/metrics/", "/health/", "/livez/x", "//", "/%00", "/.env", "/../.env"])
async def test_there_is_nothing_else(app: App, path: str) -> None:
    async with served(app) as endpoint:
        answer = await endpoint.ask(path)

    assert (answer.status, answer.body) == (404, {"status": 404, "error": "Not Found"})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_there_is_nothing_to_change(app: App, method: str) -> None:
    async with served(app) as endpoint:
        answer = await endpoint.ask("/health", method)

    assert (answer.status, answer.body) == (405, {"status": 405, "error": "Method Not Allowed"})
    assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/health", "/nothing"])
async def test_answers_are_not_kept_and_do_not_tell_what_runs_here(app: App, path: str) -> None:
    async with served(app) as endpoint:
        answer = await endpoint.ask(path)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    assert "aiohttp" not in str(answer)


async def test_many_may_ask_at_once(app: App) -> None:
    async with served(app) as endpoint:
        answers = await asyncio.gather(*(endpoint.ask("/health") for _ in range(100)))

    assert {(answer.status, answer.body["status"]) for answer in answers} == {(200, "pass")}


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  an address to judge, none to listen on
        ("fe80::1%eth0", False),
        ("", False),
        (None, False),
        ("localhost", False),
    ],
)
def test_which_callers_are_on_this_machine(address: str | None, is_here: bool) -> None:
    assert is_loopback(address) == is_here


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8080", True),
        ("LOCALHOST:80", True),
        ("[::1]", True),
        ("[::1]:8080", True),
        ("a.org", False),
        ("[2001:db8::1]:80", False),
        ("[", False),
        ("", False),
        (":80", False),
    ],
)
def test_which_names_are_of_this_machine(host: str, is_own: bool) -> None:
    assert is_for_loopback(host) == is_own
