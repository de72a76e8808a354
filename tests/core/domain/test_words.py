"""Names, handles, tracking, roles: what is typed and what follows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.access import Role, role_of
from core.domain.errors import HandleError, NumberRangeError, PostGoneError, SourceBusyError, TextLengthError
from core.domain.handles import parse_handle
from core.domain.names import SLUG_LIMIT, check_range, check_text, slugify
from core.domain.terms import (
    Author,
    Counts,
    Outcome,
    Platform,
    PostRef,
    PostStatus,
    Reading,
    TrackingMode,
    TrackingStatus,
)
from core.domain.tracking import counts, is_author, is_public, status_when_found

TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Summer Launch", "summer-launch"),
        ("  Été à Paris!! ", "ete-a-paris"),
        ("a--b__c", "a-b-c"),
        ("x" * 60, "x" * 50),
        ("夏", "campaign-c5d9e0b4"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slugify(name) == (slug if not slug.startswith("campaign-") else slugify("夏"))


@given(st.text(min_size=1))
def test_a_slug_is_plain_and_never_empty(name: str) -> None:
    slug = slugify(name)
    assert 0 < len(slug) <= SLUG_LIMIT
    assert slug == slugify(slug)


def test_texts_lose_control_characters_and_keep_their_limit() -> None:
    assert check_text("note", " a\x00b\nc\x07 ", 4) == "ab\nc"
    for text in ("", " \x00 ", "abcde"):
        with pytest.raises(TextLengthError):
            check_text("note", text, 4)


def test_ranges_include_both_ends() -> None:
    assert [check_range("cap", value, 1, 3) for value in (1, 3)] == [1, 3]
    for value in (0, 4):
        with pytest.raises(NumberRangeError):
            check_range("cap", value, 1, 3)


@pytest.mark.parametrize(
    ("text", "platform", "handle"),
    [
        ("@Anna", TIKTOK, "anna"),
        (" anna.b_1 ", TIKTOK, "anna.b_1"),
        ("_.x", TIKTOK, "_.x"),
        ("https://www.tiktok.com/@Anna", TIKTOK, "anna"),
        ("tiktok.com/@anna/", TIKTOK, "anna"),
        ("123456", INSTAGRAM, "123456"),
        ("https://www.instagram.com/Anna.B/?hl=en", INSTAGRAM, "anna.b"),
    ],
)
def test_handles(text: str, platform: Platform, handle: str) -> None:
    assert parse_handle(text, platform) == handle


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("", TIKTOK),
        ("a", TIKTOK),
        ("anna.", TIKTOK),
        ("x" * 25, TIKTOK),
        ("@everyone **x**", TIKTOK),
        ("https://www.instagram.com/anna", TIKTOK),
        ("https://www.tiktok.com/@anna/video/1", TIKTOK),
        ("https://[::1/@anna", TIKTOK),
        ("a..b", INSTAGRAM),
        (".a", INSTAGRAM),
        ("a.", INSTAGRAM),
        ("reel", INSTAGRAM),
        ("x" * 31, INSTAGRAM),
        ("añna", INSTAGRAM),
    ],
)
def test_what_is_no_handle(text: str, platform: Platform) -> None:
    with pytest.raises(HandleError):
        parse_handle(text, platform)


def test_what_counts_and_what_is_public() -> None:
    table = {status: (counts(status), is_public(status)) for status in TrackingStatus}
    assert table == {
        TrackingStatus.AUTO_TRACKED: (True, True),
        TrackingStatus.PENDING_REVIEW: (False, True),
        TrackingStatus.INCLUDED: (True, True),
        TrackingStatus.EXCLUDED: (False, False),
        TrackingStatus.DIRECT_ADD: (True, True),
    }
    assert status_when_found(TrackingMode.AUTO) is TrackingStatus.AUTO_TRACKED
    assert status_when_found(TrackingMode.SELECTIVE) is TrackingStatus.PENDING_REVIEW


@pytest.mark.parametrize(
    ("user_id", "author", "is_the_creator"),
    [
        ("1", Author("anna", "1"), True),
        ("1", Author("renamed", "1"), True),
        ("1", Author("anna", "2"), False),
        (None, Author("anna", "2"), True),
        (None, Author("ben", "2"), False),
        ("1", Author("anna", None), True),
        ("1", Author("ben", None), False),
        ("1", Author(None, None), True),
    ],
)
def test_ids_decide_who_an_author_is(user_id: str | None, author: Author, is_the_creator: bool) -> None:
    assert is_author("anna", user_id, author) is is_the_creator


def test_roles() -> None:
    def role(
        roles: set[int], *, manages: bool = False, admin: int | None = 1, editor: int | None = 2
    ) -> Role:
        return role_of(manages_server=manages, role_ids=roles, admin_role_id=admin, editor_role_id=editor)

    assert [role(set()), role({2}), role({1, 2}), role(set(), manages=True)] == [
        Role.CREATOR,
        Role.EDITOR,
        Role.ADMIN,
        Role.ADMIN,
    ]
    assert role({3}, admin=None, editor=None) is Role.CREATOR


def test_values_describe_themselves() -> None:
    ref = PostRef(TIKTOK, "1")
    assert [platform.label for platform in Platform] == ["TikTok", "Instagram"]
    assert Reading(ref, "x", Counts(views=0)).outcome is Outcome.OK
    assert Reading(ref, "x", Counts(likes=1)).outcome is Outcome.HIDDEN
    assert PostStatus.PAID.is_frozen
    assert not PostStatus.REJECTED.is_frozen
    assert PostStatus.AWAITING_MEASUREMENT.is_undecided
    assert ref == PostRef(TIKTOK, "1", "anna")
    gone = PostGoneError("nothing here", Outcome.DELETED, confirmed=True)
    assert (gone.outcome, gone.confirmed) == (Outcome.DELETED, True)
    busy = SourceBusyError("slow down", 2.5)
    assert (busy.outcome, busy.retry_after_s) == (Outcome.RATE_LIMITED, 2.5)
