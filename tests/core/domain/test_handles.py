"""Handles: what each platform lets an account be called, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import HandleError
from core.domain.handles import RESERVED, parse_handle
from core.domain.terms import Platform

TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM


@pytest.mark.parametrize(
    ("text", "platform", "handle"),
    [
        ("Anna", TIKTOK, "anna"),
        (" @Anna.B_9 ", TIKTOK, "anna.b_9"),
        ("@Anna", TIKTOK, "anna"),
        (" anna.b_1 ", TIKTOK, "anna.b_1"),
        (".anna", TIKTOK, ".anna"),
        ("_.x", TIKTOK, "_.x"),
        ("_", INSTAGRAM, "_"),
        ("ab", TIKTOK, "ab"),
        ("a" * 24, TIKTOK, "a" * 24),
        ("a" * 30, INSTAGRAM, "a" * 30),
        ("123456", INSTAGRAM, "123456"),
        ("@Anna", INSTAGRAM, "anna"),
        ("https://www.tiktok.com/@Anna", TIKTOK, "anna"),
        ("https://www.tiktok.com/@Anna?lang=en", TIKTOK, "anna"),
        ("anna\n", TIKTOK, "anna"),
        ("tiktok.com/@anna/", TIKTOK, "anna"),
        ("https://www.instagram.com/Anna/?hl=en", INSTAGRAM, "anna"),
        ("https://www.instagram.com/Anna.B/?hl=en", INSTAGRAM, "anna.b"),
        ("instagram.com/@anna", INSTAGRAM, "anna"),
        ("https://www.instagram.com/anna/reels/", INSTAGRAM, "anna"),
    ],
)
def test_handles_are_read(text: str, platform: Platform, handle: str) -> None:
    assert parse_handle(text, platform) == handle


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("", TIKTOK),
        ("@", INSTAGRAM),
        ("@@anna", TIKTOK),
        ("a", TIKTOK),
        ("a" * 25, TIKTOK),
        ("a" * 31, INSTAGRAM),
        ("anna.", TIKTOK),
        ("anna.", INSTAGRAM),
        ("a.", INSTAGRAM),
        (".anna", INSTAGRAM),
        (".a", INSTAGRAM),
        ("a..b", INSTAGRAM),
        ("an na", TIKTOK),
        ("@everyone **x**", TIKTOK),
        ("anna-b", INSTAGRAM),
        ("änna", TIKTOK),
        ("añna", INSTAGRAM),
        ("reel", INSTAGRAM),
        ("Reels", INSTAGRAM),
        ("https://www.instagram.com/explore/", INSTAGRAM),
        ("https://www.instagram.com/anna", TIKTOK),
        ("https://www.instagram.com/anna/", TIKTOK),
        ("https://www.tiktok.com/@anna", INSTAGRAM),
        ("https://www.tiktok.com/foryou", TIKTOK),
        ("https://www.tiktok.com/@anna/video/1", TIKTOK),
        ("https://www.tiktok.com@evil.com/@anna", TIKTOK),
        ("https://[::1/@anna", TIKTOK),
    ],
)
def test_everything_else_is_refused(text: str, platform: Platform) -> None:
    with pytest.raises(HandleError) as caught:
        parse_handle(text, platform)
    assert (caught.value.text, caught.value.platform) == (text, platform)


def test_reserved_words_are_no_instagram_handles() -> None:
    for word in RESERVED:
        with pytest.raises(HandleError):
            parse_handle(word, INSTAGRAM)


@given(st.text(max_size=60), st.sampled_from(Platform))
def test_any_text_is_a_lower_case_handle_or_refused(text: str, platform: Platform) -> None:
    try:
        handle = parse_handle(text, platform)
    except HandleError:
        return
    assert handle == handle.lower() == parse_handle(f"@{handle}", platform)
