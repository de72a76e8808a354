"""`/`: what people are told, and what strangers are not."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.web import home_page
from bot.web.html_parts import document
from core.domain.ports import SourceState
from core.domain.terms import Platform, PostStatus
from core.services.app import App
from core.services.health import Backlog, Grade, LastRun, Report
from tests.bot.endpoint import BEATING, FROM_ELSEWHERE, TOKEN, served
from tests.bot.pages import Page
from tests.fakes import NOON

ONLINE = {"configured": True, "connected": True, "latency_s": 0.04, "servers": 3}
SECRET = "sk-123"
TIKWM = SourceState(
    Platform.TIKTOK,
    "tikwm",
    is_failing=True,
    asked=8,
    failed=2,
    last_ok_at=NOON - timedelta(hours=1),
    last_failed_at=NOON,
    last_error=f"<b>429</b> for key {SECRET}",
    closed_until=NOON + timedelta(minutes=5),
)
REPORT = Report(
    grade=Grade.WARN,
    at=NOON,
    database=Grade.PASS,
    migrations=Grade.PASS,
    loops=[
        (
            BEATING,
            Grade.PASS,
            LastRun(NOON - timedelta(minutes=7), NOON - timedelta(minutes=5), {"read": 1_200, "failed": 0}),
        ),
        (replace(BEATING, name="boards", error="no way", next_at=None), Grade.WARN, None),
    ],
    backlog=[Backlog(Platform.INSTAGRAM, 1_234, NOON - timedelta(hours=8), None, Grade.WARN)],
    waiting={PostStatus.ACTIVE: 1_000, PostStatus.PENDING_CPM: 2},
    sources=[TIKWM],
    ledger=Grade.PASS,
    verified=LastRun(NOON, NOON - timedelta(minutes=3), {"faults": 0}),
)


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


def read(report: Report = REPORT, **gateway: object) -> str:
    body = home_page.everything(
        report, report.grade, ONLINE | gateway, lambda text: text.replace(SECRET, "***")
    )
    return Page(document("viewledger", body)).text


def test_it_tells_what_runs_and_when() -> None:
    told = read()

    for said in (
        "It works, with some trouble",
        "connected | servers: 3, 40 ms away",
        "adds up | replayed  | 3 min ago",
        "1,002 | Active: 1,000; Pending CPM: 2",
        "refresh tiktok | well | 5 min ago |  (read 1,200) | in 15 s",
        "boards | trouble | nothing to do yet | no way",
        "Instagram | trouble | 1,234 | 8 h ago | never",
        "tikwm (TikTok) | fails, asked again  | in 5 min | 8 | 2 | 1 h ago",
    ):
        parts = [part.strip() for part in said.split("|")]
        assert all(part in told for part in parts), said


def test_errors_are_shown_without_secrets_and_without_markup() -> None:
    told = read()

    assert SECRET not in told
    assert "<b>429</b> for key ***" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"database": Grade.FAIL, "grade": Grade.FAIL}, "it cannot be written"),
        ({"ledger": Grade.FAIL}, "does not add up"),
        ({"ledger": None, "verified": None}, "not yet"),
        ({"waiting": {}}, "nothing waits"),
    ],
)
def test_trouble_is_said(changes: dict[str, object], said: str) -> None:
    assert said in read(replace(REPORT, **changes))  # type: ignore[arg-type]  # values of several kinds


def test_discord_is_away_or_off() -> None:
    assert "away" in read(connected=False)
    assert "1 of 2 shards" in read(connected=False, shards_up=1, shards=2)
    assert "servers: 3, shards: 2" in read(shards_up=2, shards=2)
    assert "stands by" in read(connected=False, is_standby=True)
    assert "DISCORD_TOKEN is not set" in read(configured=False)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "0 s"),
        (0.4, "0 s"),
        (59, "59 s"),
        (61, "1 min"),
        (3_600, "1 h"),
        (3_660, "1 h 1 min"),
        (90_061, "1 d 1 h"),
    ],
)
def test_a_length_of_time_is_said_shortly(seconds: float, said: str) -> None:
    assert home_page.span(seconds) == said


async def test_this_machine_sees_everything_and_a_stranger_the_grade(app: App) -> None:
    async with served(app) as endpoint:
        here, stranger = await endpoint.ask("/"), await endpoint.ask("/", **FROM_ELSEWHERE)

    assert "refresh tiktok" in Page(here.text).text
    assert stranger.status == 200
    assert "All is well" in Page(stranger.text).text
    assert "refresh" not in Page(stranger.text).text
    assert "Sign in" in Page(stranger.text).text


def basic(password: str) -> dict[str, str]:
    return FROM_ELSEWHERE | {"Authorization": f"Basic {b64encode(f'me:{password}'.encode()).decode()}"}


async def test_a_browser_asks_for_the_token_and_is_let_in_by_it(app: App) -> None:
    async with served(app) as endpoint:
        asked = await endpoint.ask("/?sign-in", **FROM_ELSEWHERE)
        wrong = await endpoint.ask("/?sign-in", **basic("guess"))
        inside = await endpoint.ask("/?sign-in", **basic(TOKEN))
        rubbish = await endpoint.ask("/", **FROM_ELSEWHERE, Authorization="Basic %%%")

    assert asked.status == wrong.status == 401
    assert asked.headers["WWW-Authenticate"].startswith("Basic ")
    assert "refresh tiktok" in Page(inside.text).text
    assert "refresh" not in rubbish.text


async def test_without_a_token_nobody_signs_in(app: App) -> None:
    async with served(app, token=None) as endpoint:
        stranger = await endpoint.ask("/", **FROM_ELSEWHERE)
        inside = await endpoint.ask("/", **basic(""))

    assert "Sign in" not in stranger.text
    assert "refresh" not in inside.text


async def test_nothing_is_loaded_run_or_framed(app: App) -> None:
    async with served(app) as endpoint:
        answer = await endpoint.ask("/")

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not Page(answer.text).named("script")
