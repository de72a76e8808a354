"""What is due becomes jobs, each once; a job that runs looks only at what is still due."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from cogs.refresh import Loops
from core.domain.errors import NobodyAskedError
from core.domain.jobs import Job, Kind, QueueState, Urgency
from core.domain.terms import Platform
from core.services import campaigns, creators, health, jobs, servers, submissions
from core.services.app import App
from core.services.health import Grade
from core.services.jobs import MOST_JOBS, Home
from db import notices
from db.models import Snapshot
from tests.conftest import ADMIN, HOME
from tests.core.services import syncing
from tests.core.services.acting import hand_in, look
from tests.core.services.queueing import FakeQueue, carry_out
from tests.core.services.telling_stage import bound
from tests.fakes import NOON, FakeAccounts, FakeSource, FixedClock, reading, tiktok

REFS = [tiktok(NOON, serial) for serial in range(7)]
IDS = [ref.platform_post_id for ref in REFS]
HERE, ELSEWHERE = Home(HOME, "Sunny Drinks", "de"), Home(HOME + 1, None, "en")


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
async def summer(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    for ref in REFS:
        source.tell(ref, reading(ref, 1, published_at=NOON))
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in REFS))
    source.asked.clear()


async def snapshots(app: App) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(Snapshot)) or 0


async def test_what_is_due_is_in_one_job_until_it_was_carried_out(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    await jobs.enqueue(app, queue)
    assert queue.held == []
    clock.advance(hours=7)

    await jobs.enqueue(app, queue)
    await jobs.enqueue(app, queue)

    (job,) = queue.held
    assert (job.kind, job.urgency, sorted(job.posts)) == (Kind.REFRESH, Urgency.REGULAR, IDS)
    assert queue.revived == 3
    await carry_out(app, queue)
    await jobs.enqueue(app, queue)
    assert queue.held == []
    assert (len(source.asked), await snapshots(app)) == (7, 14)


async def test_a_job_that_runs_again_asks_for_nothing_that_was_read(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    clock.advance(hours=7)
    first = await jobs.look(app, Platform.TIKTOK, IDS[:3])

    again = await jobs.look(app, Platform.TIKTOK, IDS)
    at_last = await jobs.look(app, Platform.TIKTOK, IDS)

    assert (first.snapshots, again.snapshots, at_last.due) == (3, 4, 0)
    assert len(source.asked) == 7


async def test_a_window_that_ended_goes_past_what_waits(
    app: App, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    clock.advance(hours=7)
    await jobs.enqueue(app, queue)
    clock.advance(days=7)

    await jobs.enqueue(app, queue)
    await jobs.enqueue(app, queue)

    assert [job.urgency for job in queue.held] == [Urgency.REGULAR, Urgency.WINDOW_ENDED]
    assert sorted(queue.held[1].posts) == IDS


async def test_a_full_queue_takes_window_ends_only(
    app: App, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    full = [Job(Kind.REFRESH, Platform.TIKTOK, str(number), is_running=False) for number in range(MOST_JOBS)]
    queue.held = list(full)
    clock.advance(hours=7)
    await jobs.enqueue(app, queue)
    assert queue.held == full

    clock.advance(days=7)
    await jobs.enqueue(app, queue)

    assert sorted(queue.posts()) == IDS


async def test_while_no_source_may_be_asked_what_is_due_stays_due(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    for ref in REFS:
        source.tell(ref, NobodyAskedError("all closed"))
    clock.advance(hours=7)
    await jobs.enqueue(app, queue)

    await carry_out(app, queue)
    await jobs.enqueue(app, queue)

    assert sorted(queue.posts()) == IDS


async def test_what_a_clock_that_was_ahead_read_is_read_again(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    clock.advance(days=2)
    await jobs.look(app, Platform.TIKTOK, IDS)
    clock.now = NOON + timedelta(hours=1)

    await jobs.enqueue(app, queue)
    await carry_out(app, queue)

    assert len(source.asked) == 14


async def test_a_finished_job_is_told_to_the_monitor_outside(
    app: App, clock: FixedClock, summer: None
) -> None:
    beats: list[datetime] = []

    async def beat() -> None:
        beats.append(clock())

    clock.advance(hours=7)
    await jobs.look(replace(app, heartbeat=beat), Platform.TIKTOK, IDS)
    await jobs.look(replace(app, heartbeat=beat), Platform.TIKTOK, IDS)

    assert len(beats) == 1


async def test_an_account_that_is_due_is_synced_once(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    listed = FakeAccounts(source)
    app = replace(app, accounts={Platform.TIKTOK: listed})
    await syncing.watch(app)
    before = len(listed.asked)
    clock.advance(hours=6.5)

    await jobs.enqueue(app, queue)
    await jobs.enqueue(app, queue)
    (job,) = [job for job in queue.held if job.kind is Kind.WATCH]
    await carry_out(app, queue)
    again = await jobs.sync(app, Platform.TIKTOK, int(job.subject))

    assert job.urgency == Urgency.ACCOUNT
    assert (len(listed.asked), again.due) == (before + 1, 0)


async def test_an_account_that_nobody_may_be_asked_about_stays_due(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue, summer: None
) -> None:
    listed = FakeAccounts(source)
    app = replace(app, accounts={Platform.TIKTOK: listed})
    await syncing.watch(app)
    clock.advance(hours=6.5)
    listed.trouble = NobodyAskedError("all closed")

    await jobs.enqueue(app, queue)
    await carry_out(app, queue)
    await jobs.enqueue(app, queue)

    assert len([job for job in queue.held if job.kind is Kind.WATCH]) == 1


async def test_servers_with_something_to_tell_get_a_job_each(
    app: App, source: FakeSource, clock: FixedClock, queue: FakeQueue
) -> None:
    await bound(app)
    async with app.sessions.begin() as session:
        notices.add(session, HOME, notices.ADMIN, "budget", {}, NOON)
    await jobs.enqueue_telling(app, queue, [HERE, ELSEWHERE])
    assert queue.held == []  # no channel is chosen, and members have no news

    await servers.choose_channel(app, ADMIN, 5)
    await hand_in(app, source, 9_000)
    clock.advance(days=8)
    await look(app, source, 9_000)
    await jobs.enqueue_telling(app, queue, [ELSEWHERE])
    assert queue.held == []
    await jobs.enqueue_telling(app, queue, [HERE, ELSEWHERE])
    await jobs.enqueue_telling(app, queue, [HERE, ELSEWHERE])

    assert [(job.kind, jobs.place_in(job)) for job in queue.held] == [
        (Kind.NOTICES, HERE),
        (Kind.LETTERS, HERE),
    ]


async def test_loops_that_ask_platforms_rest_where_workers_do(app: App, queue: FakeQueue) -> None:
    alone = {state.name for state in Loops(app, 1).states()}
    beside = {state.name for state in Loops(replace(app, queue=queue), 1).states()}

    assert alone - beside == {f"{what} {platform}" for what in ("refresh", "watch") for platform in Platform}
    assert beside - alone == {jobs.LOOP}


async def test_health_warns_when_there_is_work_and_no_worker(app: App, queue: FakeQueue) -> None:
    app = replace(app, queue=queue)
    fine = await health.report(app, [])
    queue.state_now = QueueState({"refresh tiktok": 3}, {}, NOON, 0)

    report = await health.report(app, [])

    assert (fine.grade, report.grade) == (Grade.PASS, Grade.WARN)
    assert report.queue == queue.state_now

    queue.state_now = QueueState({"letters": 1}, {}, NOON, 1, app.clock() - timedelta(hours=1))
    assert (await health.report(app, [])).grade is Grade.WARN
