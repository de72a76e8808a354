"""How the program is doing: for monitors, and for whoever runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.jobs import QueueState
from core.domain.ports import SourceState
from core.domain.terms import Platform, PostStatus
from core.services import request_budgets, verification
from core.services.app import App
from core.services.request_budgets import BudgetState
from db import runs
from db.engine import can_write
from db.records import Run
from db.upgrade import is_current

WARN_AFTER, FAIL_AFTER = timedelta(hours=7), timedelta(hours=13)
"""How long posts may be overdue, or a platform unheard; longer where looks at posts may be further apart."""
STUCK_AFTER = timedelta(minutes=30)
"""A pass takes minutes; one that takes so long hangs."""
SILENT_BEATS, SILENT_S = 4, 60.0
"""A loop that has not beaten for so many beats, and seconds, is dead."""


class Grade(StrEnum):
    """A check's result, by the names of application/health+json."""

    PASS = "pass"  # noqa: S105  a grade
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class LoopState:
    """How a loop is doing; times are aware UTC, None: not yet, or not now."""

    name: str
    every_s: float
    running_since: datetime | None
    beat_at: datetime | None
    ok_at: datetime | None
    next_at: datetime | None
    error: str | None
    is_standby: bool = False  # another process on the same database does the work


@dataclass(frozen=True, slots=True)
class LastRun:
    """A loop's newest pass that had something to do."""

    started_at: datetime
    finished_at: datetime
    tally: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Backlog:
    """Posts of a platform that are due.

    Attributes:
        oldest_at: since when the oldest is due.
        answered_at: when the platform was last heard about a post that counts; None: never, or no such post.
    """

    platform: Platform
    posts: int
    oldest_at: datetime | None
    answered_at: datetime | None
    grade: Grade


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a monitor asks about."""

    grade: Grade
    at: datetime
    database: Grade
    migrations: Grade
    loops: Sequence[tuple[LoopState, Grade, LastRun | None]]
    backlog: Sequence[Backlog]
    waiting: Mapping[PostStatus, int]
    sources: Sequence[SourceState]
    ledger: Grade | None = None  # None: not known yet
    verified: LastRun | None = None  # when the ledger was last replayed, and what that gave
    queue: QueueState | None = None  # None: this process does the work itself
    budgets: Sequence[BudgetState] = ()  # of the platforms that have one


async def report(app: App, loops: Sequence[LoopState]) -> Report:
    """Return how everything is doing now."""
    now = app.clock()
    if not await is_usable(app):
        return Report(Grade.FAIL, now, Grade.FAIL, Grade.FAIL, [], [], {}, source_states(app))
    async with app.reads() as session:
        overdue = await runs.overdue(session, now)
        heard = await runs.heard(session)
        waiting = await runs.waiting(session)
        last = [await runs.last(session, loop.name) for loop in loops]
        verified = _last(await runs.last(session, verification.LOOP))
    budgets = await request_budgets.states(app)
    graded = [(loop, loop_grade(loop, now), _last(run)) for loop, run in zip(loops, last, strict=True)]
    missing = (0, None), (None, now)
    backlog = [
        _backlog(each, overdue.get(each, missing[0]), heard.get(each, missing[1]), now, _slack(app, each))
        for each in Platform
    ]
    sources, ledger = source_states(app), ledger_grade(verified)
    queue = None if app.queue is None else await app.queue.state()
    grades = [grade for _, grade, _ in graded] + [row.grade for row in backlog] + _failing(sources)
    grades += [] if queue is None else [queue_grade(queue, now)]
    return Report(
        grade=_worst([*grades, ledger or Grade.PASS]),
        at=now,
        database=Grade.PASS,
        migrations=Grade.PASS,
        loops=graded,
        backlog=backlog,
        waiting=waiting,
        sources=sources,
        ledger=ledger,
        verified=verified,
        queue=queue,
        budgets=budgets,
    )


async def is_usable(app: App) -> bool:
    """Whether the database can be written and has every migration."""
    return await can_write(app.database) and await is_current(app.database)


def loop_grade(loop: LoopState, now: datetime) -> Grade:
    """Return whether a loop beats: a pass at hand may take its time, silence may not."""
    silent = timedelta(seconds=SILENT_S + SILENT_BEATS * loop.every_s)
    since, patience = (
        (loop.beat_at, silent) if loop.running_since is None else (loop.running_since, STUCK_AFTER)
    )
    if since is None or now - since > patience:
        return Grade.FAIL
    return Grade.WARN if loop.error else Grade.PASS


def queue_grade(queue: QueueState, now: datetime) -> Grade:
    """Return whether somebody does what is to be done."""
    return Grade.WARN if queue.is_stuck or queue.is_untold(now) else Grade.PASS


def ledger_grade(verified: LastRun | None) -> Grade | None:
    """Return whether the ledger added up when it was last replayed; None: it never was."""
    if verified is None:
        return None
    return Grade.FAIL if verified.tally["faults"] else Grade.PASS


def _last(run: Run | None) -> LastRun | None:
    return None if run is None else LastRun(run.started_at, run.finished_at, run.tally)


def _backlog(
    platform: Platform,
    overdue: tuple[int, datetime | None],
    heard: tuple[datetime | None, datetime],
    now: datetime,
    slack: timedelta,
) -> Backlog:
    (posts, oldest_at), (answered_at, since) = overdue, heard
    late = max(now - (oldest_at or now), now - (answered_at or since)) - slack
    grade = Grade.FAIL if late > FAIL_AFTER else Grade.WARN if late > WARN_AFTER else Grade.PASS
    return Backlog(platform, posts, oldest_at, answered_at, grade)


def _slack(app: App, platform: Platform) -> timedelta:
    """Return how much longer than the schedule's interval the posts of a platform with a budget may wait."""
    pace = app.schedule.pace_of(platform)
    return timedelta() if pace is None else max(timedelta(), pace.longest - app.schedule.refresh)


def source_states(app: App) -> Sequence[SourceState]:
    """Return how every source has been doing, those of accounts last."""
    posts = [state for chain in app.sources.values() for state in chain.states()]
    return posts + [
        state for chain in (*app.accounts.values(), *app.pages.values()) for state in chain.states()
    ]


def _failing(sources: Sequence[SourceState]) -> list[Grade]:
    return [Grade.WARN for source in sources if source.is_failing]


def _worst(grades: Sequence[Grade]) -> Grade:
    return max(grades, key=list(Grade).index, default=Grade.PASS)
