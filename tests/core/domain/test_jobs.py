"""Jobs: pieces of what is due, each in the queue once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.jobs import Job, Kind, QueueState, Urgency, known_posts, refresh_jobs
from core.domain.terms import Platform

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
IDS = [("1", "anna"), ("2", None), ("3", "ben"), ("4", "anna"), ("5", None)]


def test_posts_keep_their_order_but_those_of_one_author_go_together() -> None:
    jobs = list(refresh_jobs(Platform.TIKTOK, IDS, urgency=Urgency.REGULAR, size=3))

    assert [job.posts for job in jobs] == [("1", "4", "2"), ("3", "5")]
    assert {(job.kind, job.platform, job.urgency) for job in jobs} == {
        (Kind.REFRESH, Platform.TIKTOK, Urgency.REGULAR)
    }


@given(
    st.lists(
        st.tuples(st.text("0123456789", min_size=1), st.sampled_from(["a", "b", None])),
        unique_by=lambda one: one[0],
    )
)
def test_every_post_is_in_one_job(ids: list[tuple[str, str | None]]) -> None:
    jobs = list(refresh_jobs(Platform.INSTAGRAM, ids, urgency=Urgency.REGULAR, size=4))

    assert sorted(post for job in jobs for post in job.posts) == sorted(post for post, _ in ids)
    assert all(0 < len(job.posts) <= 4 for job in jobs)


def test_the_same_choice_of_posts_is_the_same_job_in_whatever_order() -> None:
    here, there, other = (
        next(refresh_jobs(Platform.TIKTOK, [(post, None) for post in posts], urgency=Urgency.REGULAR))
        for posts in ("12", "21", "13")
    )

    assert here.key == there.key != other.key
    assert here.key != replace(here, platform=Platform.INSTAGRAM).key
    assert Job(Kind.NOTICES, None, "7").key == "notices 7"


@pytest.mark.parametrize(
    ("job", "hides_regular", "hides_urgent"),
    [
        (Job(Kind.REFRESH, Platform.TIKTOK, "a", ("1",), is_running=False), True, False),
        (Job(Kind.REFRESH, Platform.TIKTOK, "a", ("1",), is_running=True), True, True),
        (
            Job(Kind.REFRESH, Platform.TIKTOK, "a", ("1",), urgency=Urgency.WINDOW_ENDED, is_running=False),
            True,
            True,
        ),
    ],
)
def test_what_ended_goes_past_what_only_waits(job: Job, *, hides_regular: bool, hides_urgent: bool) -> None:
    assert known_posts([job], urgent=False) == ({"1"} if hides_regular else set())
    assert known_posts([job], urgent=True) == ({"1"} if hides_urgent else set())


@pytest.mark.parametrize(
    ("waiting", "running", "workers", "is_stuck"),
    [({}, {}, 0, False), ({"a": 1}, {}, 0, True), ({}, {"a": 1}, 0, True), ({"a": 1}, {"a": 1}, 1, False)],
)
def test_work_without_workers_is_stuck(
    waiting: dict[str, int], running: dict[str, int], workers: int, *, is_stuck: bool
) -> None:
    assert QueueState(waiting, running, None, workers).is_stuck is is_stuck


@pytest.mark.parametrize(("minutes", "is_untold"), [(None, False), (15, False), (16, True)])
def test_what_nobody_tells_is_noticed_after_a_while(minutes: int | None, *, is_untold: bool) -> None:
    since = None if minutes is None else NOON - timedelta(minutes=minutes)

    assert QueueState({"letters": 1}, {}, since, 2, since).is_untold(NOON) is is_untold
