"""Links: every public form leads to the same identity, and nothing else leads anywhere."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.errors import (
    LinkError,
    LinkTooLongError,
    NotALinkError,
    NotAPostError,
    OtherSiteError,
)
from core.domain.links import parse_link, split_links
from core.domain.terms import Platform, PostRef, ShortLink

CASES = json.loads((Path(__file__).parent / "link_cases.json").read_text(encoding="utf-8"))
TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM
VIDEO = "https://www.tiktok.com/@anna/video/7195741644585454894"
REEL = "https://www.instagram.com/reel/DcMXl1IPNtB/"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["url"])[:80])
def test_links_seen_in_the_wild(case: dict[str, str | None]) -> None:
    url = str(case["url"])
    if case["kind"] == "post":
        ref = parse_link(url)
        assert isinstance(ref, PostRef)
        code = str(case["id"])
        expected = code[:-28] if ref.platform is INSTAGRAM and len(code) > 28 else code
        assert (ref.platform.value, ref.platform_post_id) == (case["platform"], expected)
        assert ref.handle == (case["handle"] and case["handle"].lower())
    elif case["kind"] == "short":
        assert isinstance(parse_link(url), ShortLink)
    else:
        with pytest.raises(LinkError):
            parse_link(url)


@pytest.mark.parametrize(
    ("text", "error", "what"),
    [
        ("hello", NotALinkError, "hello"),
        ("", NotALinkError, ""),
        ("https://[::1", NotALinkError, "https://[::1"),
        ("https://a.b:[1/x", NotALinkError, None),
        ("https://www.tiktok.com/@a b/video/1", NotALinkError, None),
        ("https://www.tiktok.com/@anna", NotAPostError, "profile"),
        ("https://www.tiktok.com/@anna/live", NotAPostError, "live"),
        ("https://www.tiktok.com/music/x-1", NotAPostError, "audio"),
        ("https://www.tiktok.com/foryou", NotAPostError, "page"),
        ("https://vm.tiktok.com/", NotAPostError, "page"),
        ("https://www.instagram.com/anna/", NotAPostError, "profile"),
        ("https://www.instagram.com/anna/reels/", NotAPostError, "profile"),
        ("https://www.instagram.com/anna/tagged/", NotAPostError, "page"),
        ("https://www.instagram.com/", NotAPostError, "page"),
        ("https://www.instagram.com/stories/anna/1/", NotAPostError, "story"),
        ("https://www.instagram.com/reels/audio/1/", NotAPostError, "audio"),
        ("https://www.instagram.com/explore/p/DcMXl1IPNtB/", NotAPostError, "page"),
        ("https://www.instagram.com/reels/audio", NotAPostError, "audio"),
        ("https://www.instagram.com/share/tv/DcMXl1IPNtB/", NotAPostError, "page"),
        ("https://www.instagram.com/a..b/p/DcMXl1IPNtB/", NotAPostError, "page"),
        ("https://www.tiktok.com/@anna/video/07195741644585454894", NotAPostError, "page"),
        ("https://www.tiktok.com/@anna/video/719574164458545489４", NotAPostError, "page"),  # noqa: RUF001  full width
        ("https://www.tiktok.com/@anna/video/123456789012345678901", NotAPostError, "page"),
        ("https://www.tiktok.com./@anna/video/1", NotALinkError, None),
        ("https://www.tiktok.com\\@evil.com/@a/video/1", NotALinkError, None),
        ("ftp://www.tiktok.com/@a/video/1", NotALinkError, None),
        ("javascript:alert(1)", NotALinkError, None),
        ("https://example.com/@anna/video/1", OtherSiteError, "example.com"),
        ("https://tiktok.com.evil.com/@anna/video/1", OtherSiteError, "tiktok.com.evil.com"),
        ("https://www.tiktok.com@evil.com/@a/video/1", OtherSiteError, "www.tiktok.com@evil.com"),
        ("https://user:x@www.tiktok.com/@a/video/1", NotALinkError, None),
        ("https://www.tiktok.com:8080/@a/video/1", OtherSiteError, "www.tiktok.com:8080"),
        ("https://www.tіktok.com/@a/video/1", OtherSiteError, "www.tіktok.com"),  # noqa: RUF001  a look-alike
        ("https://evil-vxtiktok.com/@a/video/1", OtherSiteError, "evil-vxtiktok.com"),
        (
            "https://l.instagram.com/?u=https%3A%2F%2Fl.instagram.com%2F%3Fu%3Dx",
            OtherSiteError,
            "l.instagram.com",
        ),
        ("https://l.instagram.com/?e=1", NotALinkError, ""),
        ("x" * 2001, LinkTooLongError, 2001),
    ],
)
def test_everything_else_is_refused_by_name(text: str, error: type[LinkError], what: object) -> None:
    with pytest.raises(error) as caught:
        parse_link(text)
    assert what in {None, *vars(caught.value).values()}


@pytest.mark.parametrize(
    ("text", "platform", "post_id"),
    [
        ("7195741644585454894", TIKTOK, "7195741644585454894"),
        ("DcMXl1IPNtB", INSTAGRAM, "DcMXl1IPNtB"),
        (VIDEO, INSTAGRAM, "7195741644585454894"),
    ],
)
def test_bare_ids_are_taken_where_the_platform_is_given(text: str, platform: Platform, post_id: str) -> None:
    ref = parse_link(text, platform)
    assert isinstance(ref, PostRef)
    assert ref.platform_post_id == post_id


def test_a_bare_id_needs_its_platform() -> None:
    with pytest.raises(NotALinkError):
        parse_link("7195741644585454894")


def test_bare_ids_of_the_wrong_form_are_refused() -> None:
    for text, platform in (
        ("71957416445854", TIKTOK),
        ("123456789012345678901", TIKTOK),
        ("07195741644585454894", TIKTOK),
        ("a/b", INSTAGRAM),
        ("abcd", INSTAGRAM),
        ("a" * 61, INSTAGRAM),
    ):
        with pytest.raises(LinkError):
            parse_link(text, platform)


def test_a_shortcode_keeps_its_case_and_a_handle_loses_it() -> None:
    ref = parse_link("https://www.instagram.com/Anna.B/p/DcMXl1IPNtB/")
    assert isinstance(ref, PostRef)
    assert (ref.platform_post_id, ref.handle) == ("DcMXl1IPNtB", "anna.b")


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("https://www.tiktok.com/%40Anna/video/12345?x=%40", PostRef(TIKTOK, "12345", "anna")),
        ("https://www.tiktok.com/@Анна/video/12345", PostRef(TIKTOK, "12345")),
        ("https://www.tiktok.com/@12345/video/12345", PostRef(TIKTOK, "12345")),
        ("https://www.tiktok.com/player/v1/12345", PostRef(TIKTOK, "12345")),
        ("https://www.instagram.com/reels/audio_12345/", PostRef(INSTAGRAM, "audio_12345")),
        ("https://www.instagram.com/p/DcMXl1IPNtB/c/1801/", PostRef(INSTAGRAM, "DcMXl1IPNtB")),
        ("https://www.instagram.com/p/DcMXl1IPNtB/embed/captioned/", PostRef(INSTAGRAM, "DcMXl1IPNtB")),
        ("https://www.instagram.com/123/reel/DcMXl1IPNtB/", PostRef(INSTAGRAM, "DcMXl1IPNtB", "123")),
        (f"https://www.instagram.com/p/{'a' * 28}/", PostRef(INSTAGRAM, "a" * 28)),
        (f"https://www.instagram.com/p/DcMXl1IPNtB{'a' * 28}/", PostRef(INSTAGRAM, "DcMXl1IPNtB")),
        (
            "https://l.instagram.com/?u=https%3A%2F%2Fwww.tiktok.com%2F%40anna%2Fvideo%2F12345",
            PostRef(TIKTOK, "12345", "anna"),
        ),
        ("https://kkinstagram.com/reel/DcMXl1IPNtB/", PostRef(INSTAGRAM, "DcMXl1IPNtB")),
        ("https://tnktok.com/@anna/video/12345", PostRef(TIKTOK, "12345", "anna")),
        (f"[my post]({VIDEO}).", PostRef(TIKTOK, "7195741644585454894", "anna")),
    ],
)
def test_rarer_forms(text: str, ref: PostRef) -> None:
    parsed = parse_link(text)
    assert isinstance(parsed, PostRef)
    assert (parsed, parsed.handle) == (ref, ref.handle)


def test_short_links_are_made_canonical() -> None:
    assert parse_link("vxtiktok.com/t/ZTabc") == ShortLink(TIKTOK, "https://www.tiktok.com/t/ZTabc/")
    assert parse_link("https://vm.vxtiktok.com/ZMabc?x=1") == ShortLink(
        TIKTOK, "https://vm.tiktok.com/ZMabc/"
    )
    assert parse_link("https://www.instagram.com/share/reel/BAabc") == ShortLink(
        INSTAGRAM, "https://www.instagram.com/share/reel/BAabc/"
    )


DECORATIONS = st.tuples(
    st.sampled_from(["", " ", "<", "(", "\n", "**", "`", "\u200b", "\ufeff"]),
    st.sampled_from(["https://www.", "http://www.", "www.", "https://", "", "https://m.", "HTTPS://WWW."]),
    st.sampled_from(["", "/", "//", "?igsh=MzRlO", "?is_from_webapp=1&u=@evil.com/x", "#frag", "/?a=b#c"]),
    st.sampled_from(["", ".", ",", ")", ">", "!", "**", " ", "`", "`.", ").", ">,", "\u2069"]),
)


@given(
    DECORATIONS,
    st.sampled_from(["tiktok.com/@anna/video/7195741644585454894", "instagram.com/reel/DcMXl1IPNtB"]),
)
def test_decorations_change_nothing(parts: tuple[str, str, str, str], core: str) -> None:
    before, scheme, tail, after = parts
    assert parse_link(f"{before}{scheme}{core}{tail}{after}") == parse_link(f"https://{core}")


@given(st.text(max_size=200))
def test_any_text_is_a_link_or_a_refusal(text: str) -> None:
    for platform in (None, TIKTOK, INSTAGRAM):
        try:
            parse_link(text, platform)
        except LinkError:
            continue


@given(
    st.from_regex(r"[a-z0-9.-]{0,12}", fullmatch=True), st.sampled_from(["", ".evil.com", ".co", "x", ":443"])
)
def test_another_host_is_never_a_post(before: str, after: str) -> None:
    host = f"{before}tiktok.com{after}"
    assume(host not in {"tiktok.com", "www.tiktok.com", "m.tiktok.com", "vm.tiktok.com", "vt.tiktok.com"})

    with pytest.raises(LinkError):
        parse_link(f"https://{host}/@anna/video/7195741644585454894")


def test_the_longest_text_that_is_read() -> None:
    assert isinstance(parse_link(f"{VIDEO}?".ljust(2000, "x")), PostRef)
    with pytest.raises(LinkTooLongError):
        parse_link(f"{VIDEO}?".ljust(2001, "x"))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{VIDEO} {REEL}", [VIDEO, REEL]),
        (f"{VIDEO},{REEL}\n{VIDEO}", [VIDEO, REEL]),
        (f"look: <{VIDEO}> and [this]({REEL})!", [VIDEO, REEL]),
        (f"{VIDEO}. ({VIDEO}) and/or {REEL}", [VIDEO, REEL]),
        (f"vm.tiktok.com/ZM1 ftp://x/y {REEL}?a=1", ["vm.tiktok.com/ZM1", "ftp://x/y", f"{REEL}?a=1"]),
        ("tiktok.com", ["tiktok.com"]),
        ("hello there", []),
        ("  ", []),
    ],
)
def test_a_text_is_split_into_links(text: str, links: list[str]) -> None:
    assert split_links(text) == links


def test_refs_know_their_address() -> None:
    assert PostRef(TIKTOK, "7195741644585454894", "anna").url == VIDEO
    assert PostRef(INSTAGRAM, "DcMXl1IPNtB").url == "https://www.instagram.com/p/DcMXl1IPNtB/"
