"""The words of the domain: what small values say of themselves."""

import pytest

from core.domain.terms import Author, Counts, Outcome, Platform, PostRef, PostStatus, Reading


def test_platforms_have_names() -> None:
    assert [platform.label for platform in Platform] == ["TikTok", "Instagram"]


@pytest.mark.parametrize(
    ("status", "undecided", "frozen"),
    [
        (PostStatus.ACTIVE, True, False),
        (PostStatus.AWAITING_MEASUREMENT, True, False),
        (PostStatus.PENDING_CPM, False, False),
        (PostStatus.FINALIZED, False, True),
        (PostStatus.PAID, False, True),
        (PostStatus.REJECTED, False, False),
    ],
)
def test_where_a_post_stands(
    status: PostStatus,
    undecided: bool,
    frozen: bool,
) -> None:
    assert (status.is_undecided, status.is_frozen) == (undecided, frozen)


def test_three_outcomes_doubt_that_a_post_exists() -> None:
    assert {outcome for outcome in Outcome if outcome.doubts_existence} == {
        Outcome.NOT_FOUND,
        Outcome.PRIVATE,
        Outcome.DELETED,
    }


def test_an_identity_is_platform_and_id_not_the_handle() -> None:
    ref = PostRef(Platform.TIKTOK, "1", "anna")
    assert {ref, PostRef(Platform.TIKTOK, "1")} == {ref}
    assert ref != PostRef(Platform.INSTAGRAM, "1", "anna")
    assert ref != PostRef(Platform.TIKTOK, "2", "anna")
    assert PostRef(Platform.TIKTOK, "1").url == "https://www.tiktok.com/@/video/1"


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        (Counts(views=0), Outcome.OK),
        (Counts(views=5), Outcome.OK),
        (Counts(views=None), Outcome.HIDDEN),
        (Counts(likes=1), Outcome.HIDDEN),
    ],
)
def test_a_reading_without_views_is_hidden_never_zero(counts: Counts, outcome: Outcome) -> None:
    assert Reading(PostRef(Platform.TIKTOK, "1"), "fake", counts).outcome is outcome


def test_trouble_is_when_nobody_was_heard() -> None:
    trouble = {outcome for outcome in Outcome if outcome.is_trouble}

    assert trouble == {Outcome.RATE_LIMITED, Outcome.UNAVAILABLE, Outcome.MALFORMED}


def test_all_authors_are_named_the_owner_first() -> None:
    owner, other = Author("anna"), Author("ben")
    ref = PostRef(Platform.INSTAGRAM, "DbV7LgZsKG8")

    assert Reading(ref, "a", Counts(), author=owner, coauthors=(other,)).authors == (owner, other)
