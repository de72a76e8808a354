"""What monitors are told: looks that fail are no refresh, and silence is no health."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import PostGoneError, SourceDownError
from core.domain.terms import Platform
from core.services import campaigns, creators, decisions, health, refresh, submissions
from core.services.app import App
from core.services.health import Grade, LoopState, loop_grade
from tests.conftest import ADMIN
from tests.core.services.acting import END, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

REF = tiktok(NOON)
BEATING = LoopState("refresh tiktok", 15, None, NOON, NOON, None, None)


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


async def fail_for(app: App, source: FakeSource, clock: FixedClock, hours: int, trouble: Exception) -> Grade:
    """Let every look end so for some hours, a round every half an hour; what monitors are told then."""
    source.tell(REF, trouble)
    for _ in range(2 * hours):
        clock.advance(minutes=30)
        await refresh.run_round(app, Platform.TIKTOK)
    return (await health.report(app, [])).grade


@pytest.mark.parametrize(
    ("hours", "grade"), [(6, Grade.PASS), (8, Grade.WARN), (12, Grade.WARN), (14, Grade.FAIL)]
)
async def test_looks_that_all_fail_are_no_refresh(
    app: App, source: FakeSource, clock: FixedClock, summer: None, hours: int, grade: Grade
) -> None:
    await hand_in(app, source, 5)

    assert await fail_for(app, source, clock, hours, SourceDownError("timed out")) is grade


async def test_a_platform_that_says_a_post_is_gone_is_heard(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, 5)

    assert await fail_for(app, source, clock, 14, PostGoneError("not found")) is Grade.PASS


async def test_a_post_never_read_counts_from_when_it_came_in(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    source.tell(REF, SourceDownError("timed out"))
    await submissions.track(app, ADMIN, REF.url)

    assert await fail_for(app, source, clock, 8, SourceDownError("timed out")) is Grade.WARN


async def test_no_rounds_at_all_are_noticed(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, 5)
    clock.advance(hours=20)

    report = await health.report(app, [])

    assert report.grade is Grade.FAIL
    assert [(row.posts, row.answered_at) for row in report.backlog if row.posts] == [(1, NOON)]


async def test_decided_posts_and_those_that_wait_for_a_person_raise_no_alarm(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, None)
    clock.now = END + timedelta(hours=49)
    await decisions.decide_due(app)
    await look(app, source, None)
    clock.advance(hours=20)

    assert (await health.report(app, [])).grade is Grade.PASS


async def test_a_source_back_again_is_health_again(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, 5)
    await fail_for(app, source, clock, 14, SourceDownError("timed out"))
    source.tell(REF, reading(REF, 6))
    clock.advance(hours=6)
    await refresh.run_round(app, Platform.TIKTOK)

    assert (await health.report(app, [])).grade is Grade.PASS


@pytest.mark.parametrize(("minutes", "grade"), [(0, Grade.PASS), (30, Grade.PASS), (31, Grade.FAIL)])
def test_a_pass_that_hangs_is_dead(minutes: int, grade: Grade) -> None:
    running = replace(BEATING, running_since=NOON)

    assert loop_grade(running, NOON + timedelta(minutes=minutes)) is grade
