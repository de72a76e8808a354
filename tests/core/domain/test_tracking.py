"""Tracking statuses: what counts, what is shown, how posts come in, whose they are."""

import pytest

from core.domain.terms import Author, PostKind, PostStatus, TrackingMode, TrackingStatus
from core.domain.tracking import (
    Review,
    Standing,
    Use,
    counts,
    heard_of,
    is_author,
    reviewed,
    standing,
    status_when_found,
    takes_part,
)

MONEY, STATISTICS, REPORTS, INTELLIGENCE, API = Use
EVERYWHERE = {MONEY, STATISTICS, REPORTS, INTELLIGENCE, API}


@pytest.mark.parametrize(
    ("tracking", "does_count", "own", "rejected", "reference"),
    [
        (TrackingStatus.AUTO_TRACKED, True, EVERYWHERE, {API}, {INTELLIGENCE, API}),
        (TrackingStatus.PENDING_REVIEW, False, {API}, {API}, {API}),
        (TrackingStatus.INCLUDED, True, EVERYWHERE, {API}, {INTELLIGENCE, API}),
        (TrackingStatus.EXCLUDED, False, set(), set(), set()),
        (TrackingStatus.DIRECT_ADD, True, EVERYWHERE, {API}, {INTELLIGENCE, API}),
    ],
)
def test_where_each_status_takes_part(
    tracking: TrackingStatus, does_count: bool, own: set[Use], rejected: set[Use], reference: set[Use]
) -> None:
    def uses(kind: PostKind, status: PostStatus | None) -> set[Use]:
        return {use for use in Use if takes_part(use, kind, tracking, status)}

    assert counts(tracking) is does_count
    assert uses(PostKind.INTERNAL, PostStatus.REJECTED) == rejected
    assert uses(PostKind.REFERENCE, None) == reference
    for status in set(PostStatus) - {PostStatus.REJECTED}:
        assert uses(PostKind.INTERNAL, status) == own


@pytest.mark.parametrize("tracking", TrackingStatus)
@pytest.mark.parametrize("status", PostStatus)
def test_a_post_stands_where_it_counts_or_why_it_does_not(
    tracking: TrackingStatus, status: PostStatus
) -> None:
    stands = standing(tracking, status)

    takes = takes_part(STATISTICS, PostKind.INTERNAL, tracking, status)
    assert (stands is Standing.COUNTS) == takes
    assert (stands is Standing.EXCLUDED) == (tracking is TrackingStatus.EXCLUDED)
    if stands is Standing.REJECTED:
        assert status is PostStatus.REJECTED
    if stands is Standing.WAITS:
        assert tracking is TrackingStatus.PENDING_REVIEW


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
    ("before", "included", "excluded"),
    [
        (TrackingStatus.AUTO_TRACKED, None, TrackingStatus.EXCLUDED),
        (TrackingStatus.PENDING_REVIEW, TrackingStatus.INCLUDED, TrackingStatus.EXCLUDED),
        (TrackingStatus.INCLUDED, None, TrackingStatus.EXCLUDED),
        (TrackingStatus.EXCLUDED, TrackingStatus.INCLUDED, None),
        (TrackingStatus.DIRECT_ADD, None, TrackingStatus.EXCLUDED),
    ],
)
def test_what_a_review_makes_of_a_post(
    before: TrackingStatus, included: TrackingStatus | None, excluded: TrackingStatus | None
) -> None:
    assert reviewed(Review.INCLUDE, before) is included
    assert reviewed(Review.EXCLUDE, before) is excluded


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


@pytest.mark.parametrize(
    ("authors", "heard"),
    [
        ([Author("anna", "7", "Anna", "https://a/2")], Author("anna", "7", "Anna", "https://a/2")),
        ([Author("anna.new", "7")], Author("anna.new", "7", "Anna K.", "https://a/1")),
        ([Author()], Author("anna", "7", "Anna K.", "https://a/1")),
        ([Author("zoe", "9"), Author("anna", "7", "A.")], Author("anna", "7", "A.", "https://a/1")),
        ([Author("anna", "9")], None),
        ([], None),
    ],
)
def test_what_authors_say_of_a_known_account(authors: list[Author], heard: Author | None) -> None:
    assert heard_of(Author("anna", "7", "Anna K.", "https://a/1"), authors) == heard


def test_an_account_is_its_handle_and_its_id() -> None:
    assert Author("anna", "7", "Anna").account == Author("anna", "7", "A.").account
    assert Author("anna", "7").account != Author("anna").account
