"""Tracking statuses: what counts, what is shown, how posts come in, whose they are."""

import pytest

from core.domain.terms import Author, TrackingMode, TrackingStatus
from core.domain.tracking import counts, is_author, is_public, status_when_found


@pytest.mark.parametrize(
    ("status", "does_count", "shown"),
    [
        (TrackingStatus.AUTO_TRACKED, True, True),
        (TrackingStatus.PENDING_REVIEW, False, True),
        (TrackingStatus.INCLUDED, True, True),
        (TrackingStatus.EXCLUDED, False, False),
        (TrackingStatus.DIRECT_ADD, True, True),
    ],
)
def test_what_each_status_means(
    status: TrackingStatus,
    does_count: bool,
    shown: bool,
) -> None:
    assert (counts(status), is_public(status)) == (does_count, shown)


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        (TrackingMode.AUTO, TrackingStatus.AUTO_TRACKED),
        (TrackingMode.SELECTIVE, TrackingStatus.PENDING_REVIEW),
    ],
)
def test_how_found_posts_come_in(mode: TrackingMode, status: TrackingStatus) -> None:
    assert status_when_found(mode) is status


@pytest.mark.parametrize(
    ("known_id", "author", "is_theirs"),
    [
        (None, Author("anna"), True),
        (None, Author("anna", "7"), True),
        (None, Author("ben", "7"), False),
        (None, Author(), True),
        ("7", Author(), True),
        ("7", Author("anna"), True),
        ("7", Author("ben"), False),
        ("7", Author("anna", "7"), True),
        ("7", Author("renamed", "7"), True),
        ("7", Author("anna", "8"), False),
        ("7", Author(None, "8"), False),
    ],
)
def test_ids_decide_whose_a_post_is_where_both_are_known(
    known_id: str | None,
    author: Author,
    is_theirs: bool,
) -> None:
    assert is_author("anna", known_id, author) is is_theirs
