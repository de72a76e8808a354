"""The running API under thousands of requests made up from its own documentation, right and wrong ones."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from bot.web.api import BASE
from bot.web.api_openapi import document
from core.domain.api_keys import Access
from core.domain.terms import Platform, PostRef
from core.services import api_keys
from core.services.app import App
from db.engine import open_database
from tests.bot.api_stage import summer
from tests.bot.endpoint import served
from tests.conftest import ADMIN
from tests.db.counted import added, read
from tests.fakes import NOON, FakeLinks, FakeSource, reading

EXAMPLES = 10
"""Made-up requests for each operation, beside those for every boundary."""
CONFIG = {"seed": 1, "generation": {"mode": "all"}}
EXAMPLE = PostRef(Platform.TIKTOK, "7300000000000000000", "anna")  # the link in the documentation
ABOUT_VALUES = {"bad_cursor", "not_a_post_link", "one_link_only", "creator_unknown"}
"""Refusals of what is well-formed, and still names nothing: no schema can tell."""

schema = schemathesis.openapi.from_dict(document(), config=schemathesis.Config.from_dict(CONFIG))


class Hurried:
    """A clock by which requests are seconds apart, so that no key asks too often."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=2)
        return self.now


async def run(path: Path, told: "Future[tuple[str, str]]", end: threading.Event) -> None:
    """Serve a campaign with two videos until told to end."""
    database = open_database(f"sqlite+aiosqlite:///{path}")
    source = FakeSource()
    app = App(database, dict.fromkeys(Platform, source), FakeLinks(), Hurried())
    source.tell(EXAMPLE, reading(EXAMPLE, 5_000))
    await summer(app)
    for post_id in (1, 2):
        await added(app, 1, 1)
        await read(app, post_id, [(0, 1), (1, None)])
    made = await api_keys.create(app, ADMIN, label="CRM", access=Access.WRITE)
    async with served(app) as endpoint:
        told.set_result((f"http://127.0.0.1:{endpoint.port}{BASE}", made.key))
        await asyncio.to_thread(end.wait)
    await database.close()


@pytest.fixture(scope="module")
def api(empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the API runs, in a thread of its own, and a key."""
    path = tmp_path_factory.mktemp("api") / "test.db"
    shutil.copy(empty_sqlite, path)
    told: Future[tuple[str, str]] = Future()
    end = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(run(path, told, end)))
    thread.start()
    yield told.result(timeout=60)
    end.set()
    thread.join(timeout=60)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_documented(
    case: schemathesis.Case[Any], api: tuple[str, str]
) -> None:
    url, key = api
    headers = {"Authorization": f"Bearer {key}"}

    answer = case.call(base_url=url, headers=headers)

    code = None if not answer.content else answer.json().get("meta", {}).get("code")
    excluded: list[Any] = [positive_data_acceptance] if code in ABOUT_VALUES else []
    case.validate_response(answer, excluded_checks=excluded, headers=headers)
