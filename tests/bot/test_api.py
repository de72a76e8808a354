"""The API at its door: who comes in, how often, and the form in which everything is answered."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.web.api import BASE, LARGEST
from core.domain.api_keys import Access, new_key
from core.services import api_keys, confirmations
from core.services.app import App
from tests.bot.api_stage import STRANGER, Program, another, check, program, summer, tell
from tests.bot.endpoint import FROM_ELSEWHERE, served
from tests.conftest import ADMIN
from tests.fakes import FakeSource, FixedClock

HOSTILE = ["' OR 1=1 --", "1; DROP TABLE posts", "%", "x" * 10_000, "\u202e", "../../etc/passwd", "{7*7}"]


@pytest.fixture
async def crm(app: App) -> AsyncIterator[Program]:
    async with program(app) as running:
        yield running


STRANGE = [
    *("", "Bearer", "Bearer ", "Bearer vl_", f"Bearer {new_key()}", "Basic dXNlcjpwYXNz", "Bearer x y z"),
    *("Bearer ' OR 1=1 --", "Bearer " + "x" * 5_000),
]
DOORS = [("/campaigns", "GET"), ("/videos/1", "PATCH"), ("/campaigns/1/videos", "POST")]


async def test_strangers_are_told_nothing_but_how_to_come_in(crm: Program) -> None:
    for sent, (path, method) in product(STRANGE, DOORS):
        answer = await crm.ask(path, method, Authorization=sent)

        assert (answer.status, answer.body["meta"]) == (401, {"code": "unauthorized"})
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "RateLimit-Limit" not in answer.headers


async def test_a_key_works_from_elsewhere_whatever_the_case_of_bearer(app: App, crm: Program) -> None:
    await summer(app)

    answer = await crm.ask("/campaigns", Authorization=f"bEARER  {crm.key}", **FROM_ELSEWHERE)

    assert [each["name"] for each in answer.body["data"]] == ["Summer"]
    assert answer.body["meta"] == {"nextCursor": None, "limit": 50}


async def test_a_revoked_key_is_turned_away_at_once(app: App, crm: Program) -> None:
    assert (await crm.ask("/campaigns")).status == 200

    plan = await api_keys.plan_revoke(app, ADMIN, "#1")
    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert (await crm.ask("/campaigns")).status == 401


async def test_a_key_that_may_only_read_writes_nothing(app: App, crm: Program, source: FakeSource) -> None:
    await summer(app)
    reader = await another(app, crm, Access.READ)
    added = await crm.add(tell(source))

    refused = [
        await reader.add(tell(source, 2)),
        await reader.ask("/videos/1", "PATCH", {"description": "mine"}),
        await reader.ask("/videos/1", "PATCH", raw=b"no json"),
    ]

    assert {(each.status, each.body["meta"]["code"]) for each in refused} == {(403, "forbidden")}
    assert await reader.get("/videos") == [added.body["data"]]


async def test_sixty_requests_a_minute_and_then_wait(app: App, crm: Program, clock: FixedClock) -> None:
    other = await another(app, crm)
    first = await crm.ask("/campaigns")
    clock.advance(seconds=20)
    rest = [await crm.ask("/campaigns") for _ in range(59)]
    refused = await crm.ask("/campaigns")

    assert first.headers["RateLimit-Limit"] == "60"
    assert [first.headers["RateLimit-Remaining"], rest[-1].headers["RateLimit-Remaining"]] == ["59", "0"]
    assert {each.status for each in rest} == {200}
    assert (refused.status, refused.body["meta"]["code"]) == (429, "rate_limited")
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"] == "40"
    assert (await other.ask("/campaigns")).status == 200

    clock.advance(seconds=39)
    assert (await crm.ask("/campaigns")).status == 429
    clock.advance(seconds=1)
    assert [(await crm.ask("/campaigns")).status for _ in range(2)] == [200, 429]
    clock.advance(days=-1)  # a clock that is set back locks nobody out
    assert (await crm.ask("/campaigns")).status == 200


async def test_many_at_once_are_counted_one_by_one(app: App, crm: Program) -> None:
    answers = await asyncio.gather(*(crm.ask("/campaigns") for _ in range(70)))

    assert sorted(each.status for each in answers) == [200] * 60 + [429] * 10


async def test_wrong_addresses_and_methods_are_answered_in_the_same_form(crm: Program) -> None:
    for path in ("/nothing", "/videos/1/2/3", ""):
        answer = await crm.ask(path)
        assert (answer.status, answer.body["meta"]["code"]) == (404, "not_found")
    for path, method in (("/campaigns", "POST"), ("/videos/1", "DELETE"), ("/openapi.json", "POST")):
        answer = await crm.ask(path, method)
        assert (answer.status, answer.body["meta"]["code"]) == (405, "method_not_allowed")
        assert answer.headers["Allow"]


async def test_nothing_beside_it_is_an_api_either(crm: Program) -> None:
    for path in ("/api", "/api/", "/api/v2/campaigns", "/api/v1/%00", "/api/v1/%ff"):
        answer = await crm.endpoint.ask(path)
        check(answer)
        assert answer.status == 404
    assert (await crm.endpoint.ask("/apis")).body == {"status": 404, "error": "Not Found"}


BODIES = [
    *(b"", b"{", b"null", b"[]", b"1", b"{}", b"\xff\xfe", b"[" * 9_999, b'"url"'),
    *(b'{"url": 1}', b'{"url": null}', b'{"url": ""}', b'{"url": "x", "more": 1}', b'{"url": "\\ud800"}'),
    b'{"url": "' + b"x" * 10_000 + b'"}',
]


async def test_bodies_that_are_not_as_they_should_be(app: App, crm: Program) -> None:
    await summer(app)

    for body in BODIES:
        answer = await crm.ask("/campaigns/1/videos", "POST", raw=body)
        assert (answer.status, answer.body["meta"]["code"]) == (400, "invalid_request")
        assert answer.body["meta"]["field"] in {"body", "url", "more"}


async def test_a_body_that_is_packed_or_too_large(app: App, crm: Program) -> None:
    await summer(app)
    path, packed = "/campaigns/1/videos", gzip.compress(b" " * 20 * LARGEST)

    garbage = await crm.ask(path, "POST", raw=b"no gzip at all", Content_Encoding="gzip")
    bomb = await crm.ask(path, "POST", raw=packed, Content_Encoding="gzip")
    large = await crm.ask(path, "POST", raw=b" " * (LARGEST + 1))

    assert [garbage.status, bomb.status] == [400, 400]
    assert (large.status, large.body["meta"]["code"]) == (413, "body_too_large")


QUERIES = [
    *("limit=0", "limit=101", "limit=-1", "limit=ten", "limit=1.0", "limit=%201", "limit=1_0", "limit="),
    *("limit=5&limit=5", "offset=1", "state=none", "cursor=x", "cursor=", "limit=" + "9" * 400),
]


async def test_parameters_that_are_not_as_they_should_be(crm: Program) -> None:
    for query in QUERIES:
        answer = await crm.ask(f"/campaigns?{query}")
        assert (answer.status, answer.body["data"]) == (400, None), query


@pytest.mark.parametrize("name", ["cursor", "campaign_id", "creator_id", "platform", "status", "range", "x"])
async def test_hostile_parameters_are_refused(crm: Program, name: str) -> None:
    url = f"http://127.0.0.1:{crm.endpoint.port}{BASE}/videos"
    headers = {"Authorization": f"Bearer {crm.key}"}
    for text in HOSTILE:
        async with crm.endpoint.session.get(url, params={name: text}, headers=headers) as response:
            assert response.status == 400


async def test_what_is_no_id_names_nothing(crm: Program) -> None:
    for typed in ("0", "-1", "01", "x", "1.0", "%27%20OR%201=1", "9" * 19, "9" * 4_000, "%F0"):
        for path in (f"/videos/{typed}", f"/videos/{typed}/history"):
            answer = await crm.ask(path)
            assert (answer.status, answer.body["meta"]["code"]) == (404, "not_found")


class Broken:
    """A database that only fails."""

    def reads(self) -> Any:
        return self

    async def __aenter__(self) -> None:
        raise OSError("disk gone at /secret/place")

    async def __aexit__(self, *_: object) -> None:
        """Never reached."""


async def test_a_fault_has_a_reference_and_nothing_of_what_happened(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    broken: Any = Broken()
    key = new_key()
    async with served(replace(app, database=broken)) as endpoint:
        answer = await Program(endpoint, key).ask("/videos/1")

    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert answer.status == 500
    assert answer.body["meta"]["code"] == "fault"
    assert f"reference {answer.body['meta']['reference']}: GET" in record.getMessage()
    assert "disk" not in answer.text
    assert key not in caplog.text


async def test_a_head_tells_as_much_as_a_get_without_its_body(app: App, crm: Program) -> None:
    plain = await crm.endpoint.ask(f"{BASE}/openapi.json", "HEAD")

    assert (plain.status, plain.text) == (200, "")


async def test_the_other_server_sees_its_own(app: App, crm: Program) -> None:
    await summer(app)
    other = await another(app, crm, by=STRANGER)

    assert await other.get("/campaigns") == []
    assert len(await crm.get("/campaigns")) == 1
