"""tikwm and its RapidAPI door: what is read of their answers, and what their failures mean."""

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
)
from core.domain.terms import Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.tikwm import KEYLESS_INTERVAL_S, KEYLESS_PATH, TOMORROW_S, Tikwm, classify, parse
from tests.providers.asking import BASE, TIKWM, always, fetch, picture, saved, trouble

VIDEO = TIKWM.ref


def video(**changes: Any) -> Any:
    """Return the saved answer with other fields in the post."""
    body = saved("tikwm/video")
    body["data"] |= changes
    return body


def test_a_video_is_read_field_by_field() -> None:
    reading = parse(saved("tikwm/video"), VIDEO)

    assert reading == Reading(
        ref=VIDEO,
        source="tikwm",
        counts=Counts(views=184_033, likes=18_551, comments=466, shares=2_994, saves=1_998),
        metric="play_count",
        exact=True,
        author=Author("anna.example", "7100000000000000001", "Anna Example", picture("0064.jpeg")),
        caption="A caption #made #up",
        thumbnail_url=picture("0058.jpeg"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2025, 4, 20, 12, 32, 4, tzinfo=UTC),
    )


def test_the_other_door_gives_the_same_shape() -> None:
    ref = PostRef(Platform.TIKTOK, "6718335390845095173")

    reading = parse(saved("tikwm/video_keyed_fields"), ref)

    assert reading.counts == Counts(156_615, 34_778, 5_880, 1_408, 613)
    assert reading.media_type is MediaType.VIDEO


def test_counters_and_ids_that_are_absent_are_unknown() -> None:
    ref = PostRef(Platform.TIKTOK, "6996698317171658001")

    reading = parse(saved("tikwm/video_2021"), ref)

    assert reading.counts == Counts(views=56_297, likes=5_199, comments=130, shares=None, saves=None)
    assert reading.author.platform_user_id is None


def test_photos_have_plays() -> None:
    reading = parse(saved("tikwm/photos"), VIDEO)

    assert (reading.media_type, reading.counts.views) == (MediaType.PHOTO, 184_033)


@pytest.mark.parametrize("post_id", [VIDEO.platform_post_id, int(VIDEO.platform_post_id)])
def test_the_id_may_be_text_or_a_number(post_id: str | int) -> None:
    assert parse(video(id=post_id), VIDEO).ref == VIDEO


@pytest.mark.parametrize("plays", [None, -1])
def test_unknown_plays_are_not_zero(plays: int | None) -> None:
    reading = parse(video(play_count=plays), VIDEO)

    assert (reading.counts.views, reading.metric, reading.outcome) == (None, None, Outcome.HIDDEN)


def test_zero_plays_are_zero_where_the_source_says_so() -> None:
    assert parse(video(play_count=0), VIDEO).counts.views == 0


@pytest.mark.parametrize(
    ("created", "year"),
    [(1_745_152_324, 2025), ("1745152324", 2025), (0, None), (-1, None), (10**15, None), (True, None)],
)
def test_a_time_of_publication_is_believable_or_unknown(created: Any, year: int | None) -> None:
    reading = parse(video(create_time=created), VIDEO)

    assert (None if reading.published_at is None else reading.published_at.year) == year


def test_a_cover_that_discord_does_not_show_gives_way() -> None:
    shown = "https://pictures.example/cover.jpeg"

    reading = parse(video(cover="https://pictures.example/cover.heic?x=1", origin_cover=shown), VIDEO)

    assert reading.thumbnail_url == shown


@pytest.mark.parametrize("post_id", ["7495372137511783688", 1, None, ""])
def test_an_answer_about_another_post_is_not_believed(post_id: Any) -> None:
    with pytest.raises(MalformedError):
        parse(video(id=post_id), VIDEO)


def test_an_answer_without_plays_is_malformed_not_hidden() -> None:
    body = saved("tikwm/video")
    del body["data"]["play_count"]

    with pytest.raises(MalformedError, match="play_count is missing"):
        parse(body, VIDEO)


@pytest.mark.parametrize(
    ("body", "expected", "retry_after_s"),
    [
        (saved("tikwm/error_rate_limited"), SourceBusyError, KEYLESS_INTERVAL_S),
        (saved("tikwm/error_daily_limit"), SourceBusyError, TOMORROW_S),
        (saved("tikwm/error_free_limit_reached"), SourceBusyError, TOMORROW_S),
        ({"code": -1, "msg": "Limit exceeded"}, SourceBusyError, None),
        (saved("tikwm/error_unavailable_or_bad_url"), PostGoneError, None),
        ({"code": -1, "msg": "Something new"}, SourceDownError, None),
        ({"code": -1}, SourceDownError, None),
        ({"code": [], "msg": []}, SourceDownError, None),
    ],
)
def test_what_failures_with_status_200_mean(
    body: Any, expected: type[SourceError], retry_after_s: float | None
) -> None:
    error = classify(200, body)

    assert type(error) is expected
    assert getattr(error, "retry_after_s", None) == retry_after_s


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (401, "Invalid API key", SourceKeyError),
        (403, "You are not subscribed to this API.", SourceKeyError),
        (404, "Endpoint '/' does not exist", SourceDownError),
        (429, "You have exceeded the MONTHLY quota for Requests on your current plan", SourceKeyError),
        (429, "Too many requests", SourceBusyError),
        (503, "Service Unavailable", SourceDownError),
    ],
)
async def test_what_the_gateways_refusals_mean(status: int, said: str, expected: type[SourceError]) -> None:
    error = await trouble(TIKWM, always(status, {"message": said}))

    assert type(error) is expected
    assert said in str(error)


async def test_a_refused_id_is_asked_for_once_more_by_address() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["url"])
        is_id = asked[-1] == VIDEO.platform_post_id
        return httpx.Response(
            200, json=saved("tikwm/error_unavailable_or_bad_url" if is_id else "tikwm/video")
        )

    reading = await fetch(TIKWM, handler)

    assert reading.counts.views == 184_033
    assert asked == [VIDEO.platform_post_id, VIDEO.url]


async def test_a_post_refused_both_ways_is_not_found() -> None:
    error = await trouble(TIKWM, always(200, saved("tikwm/error_unavailable_or_bad_url")))

    assert error.outcome is Outcome.NOT_FOUND
    assert isinstance(error, PostGoneError)
    assert not error.confirmed


async def test_other_failures_are_not_asked_again() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=saved("tikwm/error_daily_limit"))

    await trouble(TIKWM, handler)

    assert len(asked) == 1


async def test_requests_keep_their_distance() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=saved("tikwm/video")))
    async with httpx.AsyncClient(base_url=BASE, transport=transport) as client:
        source = Tikwm(client, path=KEYLESS_PATH, interval_s=3600, sleep=sleep)
        for _ in range(3):
            await source.fetch_post(VIDEO)

    assert waited[0] == 0
    assert all(3590 < seconds <= 3600 for seconds in waited[1:])
