"""`/report/{token}` seen from the network: who sees a report, until when, and what comes with it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.web.report_page import AT_ONCE, ReportPage
from bot.web.report_style import POLICY
from core.domain.ledger import LedgerKind
from core.domain.report_tokens import new_token
from core.services import reports
from core.services.app import App
from db.models import Campaign, Creator
from tests.bot.endpoint import FROM_ELSEWHERE, Answer, Endpoint, served
from tests.bot.pages import Page
from tests.conftest import ADMIN
from tests.db.counted import added, adjusted, campaign, creator
from tests.fakes import FixedClock

NOT_THERE = "There is no report here"


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
async def endpoint(app: App) -> AsyncIterator[Endpoint]:
    async with served(app) as running:
        yield running


async def shared(app: App, **options: Any) -> str:
    """Return the path of a report on a campaign with a post."""
    home = await campaign(app, "Summer")
    await added(app, home, await creator(app, home, "anna"), views=1_234)
    return "/report/" + (await reports.create(app, ADMIN, **options)).url.rpartition("/")[2]


def check(answer: Answer, status: int) -> Page:
    """Hold a page against what must come with every one."""
    assert answer.status == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers
    return Page(answer.text)


async def test_whoever_has_the_address_sees_the_report_as_it_is_now(
    app: App, endpoint: Endpoint, clock: FixedClock
) -> None:
    path = await shared(app)
    first = check(await endpoint.ask(path, **FROM_ELSEWHERE), 200)
    clock.advance(hours=1)
    await added(app, 1, 1, views=1)

    second = check(await endpoint.ask(path), 200)

    assert "Total views | 1,234" in first.text
    assert "Total views | 1,235" in second.text
    assert "13:00 UTC" in second.text


async def test_a_revoked_report_is_gone_at_once_like_one_that_never_was(app: App, endpoint: Endpoint) -> None:
    path = await shared(app)
    check(await endpoint.ask(path), 200)

    await reports.revoke(app, ADMIN, "#1")

    revoked, unknown = await endpoint.ask(path), await endpoint.ask(f"/report/{new_token()}")
    assert NOT_THERE in check(revoked, 404).text
    assert (revoked.text, revoked.headers | {"Date": ""}) == (unknown.text, unknown.headers | {"Date": ""})


@pytest.mark.parametrize(
    "path",
    ["/report/", "/report/x", "/report/a/b", "/report/%00", "/report/..%2Fhealth", "/report/" + "a" * 5_000],
)
async def test_any_other_address_is_a_page_that_says_what_to_do(endpoint: Endpoint, path: str) -> None:
    page = check(await endpoint.ask(path), 404)

    assert NOT_THERE in page.text
    assert "Ask whoever sent it to you" in page.text


async def test_the_page_can_only_be_looked_at(app: App, endpoint: Endpoint) -> None:
    path = await shared(app)

    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await endpoint.ask(path, method)
        assert "can only be looked at" in check(answer, 405).text
        assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD"}
    head = await endpoint.ask(path, "HEAD")
    assert (head.status, head.text) == (200, "")
    assert head.headers["Content-Security-Policy"] == POLICY


async def test_payouts_are_on_the_page_when_they_are_shared(app: App, endpoint: Endpoint) -> None:
    without = check(await endpoint.ask(await shared(app)), 200)
    path = "/report/" + (await reports.create(app, ADMIN, include_payouts=True)).url.rpartition("/")[2]
    await adjusted(app, 1, 500, LedgerKind.EARNED)

    told = check(await endpoint.ask(path), 200)

    assert "5.00 USD" not in without.text
    assert "@anna | TikTok | 5.00 USD | 0.00 USD | 5.00 USD" in told.text


async def test_hostile_posts_do_nothing(app: App, endpoint: Endpoint) -> None:
    path = await shared(app)
    evil = '"><script>alert(document.cookie)</script>'
    await added(app, 1, 1, caption=evil, author_handle=evil)
    async with app.sessions.begin() as session:
        (await session.get_one(Campaign, 1)).name = evil
        (await session.get_one(Creator, 1)).display_name = evil

    page = check(await endpoint.ask(path), 200)

    assert evil in page.text
    assert page.named("script") == []


class Broken:
    """A database that does not answer, or only fails."""

    def __init__(self, trouble: Exception | None) -> None:
        self.trouble = trouble

    def reads(self) -> Any:
        return self

    async def __aenter__(self) -> None:
        if self.trouble is not None:
            raise self.trouble
        await asyncio.Event().wait()

    async def __aexit__(self, *_: object) -> None:
        """Never reached."""


async def test_a_fault_is_a_page_with_a_reference_and_the_log_has_no_address(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    token = new_token()
    broken: Any = Broken(OSError("disk gone"))
    async with served(replace(app, database=broken)) as endpoint:
        page = check(await endpoint.ask(f"/report/{token}"), 500)

    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    reference = record.getMessage().split()[1].rstrip(":")
    assert reference in page.text
    assert "disk gone" not in page.text
    assert token not in caplog.text


async def test_a_report_that_takes_too_long_says_so(app: App) -> None:
    broken: Any = Broken(None)
    page = ReportPage(replace(app, database=broken), patience_s=0.01)
    runner = await _served(page)
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/report/{new_token()}"
        answers = await asyncio.gather(*(session.get(url) for _ in range(AT_ONCE + 3)))
        told = [(answer.status, "Load the page again" in await answer.text()) for answer in answers]
    await runner.cleanup()

    assert told == [(503, True)] * (AT_ONCE + 3)


async def test_many_look_at_once(app: App, endpoint: Endpoint) -> None:
    path = await shared(app)

    answers = await asyncio.gather(*(endpoint.ask(path) for _ in range(20)))

    assert {answer.status for answer in answers} == {200}


async def _served(page: ReportPage) -> web.AppRunner:
    site = web.Application()
    site.add_routes(page.routes())
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner
