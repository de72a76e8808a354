"""What members are told of, and when a message is tried again."""

from datetime import timedelta

import pytest

from core.domain.telling import Topic, again_at, of_intake, of_presence, of_review, of_status
from core.domain.terms import Availability, PostStatus, TrackingStatus
from tests.fakes import NOON

LIVE, DOUBTED, GONE = Availability.LIVE, Availability.DOUBTED, Availability.GONE


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (PostStatus.ACTIVE, PostStatus.FINALIZED, Topic.FINALIZED),
        (PostStatus.PENDING_CPM, PostStatus.FINALIZED, Topic.FINALIZED),
        (PostStatus.ACTIVE, PostStatus.REJECTED, Topic.REJECTED),
        (PostStatus.ACTIVE, PostStatus.PENDING_CPM, Topic.PENDING_TERMS),
        (PostStatus.REJECTED, PostStatus.ACTIVE, Topic.UNREJECTED),
        (PostStatus.ACTIVE, PostStatus.AWAITING_MEASUREMENT, None),
        (PostStatus.FINALIZED, PostStatus.PAID, None),
        (PostStatus.PAID, PostStatus.FINALIZED, None),
    ],
)
def test_a_change_of_status_is_told_unless_something_else_tells_it(
    before: PostStatus, after: PostStatus, told: Topic | None
) -> None:
    assert of_status(before, after) is told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (LIVE, LIVE, None),
        (LIVE, DOUBTED, None),
        (DOUBTED, LIVE, None),
        (DOUBTED, GONE, Topic.GONE),
        (GONE, LIVE, Topic.BACK),
        (GONE, DOUBTED, Topic.BACK),
        (GONE, GONE, None),
    ],
)
def test_gone_and_back_are_told_and_doubts_are_not(
    before: Availability, after: Availability, told: Topic | None
) -> None:
    assert of_presence(before, after) is told


def test_intake_and_review_say_whether_a_post_counts() -> None:
    assert of_intake(TrackingStatus.AUTO_TRACKED) is Topic.TAKEN_IN
    assert of_intake(TrackingStatus.PENDING_REVIEW) is Topic.WAITING
    reviewed = [of_review(TrackingStatus(name)) for name in ("included", "excluded", "pending_review")]
    assert reviewed == [Topic.APPROVED, Topic.EXCLUDED, Topic.WAITING]


def test_waits_grow_from_a_minute_to_an_hour() -> None:
    waits = [again_at(attempts, NOON) - NOON for attempts in (0, 1, 2, 6, 7, 400)]

    assert waits == [timedelta(minutes=each) for each in (1, 1, 2, 32, 60, 60)]


def test_only_what_cannot_come_again_is_told_once_in_a_life() -> None:
    assert [topic for topic in Topic if topic.is_once] == [Topic.TAKEN_IN, Topic.FINALIZED, Topic.DENIED]
