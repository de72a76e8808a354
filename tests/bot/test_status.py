"""What monitors are told: whether the process lives, can work, and does."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.ports import SourceState
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Platform
from core.services.app import App
from tests.bot.endpoint import BEATING, Endpoint, served
from tests.fakes import NOON, FakeSource

OK = {"status": "pass", "failing": [], "degraded": []}
SECOND = timedelta(seconds=1)


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


class Failing(FakeSource):
    """A source that says how badly it is doing."""

    def states(self) -> Sequence[SourceState]:
        return [SourceState(Platform.TIKTOK, "tikwm", True, 9, 4, NOON, NOON, "refused secret-key")]


@pytest.fixture
async def endpoint(app: App) -> AsyncIterator[Endpoint]:
    async with served(app) as running:
        yield running


@pytest.mark.parametrize(
    ("silent_s", "beats"),
    [(120, True), (121, False)],  # a minute and four beats of 15 s
)
async def test_a_loop_that_is_silent_is_dead(endpoint: Endpoint, silent_s: int, beats: bool) -> None:
    endpoint.loops[1] = replace(endpoint.loops[1], beat_at=NOON - silent_s * SECOND)

    ready, health = [await endpoint.ask(path) for path in ("/readyz", "/health")]

    assert ready.status == health.status == (200 if beats else 503)
    assert ready.body["failing"] == ([] if beats else ["decisions"])
    assert [loop["status"] for loop in health.body["loops"]] == ["pass", "pass" if beats else "fail"]


async def test_a_loop_that_never_beat_is_dead_unless_it_is_at_it(endpoint: Endpoint) -> None:
    endpoint.loops[0] = replace(BEATING, beat_at=None, running_since=NOON - timedelta(minutes=29))
    at_it = await endpoint.ask("/readyz")
    endpoint.loops[0] = replace(BEATING, beat_at=None)

    dead = await endpoint.ask("/readyz")

    assert (at_it.status, dead.status) == (200, 503)
    assert dead.body["failing"] == ["refresh tiktok"]


async def test_a_loop_that_failed_is_a_warning(app: App) -> None:
    async with served(app, clean=lambda words: words.replace("secret-key", "***")) as endpoint:
        endpoint.loops[0] = replace(BEATING, error="OSError: secret-key")

        ready, health = [await endpoint.ask(path) for path in ("/readyz", "/health")]

    assert (ready.status, health.status, health.body["status"]) == (200, 200, "warn")
    assert (health.body["loops"][0]["status"], health.body["loops"][0]["error"]) == ("warn", "OSError: ***")


@pytest.mark.parametrize(
    ("gateway", "degraded"),
    [
        ({"configured": True, "connected": True}, []),
        ({"configured": True, "connected": False}, ["gateway"]),
        ({"configured": True, "connected": False, "is_standby": True}, []),
        ({"configured": False}, []),
    ],
)
async def test_trouble_with_discord_degrades_only(
    endpoint: Endpoint, gateway: dict[str, bool], degraded: list[str]
) -> None:
    endpoint.gateway = gateway

    ready, health = [await endpoint.ask(path) for path in ("/readyz", "/health")]

    grade = "warn" if degraded else "pass"
    assert (ready.status, ready.body) == (200, OK | {"status": grade, "degraded": degraded})
    assert (health.status, health.body["status"], health.body["gateway"]) == (200, grade, gateway)


async def test_trouble_with_a_source_degrades_only(app: App) -> None:
    troubled = replace(app, sources={Platform.TIKTOK: Failing(), Platform.INSTAGRAM: FakeSource()})
    async with served(troubled, clean=lambda words: words.replace("secret-key", "***")) as endpoint:
        ready, health = [await endpoint.ask(path) for path in ("/readyz", "/health")]

    assert (ready.status, ready.body) == (200, OK | {"status": "warn", "degraded": ["tiktok tikwm"]})
    assert (health.status, health.body["status"]) == (200, "warn")
    assert health.body["sources"] == [
        {
            "platform": "tiktok",
            "name": "tikwm",
            "is_failing": True,
            "asked": 9,
            "failed": 4,
            "last_ok_at": "2026-11-02T12:00:00+00:00",
            "last_failed_at": "2026-11-02T12:00:00+00:00",
            "last_error": "refused ***",
            "closed_until": None,
            "is_refused": False,
        }
    ]


async def test_a_question_that_never_ends_does_not_hold_up_the_end(app: App) -> None:
    async with asyncio.timeout(5), served(app) as endpoint:
        reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(b"GET /livez HTTP/1.1\r\nHost: x\r\n")  # and never the rest
    writer.close()

    assert not await reader.read()


async def test_budgets_of_requests_are_told_where_there_are_some(app: App) -> None:
    budgets = {Platform.INSTAGRAM: RequestBudget(500)}
    async with served(replace(app, schedule=replace(app.schedule, budgets=budgets))) as endpoint:
        told = (await endpoint.ask("/health")).body["request_budgets"]
    async with served(app) as endpoint:
        none = (await endpoint.ask("/health")).body["request_budgets"]

    assert [(each["platform"], each["per_day"], each["made_today"], each["saved"]) for each in told] == [
        ("instagram", 500, 0, None)
    ]
    assert none == []
