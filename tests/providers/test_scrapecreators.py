"""ScrapeCreators: what is read of its answers, and what its refusals mean."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceDownError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.terms import Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.scrapecreators import parse_instagram, parse_tiktok
from tests.providers.asking import SC_INSTAGRAM, SC_TIKTOK, Vendor, always, fetch, picture, saved, trouble

VIDEO, REEL = SC_TIKTOK.ref, SC_INSTAGRAM.ref
BOTH = pytest.mark.parametrize("vendor", [SC_TIKTOK, SC_INSTAGRAM], ids=lambda vendor: vendor.id)


def tiktok_ref(post_id: str) -> PostRef:
    return PostRef(Platform.TIKTOK, post_id)


def video(**changes: Any) -> Any:
    """Return the saved TikTok answer with other fields in the post."""
    body = saved("scrapecreators/tiktok_video")
    body["aweme_detail"] |= changes
    return body


def reel(**changes: Any) -> Any:
    """Return the saved Instagram answer with other fields in the post."""
    body = saved("scrapecreators/instagram_reel")
    body["data"]["xdt_shortcode_media"] |= changes
    return body


def test_a_tiktok_video_is_read_field_by_field() -> None:
    reading = parse_tiktok(saved("scrapecreators/tiktok_video"), VIDEO)

    assert reading == Reading(
        ref=VIDEO,
        source="scrapecreators",
        counts=Counts(views=355_687, likes=44_855, comments=270, shares=3_100, saves=980),
        metric="play_count",
        exact=True,
        author=Author("anna.example", "6800000000000000001", "Anna Example", picture("0001.webp")),
        caption="A caption #made #up",
        thumbnail_url=picture("0007.jpeg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 1, 23, 23, 3, 16, tzinfo=UTC),
    )


def test_an_instagram_reel_is_read_field_by_field() -> None:
    reading = parse_instagram(saved("scrapecreators/instagram_reel"), REEL)

    assert reading == Reading(
        ref=REEL,
        source="scrapecreators",
        counts=Counts(views=4_651, likes=153, comments=17, shares=None, saves=None),
        metric="video_play_count",
        exact=True,
        author=Author("anna.example", "2700000001", "Anna Example", picture("0039.jpg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0038.jpg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 2, 10, 18, 0, 35, tzinfo=UTC),
    )


def test_plays_count_where_the_old_view_number_is_zero() -> None:
    ref = PostRef(Platform.INSTAGRAM, "DLDXI0fylTC")

    reading = parse_instagram(saved("scrapecreators/instagram_reel_no_old_views"), ref)

    assert (reading.counts.views, reading.metric) == (425_901, "video_play_count")


@pytest.mark.parametrize("plays", [None, -1])
def test_a_reel_without_plays_has_unknown_views_whatever_the_old_number_says(plays: int | None) -> None:
    reading = parse_instagram(reel(video_play_count=plays, video_view_count=1_639), REEL)

    assert (reading.counts.views, reading.metric) == (None, None)
    assert reading.outcome is Outcome.HIDDEN


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("XDTGraphSidecar", MediaType.CAROUSEL), ("XDTGraphImage", MediaType.PHOTO)],
)
@pytest.mark.parametrize("plays", [0, None])
def test_instagram_photos_and_carousels_have_no_views(
    kind: str, media_type: MediaType, plays: int | None
) -> None:
    reading = parse_instagram(reel(__typename=kind, video_play_count=plays), REEL)

    assert (reading.counts.views, reading.metric, reading.media_type) == (None, None, media_type)
    assert reading.outcome is Outcome.HIDDEN


@pytest.mark.parametrize("hidden", [{"like_and_view_counts_disabled": True}, {}])
def test_hidden_instagram_likes_are_unknown_and_hide_nothing_else(hidden: dict[str, bool]) -> None:
    leftover = 3 if hidden else -1

    reading = parse_instagram(reel(edge_media_preview_like={"count": leftover}, **hidden), REEL)

    assert reading.counts == Counts(views=4_651, likes=None, comments=17)


def test_a_caption_may_be_absent() -> None:
    reading = parse_instagram(reel(edge_media_to_caption={"edges": []}), REEL)

    assert reading.caption is None


def test_tiktok_photos_have_plays_and_their_first_picture_is_the_thumbnail() -> None:
    ref = tiktok_ref("7540000301621841183")

    reading = parse_tiktok(saved("scrapecreators/tiktok_photos"), ref)

    assert (reading.counts.views, reading.media_type) == (1_443_873, MediaType.PHOTO)
    assert reading.thumbnail_url == picture("0019.webp")
    assert reading.author == Author(None, "6800000000000000001", "Anna Example", None)


def test_pictures_that_discord_does_not_show_are_left_out() -> None:
    ref = tiktok_ref("7470969622276164906")

    reading = parse_tiktok(saved("scrapecreators/tiktok_heic_covers"), ref)

    assert reading.thumbnail_url is None
    assert reading.author.avatar_url == picture("0025.webp")


def test_a_trimmed_answer_is_read_too() -> None:
    ref = tiktok_ref("7517114944362499342")

    reading = parse_tiktok(saved("scrapecreators/tiktok_video_trimmed"), ref)

    assert reading.counts == Counts(589_745, 62_522, 618, 3_585, 1_633)


def test_a_smaller_avatar_stands_in_for_a_missing_one() -> None:
    body = saved("scrapecreators/tiktok_video")
    author = body["aweme_detail"]["author"]
    author["avatar_larger"]["url_list"] = ["https://pictures.example/large.heic"]
    author["avatar_medium"] = {"url_list": ["https://pictures.example/medium.heic?a=b.jpeg"]}
    author["avatar_thumb"] = {"url_list": ["https://pictures.example/small.jpeg"]}

    reading = parse_tiktok(body, VIDEO)

    assert reading.author.avatar_url == "https://pictures.example/small.jpeg"


def test_numbers_are_never_ids_for_the_vendor_cuts_them() -> None:
    body = saved("scrapecreators/tiktok_video")
    body["aweme_detail"]["author"]["uid"] = 6_800_000_000_000_000_000
    other = saved("scrapecreators/instagram_reel")
    other["data"]["xdt_shortcode_media"]["owner"]["id"] = 2_700_000_001

    assert parse_tiktok(body, VIDEO).author.platform_user_id is None
    assert parse_instagram(other, REEL).author.platform_user_id is None
    with pytest.raises(MalformedError, match="another post"):
        parse_tiktok(video(aweme_id=int(VIDEO.platform_post_id)), VIDEO)


@pytest.mark.parametrize("nobody", ["", "0", " "])
def test_an_author_without_an_id_is_not_the_author_zero(nobody: str) -> None:
    body = saved("scrapecreators/tiktok_video")
    body["aweme_detail"]["author"]["uid"] = nobody

    assert parse_tiktok(body, VIDEO).author.platform_user_id is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ({"is_delete": True, "private_status": 0}, Outcome.DELETED),
        ({"is_delete": False, "private_status": 1}, Outcome.PRIVATE),
        ({"is_delete": False, "private_status": "2"}, Outcome.PRIVATE),
    ],
)
def test_tiktok_says_deleted_and_private(status: dict[str, Any], outcome: Outcome) -> None:
    with pytest.raises(PostGoneError) as caught:
        parse_tiktok(video(status=status), VIDEO)

    assert caught.value.outcome is outcome
    assert not caught.value.confirmed


@pytest.mark.parametrize("status", [{"private_status": "0"}, {"private_status": None}, {}, None])
def test_a_status_that_says_nothing_hides_no_numbers(status: Any) -> None:
    assert parse_tiktok(video(status=status), VIDEO).counts.views == 355_687


def test_no_post_in_the_answer_means_not_found() -> None:
    with pytest.raises(PostGoneError) as tiktok:
        parse_tiktok({"aweme_detail": None, "status_code": 0}, VIDEO)
    with pytest.raises(PostGoneError) as instagram:
        parse_instagram(saved("scrapecreators/instagram_unavailable"), REEL)

    assert tiktok.value.outcome is instagram.value.outcome is Outcome.NOT_FOUND


def test_an_answer_about_another_post_is_not_believed() -> None:
    with pytest.raises(MalformedError, match="another post"):
        parse_tiktok(video(aweme_id="7463250363559218475"), VIDEO)
    with pytest.raises(MalformedError, match="another post"):
        parse_instagram(reel(shortcode="df5s0duxdts"), REEL)


@pytest.mark.parametrize("plays", [None, -1])
def test_unknown_tiktok_plays_are_not_zero(plays: int | None) -> None:
    reading = parse_tiktok(video(statistics={"play_count": plays, "digg_count": 5}), VIDEO)

    assert (reading.counts, reading.metric) == (Counts(views=None, likes=5), None)
    assert reading.outcome is Outcome.HIDDEN


@pytest.mark.parametrize("numbers", [{}, {"digg_count": 5}, None])
def test_a_tiktok_answer_without_plays_is_malformed_not_hidden(numbers: Any) -> None:
    with pytest.raises(MalformedError, match="statistics"):
        parse_tiktok(video(statistics=numbers), VIDEO)


async def test_the_canonical_address_is_asked_for() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        name = "tiktok_video" if "tiktok" in request.url.path else "instagram_reel"
        return httpx.Response(200, json=saved(f"scrapecreators/{name}"))

    await fetch(SC_TIKTOK, handler)
    await fetch(SC_INSTAGRAM, handler)

    assert [request.url.path for request in asked] == ["/v2/tiktok/video", "/v1/instagram/post"]
    assert [dict(request.url.params) for request in asked] == [
        {"url": "https://www.tiktok.com/@anna.example/video/7463250363559218474"},
        {"url": "https://www.instagram.com/p/DF5s0duxDts/"},
    ]


@BOTH
@pytest.mark.parametrize(
    ("status", "body", "expected", "outcome"),
    [
        (400, {"success": False, "message": "Invalid url"}, UnsupportedError, Outcome.UNSUPPORTED),
        (400, saved("scrapecreators/error_400"), SourceDownError, Outcome.UNAVAILABLE),
        (401, saved("scrapecreators/error_401"), SourceKeyError, Outcome.UNAVAILABLE),
        (402, {"success": False, "message": "out of credits"}, SourceKeyError, Outcome.UNAVAILABLE),
        (403, {"success": False, "message": "Forbidden"}, SourceDownError, Outcome.UNAVAILABLE),
        (404, saved("scrapecreators/error_404"), PostGoneError, Outcome.NOT_FOUND),
        (200, {"success": False, "message": "Post not found"}, PostGoneError, Outcome.NOT_FOUND),
        (200, {"success": False, "message": "This doesn't exist"}, PostGoneError, Outcome.NOT_FOUND),
        (200, {"success": False, "message": "Restricted"}, PostGoneError, Outcome.REGION_LOCKED),
        (200, {"success": False, "message": "Try again"}, SourceDownError, Outcome.UNAVAILABLE),
        (200, {"success": False}, SourceDownError, Outcome.UNAVAILABLE),
        (200, {"success": True, "posts": []}, MalformedError, Outcome.MALFORMED),
    ],
)
async def test_what_refusals_mean(
    vendor: Vendor, status: int, body: Any, expected: type[Exception], outcome: Outcome
) -> None:
    error = await trouble(vendor, always(status, body))

    assert (type(error), error.outcome) == (expected, outcome)
