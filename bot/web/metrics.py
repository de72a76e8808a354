"""What `/metrics` tells Prometheus: the report for monitors as numbers. No label is a person or a server."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.domain.jobs import QueueState
from core.domain.ports import SourceState
from core.services.health import Grade, LastRun, LoopState, Report
from core.services.request_budgets import BudgetState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats (2026-11)."""
PREFIX = "viewledger_"
LEVELS = {Grade.PASS: 1.0, Grade.WARN: 0.5, Grade.FAIL: 0.0}

Key = tuple[str, ...]
Values = Mapping[Key, float | datetime | None]
"""Values by their labels; None is not known, and left out, for there is no number for it."""


class Metrics:
    """Writes reports down as Prometheus reads them, with figures of the process itself."""

    def __init__(self) -> None:
        self._process = CollectorRegistry()
        ProcessCollector(registry=self._process)
        GCCollector(registry=self._process)

    def exposition(self, report: Report, gateway: Mapping[str, Any]) -> bytes:
        """Return everything, as text in UTF-8."""
        registry = CollectorRegistry()
        registry.register(_Told([*of_report(report), *of_gateway(gateway)]))
        return generate_latest(registry) + generate_latest(self._process)


class _Told(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def of_report(report: Report) -> list[Metric]:
    """Return the checks, loops, backlogs and sources."""
    checks = {"database": report.database, "migrations": report.migrations, "ledger": report.ledger}
    return [
        _gauge(
            "health",
            "1: all is well, 0.5: with some trouble, 0: something fails",
            (),
            {(): LEVELS[report.grade]},
        ),
        _gauge(
            "check",
            "1 when the check passes, 0 when it fails",
            ("check",),
            {(name,): None if grade is None else LEVELS[grade] for name, grade in checks.items()},
        ),
        *_loops(report.loops),
        *_backlog(report),
        *_sources(report.sources),
        *_queue(report.queue),
        *_budgets(report.budgets),
    ]


def of_gateway(gateway: Mapping[str, Any]) -> list[Metric]:
    """Return how the connection to Discord is doing; nothing when none is wanted."""
    if not gateway["configured"]:
        return []
    return [
        _gauge("discord_connected", "1 while connected to Discord", (), {(): gateway["connected"]}),
        _gauge("discord_latency_seconds", "how far away Discord is", (), {(): gateway.get("latency_s")}),
        _gauge("discord_servers", "servers the bot is in", (), {(): gateway.get("servers")}),
    ]


def _loops(loops: Sequence[tuple[LoopState, Grade, LastRun | None]]) -> list[Metric]:
    labels, states = ("loop",), [loop for loop, _, _ in loops]
    runs = {loop.name: run for loop, _, run in loops if run is not None}
    beats: Values = {(loop.name,): LEVELS[grade] for loop, grade, _ in loops}
    took: Values = {(name,): (run.finished_at - run.started_at).total_seconds() for name, run in runs.items()}
    items: Values = {(name, what): count for name, run in runs.items() for what, count in run.tally.items()}
    return [
        _gauge("loop", "1: it beats, 0.5: its last pass failed, 0: it is silent or hangs", labels, beats),
        _gauge(
            "loop_standby",
            "1 while another process does the loop's work",
            labels,
            {(loop.name,): loop.is_standby for loop in states},
        ),
        _times(
            "loop_last_success",
            "when it last ended well",
            labels,
            {(loop.name,): loop.ok_at for loop in states},
        ),
        _times("loop_next", "when it beats next", labels, {(loop.name,): loop.next_at for loop in states}),
        _times(
            "loop_last_work",
            "when the newest pass with something to do ended",
            labels,
            {(name,): run.finished_at for name, run in runs.items()},
        ),
        _gauge("loop_last_work_duration_seconds", "how long that pass took", labels, took),
        _gauge("loop_last_work_items", "what that pass came to", ("loop", "what"), items),
    ]


def _backlog(report: Report) -> list[Metric]:
    labels, rows = ("platform",), {(row.platform.value,): row for row in report.backlog}
    waiting: Values = {(status.value,): count for status, count in report.waiting.items()}
    return [
        _gauge("posts_due", "posts to be read now", labels, {key: row.posts for key, row in rows.items()}),
        _times(
            "posts_due_since",
            "since when the oldest is due",
            labels,
            {key: row.oldest_at for key, row in rows.items()},
        ),
        _times(
            "platform_heard",
            "when the platform was last heard about a post that counts",
            labels,
            {key: row.answered_at for key, row in rows.items()},
        ),
        _gauge("posts_waiting", "posts without a decision", ("status",), waiting),
    ]


def _budgets(states: Sequence[BudgetState]) -> list[Metric]:
    """Return where the platforms with a budget of requests are; nothing when there is none."""
    labels, rows = ("platform",), {(state.platform.value,): state.as_dict() for state in states}
    told = [
        ("requests", "per_day", "requests a platform may be asked a day"),
        ("requests_today", "made_today", "requests since midnight UTC"),
        ("requests_documented", "documented_per_day", "requests a day without a budget, about"),
        ("views_age_median_seconds", "age_median_s", "half of the views that count are younger"),
        ("views_age_95_seconds", "age_95_s", "95 % of the views that count are younger"),
    ]
    return [
        _gauge(f"budget_{metric}", about, labels, {key: row[name] for key, row in rows.items()})
        for metric, name, about in told
        if rows
    ]


def _sources(states: Iterable[SourceState]) -> list[Metric]:
    """Return how each source is doing, what it is asked of posts and of accounts together."""

    def key(state: SourceState) -> Key:
        return state.platform.value, state.name

    known = {name: list(group) for name, group in groupby(sorted(states, key=key), key=key)}

    def values(of: Callable[[list[SourceState]], float | datetime | None]) -> Values:
        return {name: of(group) for name, group in known.items()}

    labels = ("platform", "source")
    failing = values(lambda all_: any(one.is_failing for one in all_))
    refused = values(lambda all_: any(one.is_refused for one in all_))
    asked = values(lambda all_: sum(one.asked for one in all_))
    failed = values(lambda all_: sum(one.failed for one in all_))
    answered = values(lambda all_: max((one.last_ok_at for one in all_ if one.last_ok_at), default=None))
    return [
        _gauge("source_failing", "1 while it fails", labels, failing),
        _gauge("source_refused", "1 while its key is refused or its quota spent", labels, refused),
        _count("source_questions", "questions since the start", labels, asked),
        _count("source_failures", "questions that failed", labels, failed),
        _times("source_last_success", "when it last answered", labels, answered),
    ]


def _queue(queue: QueueState | None) -> list[Metric]:
    """Return what workers have to do; nothing where none are wanted."""
    if queue is None:
        return []
    waiting: Values = {(lane,): count for lane, count in queue.waiting.items()}
    running: Values = {(lane,): count for lane, count in queue.running.items()}
    return [
        _gauge("jobs_waiting", "jobs that no worker has begun", ("lane",), waiting),
        _gauge("jobs_running", "jobs that a worker is at", ("lane",), running),
        _times("jobs_waiting_since", "when the oldest waiting job was put in", (), {(): queue.oldest_at}),
        _gauge("workers", "workers that were heard of lately", (), {(): queue.workers}),
    ]


def _gauge(name: str, about: str, labels: Key, values: Values) -> Metric:
    return _filled(GaugeMetricFamily(PREFIX + name, about, labels=labels), values)


def _count(name: str, about: str, labels: Key, values: Values) -> Metric:
    return _filled(CounterMetricFamily(PREFIX + name, about, labels=labels), values)


def _times(name: str, about: str, labels: Key, values: Values) -> Metric:
    """Return moments, in seconds since 1970."""
    return _gauge(f"{name}_timestamp_seconds", about, labels, values)


def _filled(metric: GaugeMetricFamily | CounterMetricFamily, values: Values) -> Metric:
    for key, value in values.items():
        if value is not None:
            metric.add_metric(key, value.timestamp() if isinstance(value, datetime) else float(value))
    return metric
