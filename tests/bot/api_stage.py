"""A program that asks the API over the network, on the databases the services are tested on."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types

from bot.web.api import BASE
from bot.web.api_openapi import document
from core.domain.access import Caller, Role
from core.domain.api_keys import Access
from core.services import api_keys, campaigns, creators
from core.services.app import App
from tests.bot.endpoint import Answer, Endpoint, served
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, reading, tiktok

STRANGER = Caller(200_000_000_000_000_002, 21, Role.ADMIN)
DOCUMENT = document()
REF = tiktok(NOON)


@dataclass
class Program:
    """Asks with its key, and holds every answer against what is documented."""

    endpoint: Endpoint
    key: str

    async def ask(
        self, path: str, method: str = "GET", body: Any = None, *, raw: Any = None, **headers: str
    ) -> Answer:
        sent = {"Authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        data = raw if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.endpoint.port}{BASE}{path}"
        async with self.endpoint.session.request(method, url, data=data, headers=sent) as response:
            answer = Answer(response.status, dict(response.headers), await response.text())
        check(answer)
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.ask(path)
        assert answer.status == 200, answer.text
        return answer.body["data"]

    async def add(self, url: str, campaign: int = 1, **headers: str) -> Answer:
        return await self.ask(f"/campaigns/{campaign}/videos", "POST", {"url": url}, **headers)

    async def pages(self, path: str) -> list[list[Any]]:
        """Return every page of a list."""
        found, cursor = [], ""
        while True:
            body = (await self.ask(f"{path}{cursor}")).body
            found.append(body["data"])
            if body["meta"]["nextCursor"] is None:
                return found
            cursor = f"&cursor={body['meta']['nextCursor']}"


def check(answer: Answer) -> None:
    """Hold an answer against what every one of them is."""
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    if answer.text:
        assert set(answer.body) == {"data", "error", "meta"}
        assert (answer.body["error"] is None) == (answer.status < 400)
        if answer.status >= 400:
            conforms(answer.body, {"$ref": "#/components/schemas/Failed"})


def conforms(body: Any, schema: dict[str, Any]) -> None:
    """Hold a body against a schema of the documentation."""
    whole = {**schema, "components": DOCUMENT["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(body)


@asynccontextmanager
async def program(app: App, access: Access = Access.WRITE, by: Caller = ADMIN) -> AsyncIterator[Program]:
    """A program with a key, and the endpoint it asks."""
    made = await api_keys.create(app, by, label="CRM", access=access)
    async with served(app) as endpoint:
        yield Program(endpoint, made.key)


async def another(app: App, known: Program, access: Access = Access.WRITE, by: Caller = ADMIN) -> Program:
    """Another program at the same endpoint."""
    made = await api_keys.create(app, by, label="other", access=access)
    return Program(known.endpoint, made.key)


async def summer(app: App, by: Caller = ADMIN, name: str = "Summer") -> int:
    """Make a campaign with a creator who earns 0.50 per 1,000 views up to 500,000."""
    made = await campaigns.create(app, by, name=name)
    await creators.add(app, by, handle="anna", platform=REF.platform, campaign=name, cpm="0.50", cap=500_000)
    return made.card.id


def tell(source: FakeSource, serial: int = 1, views: int | None = 5_000) -> str:
    """Let the source know a post of Anna's; return its link."""
    ref = tiktok(NOON, serial)
    source.tell(ref, reading(ref, views, published_at=NOON))
    return ref.url
