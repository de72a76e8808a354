"""HikerAPI: what is read of its answers, and what its refusals mean."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.terms import Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.hikerapi import parse
from tests.providers.asking import HIKERAPI, always, fetch, picture, saved, trouble

REEL = HIKERAPI.ref
ABSENT = object()


def ref_of(code: str) -> PostRef:
    return PostRef(Platform.INSTAGRAM, code)


def changed(name: str, **changes: Any) -> Any:
    """Return a saved answer with other fields in the post, or without them."""
    body = saved(f"hikerapi/{name}")
    post = body["media_or_ad"] | changes
    body["media_or_ad"] = {field: value for field, value in post.items() if value is not ABSENT}
    return body


def test_a_reel_is_read_field_by_field() -> None:
    reading = parse(saved("hikerapi/reel"), REEL)

    assert reading == Reading(
        ref=REEL,
        source="hikerapi",
        counts=Counts(views=900_812, likes=48_833, comments=595, shares=None, saves=None),
        metric="ig_play_count",
        exact=True,
        author=Author("anna.example", "2900000001", "Anna Example", picture("0046.jpg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0043.jpg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2026, 7, 28, 16, 4, 11, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("plays", "views", "metric"),
    [
        ({"ig_play_count": 221, "play_count": 305}, 221, "ig_play_count"),
        ({"ig_play_count": 0, "play_count": 305}, 0, "ig_play_count"),
        ({"ig_play_count": None, "play_count": 305}, 305, "play_count"),
        ({"ig_play_count": -1, "play_count": 305}, 305, "play_count"),
        ({"ig_play_count": ABSENT, "play_count": 305}, 305, "play_count"),
        ({"ig_play_count": ABSENT, "play_count": ABSENT, "video_play_count": 7}, 7, "video_play_count"),
        ({"ig_play_count": ABSENT, "play_count": ABSENT, "view_count": 9}, None, None),
    ],
)
def test_views_are_instagrams_own_plays_first(
    plays: dict[str, Any], views: int | None, metric: str | None
) -> None:
    reading = parse(changed("reel", **plays), REEL)

    assert (reading.counts.views, reading.metric) == (views, metric)


def test_a_video_without_plays_has_unknown_views() -> None:
    reading = parse(saved("hikerapi/video_without_plays"), ref_of("CAG3E8-A3wf"))

    assert (reading.counts, reading.metric) == (Counts(None, 600_190, 6_741), None)
    assert (reading.media_type, reading.outcome) == (MediaType.VIDEO, Outcome.HIDDEN)


@pytest.mark.parametrize(
    ("name", "code", "media_type", "likes", "thumbnail"),
    [
        ("photo", "DbOMP1_CY18", MediaType.PHOTO, 92_262, "0047.jpg"),
        ("carousel", "CAnqPB-Jzcj", MediaType.CAROUSEL, 820_750, "0052.jpg"),
    ],
)
@pytest.mark.parametrize("plays", [{}, {"play_count": 0}, {"ig_play_count": 0, "play_count": 0}])
def test_photos_and_carousels_have_no_views_even_where_zero_is_written(
    name: str, code: str, media_type: MediaType, likes: int, thumbnail: str, plays: dict[str, int]
) -> None:
    reading = parse(changed(name, **plays), ref_of(code))

    assert (reading.counts.views, reading.metric, reading.outcome) == (None, None, Outcome.HIDDEN)
    assert (reading.media_type, reading.counts.likes) == (media_type, likes)
    assert reading.thumbnail_url == picture(thumbnail)


@pytest.mark.parametrize("hidden", [{"like_and_view_counts_disabled": True}, {"like_count": -1}])
def test_hidden_likes_are_unknown_and_hide_nothing_else(hidden: dict[str, Any]) -> None:
    reading = parse(changed("reel", **hidden), REEL)

    assert reading.counts == Counts(views=900_812, likes=None, comments=595)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ({"pk_id": "2900000001", "pk": 5}, "2900000001"),
        ({"pk": 9_007_199_254_740_993}, "9007199254740993"),
        ({"pk": 0}, None),
        ({"pk": -5}, None),
        ({"pk": 10**30}, None),
        ({"pk": 2.5}, None),
        ({}, None),
    ],
)
def test_the_authors_id_is_text_and_exact_or_unknown(ids: dict[str, Any], expected: str | None) -> None:
    reading = parse(changed("reel", user={"username": "Anna.Example"} | ids), REEL)

    assert (reading.author.handle, reading.author.platform_user_id) == ("anna.example", expected)


def test_a_caption_may_be_absent() -> None:
    assert parse(changed("reel", caption=None), REEL).caption is None


def test_no_post_in_the_answer_means_not_found() -> None:
    with pytest.raises(PostGoneError) as caught:
        parse({"status": "ok"}, REEL)

    assert caught.value.outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        {"status": "fail"},
        {"media_or_ad": None},
        changed("reel", code="DbV7LgZsKg8"),
        changed("reel", code=ABSENT),
        changed("reel", media_type=3),
        changed("reel", media_type=[2]),
        changed("reel", media_type=ABSENT),
    ],
)
def test_what_is_not_this_post_is_malformed(body: Any) -> None:
    with pytest.raises(MalformedError):
        parse(body, REEL)


async def test_the_shortcode_is_asked_for_as_it_is_written() -> None:
    asked: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=saved("hikerapi/reel"))

    await fetch(HIKERAPI, handler)

    assert [(url.path, dict(url.params)) for url in asked] == [
        ("/v2/media/info/by/code", {"code": "DbV7LgZsKG8"})
    ]


@pytest.mark.parametrize(
    ("status", "body", "expected", "outcome"),
    [
        (400, {"detail": "bad", "exc_type": "InvalidMediaId"}, UnsupportedError, Outcome.UNSUPPORTED),
        (400, {"detail": "no", "exc_type": "MediaUnavailable"}, PostGoneError, Outcome.NOT_FOUND),
        (401, saved("hikerapi/error_401"), SourceKeyError, Outcome.UNAVAILABLE),
        (402, {"detail": "Insufficient funds"}, SourceKeyError, Outcome.UNAVAILABLE),
        (403, {"detail": "no", "exc_type": "PrivateMedia"}, PostGoneError, Outcome.PRIVATE),
        (403, {"detail": "This account is private"}, PostGoneError, Outcome.PRIVATE),
        (403, {"detail": "Forbidden"}, SourceDownError, Outcome.UNAVAILABLE),
        (404, saved("hikerapi/error_404"), PostGoneError, Outcome.NOT_FOUND),
        (404, {"detail": "Not Found"}, SourceDownError, Outcome.UNAVAILABLE),
        (404, {"exc_type": {"a": 1}, "detail": []}, SourceDownError, Outcome.UNAVAILABLE),
        (422, saved("hikerapi/error_422"), SourceDownError, Outcome.UNAVAILABLE),
        (422, {"detail": "bad", "exc_type": "ValidationError"}, UnsupportedError, Outcome.UNSUPPORTED),
        (429, {"detail": "Too many requests"}, SourceBusyError, Outcome.RATE_LIMITED),
        (500, {"detail": "Internal server error"}, SourceDownError, Outcome.UNAVAILABLE),
    ],
)
async def test_what_refusals_mean(
    status: int, body: Any, expected: type[SourceError], outcome: Outcome
) -> None:
    error = await trouble(HIKERAPI, always(status, body))

    assert (type(error), error.outcome) == (expected, outcome)
