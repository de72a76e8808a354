"""`/metrics`, read by Prometheus' own parser."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.metrics import Metrics
from core.domain.jobs import QueueState
from core.domain.ports import SourceState
from core.domain.request_budgets import Ages
from core.domain.terms import Platform, PostStatus
from core.services.app import App
from core.services.health import Backlog, Grade, LastRun, Report
from core.services.request_budgets import BudgetState
from db.engine import open_database
from tests.bot.endpoint import BEATING, FROM_ELSEWHERE, TOKEN, served
from tests.fakes import NOON

ONLINE = {"configured": True, "connected": True, "latency_s": 0.04, "servers": 3}
RUN = LastRun(NOON - timedelta(seconds=90), NOON - timedelta(seconds=30), {"read": 40, "failed": 2})
LATE = Backlog(Platform.INSTAGRAM, 7, NOON - timedelta(hours=8), None, Grade.WARN)
TIKWM = SourceState(
    Platform.TIKTOK,
    "tikwm",
    is_failing=False,
    asked=5,
    failed=0,
    last_ok_at=NOON,
    last_failed_at=None,
    last_error=None,
)
FAILING = replace(TIKWM, is_failing=True, asked=3, failed=2, last_ok_at=NOON - timedelta(hours=1))
REPORT = Report(
    grade=Grade.WARN,
    at=NOON,
    database=Grade.PASS,
    migrations=Grade.PASS,
    loops=[(BEATING, Grade.PASS, RUN), (replace(BEATING, name="boards", ok_at=None), Grade.FAIL, None)],
    backlog=[LATE],
    waiting={PostStatus.ACTIVE: 12},
    sources=[TIKWM, FAILING],
)

BUDGET = BudgetState(
    Platform.TIKTOK,
    per_day=5_000,
    made_today=1_900,
    made=3_210,
    documented=8_400,
    saved=5_190,
    ages=Ages(timedelta(hours=2), timedelta(hours=9)),
    documented_ages=Ages(timedelta(hours=3), timedelta(hours=5.7)),
    longest=timedelta(hours=24),
    is_spent=False,
    is_short=False,
)

Samples = dict[tuple[str, tuple[str, ...]], float]


def samples(text: str) -> Samples:
    """Every sample by its name and the values of its labels; a doubled one is a fault."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, tuple(sample.labels.values())
            assert key not in found
            found[key] = sample.value
    return found


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


def test_the_report_is_told_in_numbers() -> None:
    told = samples(Metrics().exposition(REPORT, ONLINE).decode())

    assert told["viewledger_health", ()] == 0.5
    assert told["viewledger_check", ("database",)] == 1
    assert told["viewledger_loop", ("boards",)] == 0
    assert (
        told["viewledger_loop_last_success_timestamp_seconds", ("refresh tiktok",)]
        == (NOON - timedelta(minutes=1)).timestamp()
    )
    assert told["viewledger_loop_last_work_duration_seconds", ("refresh tiktok",)] == 60
    assert told["viewledger_loop_last_work_items", ("refresh tiktok", "read")] == 40
    assert told["viewledger_posts_due", ("instagram",)] == 7
    assert told["viewledger_posts_waiting", ("active",)] == 12
    assert told["viewledger_discord_latency_seconds", ()] == 0.04
    assert told["process_resident_memory_bytes", ()] > 0


def test_budgets_are_told_where_there_are_some() -> None:
    told = samples(Metrics().exposition(replace(REPORT, budgets=[BUDGET]), ONLINE).decode())
    unknown = samples(
        Metrics().exposition(replace(REPORT, budgets=[replace(BUDGET, ages=None)]), ONLINE).decode()
    )
    none = samples(Metrics().exposition(REPORT, ONLINE).decode())

    assert {name[18:]: value for (name, _), value in told.items() if "_budget_" in name} == {
        "requests": 5_000,
        "requests_today": 1_900,
        "requests_documented": 8_400,
        "views_age_median_seconds": 7_200,
        "views_age_95_seconds": 32_400,
    }
    assert ("viewledger_budget_views_age_95_seconds", ("tiktok",)) not in unknown
    assert not [name for name, _ in none if "budget" in name]


def test_a_source_of_posts_and_accounts_is_one() -> None:
    told = samples(Metrics().exposition(REPORT, ONLINE).decode())

    key = ("tiktok", "tikwm")
    assert told["viewledger_source_failing", key] == 1
    assert told["viewledger_source_questions_total", key] == 8
    assert told["viewledger_source_failures_total", key] == 2
    assert told["viewledger_source_last_success_timestamp_seconds", key] == NOON.timestamp()


def test_jobs_and_workers_are_told_where_there_are_any() -> None:
    queue = QueueState({"refresh tiktok": 3, "notices": 1}, {"refresh tiktok": 2}, NOON, 2)
    told = samples(Metrics().exposition(replace(REPORT, queue=queue), ONLINE).decode())
    alone = samples(Metrics().exposition(REPORT, ONLINE).decode())

    assert told["viewledger_jobs_waiting", ("refresh tiktok",)] == 3
    assert told["viewledger_jobs_running", ("refresh tiktok",)] == 2
    assert told["viewledger_jobs_waiting_since_timestamp_seconds", ()] == NOON.timestamp()
    assert told["viewledger_workers", ()] == 2
    assert not [name for name, _ in alone if "jobs" in name or "workers" in name]


def test_what_is_not_known_has_no_number() -> None:
    told = samples(Metrics().exposition(REPORT, {"configured": False}).decode())

    assert ("viewledger_check", ("ledger",)) not in told
    assert ("viewledger_platform_heard_timestamp_seconds", ("instagram",)) not in told
    assert ("viewledger_loop_last_success_timestamp_seconds", ("boards",)) not in told
    assert not [name for name, _ in told if "discord" in name]


async def test_it_is_served_to_those_who_may_know(app: App) -> None:
    async with served(app) as endpoint:
        here = await endpoint.ask("/metrics")
        known = await endpoint.ask("/metrics", **FROM_ELSEWHERE, Authorization=f"Bearer {TOKEN}")
        stranger = await endpoint.ask("/metrics", **FROM_ELSEWHERE)

    assert here.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert samples(here.text).keys() == samples(known.text).keys()
    assert samples(here.text)["viewledger_loop", ("decisions",)] == 1
    assert (stranger.status, stranger.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "viewledger_" not in stranger.text


async def test_without_a_database_it_still_tells(app: App, tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}/no/x.db")
    async with served(replace(app, database=database)) as endpoint:
        told = samples((await endpoint.ask("/metrics")).text)
    await database.close()

    assert told["viewledger_health", ()] == 0
    assert told["viewledger_check", ("database",)] == 0
