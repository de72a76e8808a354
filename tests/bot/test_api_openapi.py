"""The documentation of the API is true: every route is in it, and every answer is as it says."""

import re
from collections.abc import AsyncIterator

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from aiohttp import web

from bot.web.api import BASE, Api
from bot.web.api_routes import ROUTES
from core.domain.terms import PostKind
from core.services.app import App
from tests.bot.api_stage import DOCUMENT, Program, conforms, program, summer, tell
from tests.core.services.paying import three_posts
from tests.db.counted import added, read
from tests.fakes import NOON, FakeSource, FixedClock


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
async def crm(app: App) -> AsyncIterator[Program]:
    async with program(app) as running:
        yield running


def test_every_route_is_documented_and_nothing_else(app: App) -> None:
    site = web.Application()
    site.add_routes(Api(app).routes())
    served = {
        (route.method.lower(), (route.resource.canonical if route.resource else "").removeprefix(BASE))
        for route in site.router.routes()
        if route.method != "HEAD"
    }

    told = {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert served == told
    assert {(route.method, route.path) for route in ROUTES} == {
        ("GET", "/campaigns"),
        ("GET", "/creators"),
        ("GET", "/videos"),
        ("GET", "/videos/{id}"),
        ("GET", "/videos/{id}/history"),
        ("PATCH", "/videos/{id}"),
        ("POST", "/campaigns/{id}/videos"),
        ("GET", "/analytics"),
        ("GET", "/payouts/ready"),
    }


def test_names_are_there_once_and_references_lead_somewhere() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    refs = set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT)))
    assert refs == set(DOCUMENT["components"]["schemas"])
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for operation in (each for path in DOCUMENT["paths"].values() for each in path.values()):
        for parameter in operation.get("parameters", ()):
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])
            assert not {"ge", "le", "anyOf"} & set(parameter["schema"])


async def test_it_is_there_for_anybody_and_is_what_is_served(crm: Program) -> None:
    answer = await crm.endpoint.ask(f"{BASE}/openapi.json")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.body == DOCUMENT
    assert answer.body["openapi"] == "3.1.0"


async def test_answers_are_as_documented(
    app: App, crm: Program, source: FakeSource, clock: FixedClock
) -> None:
    await three_posts(app, source, clock)
    await added(app, 1, None, kind=PostKind.REFERENCE, status=None, views=None, read_at=None)
    await read(app, 1, [(0, None), (1, 5)])
    clock.now = NOON
    url = tell(source, 99)
    asked = {
        "/campaigns/{id}/videos": ("POST", {"url": url}, 201),
        "/videos/{id}": ("PATCH", {"description": "x"}, 200),
    }
    tried = set()
    for path, (method, body, status) in asked.items():
        answer = await crm.ask(path.format(id=1), method, body)
        assert answer.status == status
        conforms(answer.body, schema_of(path, method, status))
        tried.add((method, path))
    for route in ROUTES:
        if route.method == "GET":
            answer = await crm.ask(route.path.format(id=1))
            assert answer.status == 200
            assert answer.body["data"]
            conforms(answer.body, schema_of(route.path, "GET", 200))
            tried.add(("GET", route.path))
    assert tried == {(route.method, route.path) for route in ROUTES}


async def test_empty_answers_are_as_documented(app: App, crm: Program) -> None:
    for route in ROUTES:
        if route.method == "GET" and not route.has_id:
            conforms((await crm.ask(route.path)).body, schema_of(route.path, "GET", 200))
    await summer(app)
    conforms((await crm.ask("/analytics?range=all")).body, schema_of("/analytics", "GET", 200))


def schema_of(path: str, method: str, status: int) -> dict[str, object]:
    answer = DOCUMENT["paths"][path][method.lower()]["responses"][str(status)]
    found: dict[str, object] = answer["content"]["application/json"]["schema"]
    return found
