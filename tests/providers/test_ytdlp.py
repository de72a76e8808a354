"""yt-dlp: what is read of an info dict, and what its words mean."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import MAX_COUNT, Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.ytdlp import ExtractionError, YtDlp, address, classify, parse
from tests.providers.asking import picture
from tests.providers.test_any_answer import JSON, check, numbers, says_zero

VIDEO = PostRef(Platform.TIKTOK, "7198206283571285294", "anna.example")
REEL = PostRef(Platform.INSTAGRAM, "DcMXl1IPNtB")
TIKTOK: dict[str, Any] = {
    "id": "7198206283571285294",
    "extractor": "TikTok",
    "formats": [{"format_id": "download", "vcodec": "h264", "acodec": "aac"}, {"vcodec": "h265"}],
    "uploader": "Anna.Example",
    "uploader_id": "7100000000000000001",
    "channel": "Anna Example",
    "channel_id": "MS4wLjABAAAA-made-up",
    "title": "A caption #made...",
    "description": "A caption #made #up",
    "timestamp": 1_675_963_028,
    "view_count": 15_000_000,
    "like_count": 1_500_000,
    "repost_count": 13_000,
    "comment_count": 4_572,
    "save_count": 97_723,
    "thumbnail": picture("0131.image"),
}
INSTAGRAM: dict[str, Any] = {
    "id": "DcMXl1IPNtB",
    "extractor": "Instagram",
    "formats": [{"format_id": "dash-1", "vcodec": "vp09.00.31.08"}],
    "channel": "Anna.Example",
    "uploader": "Anna Example",
    "uploader_id": "7100000000000000001",
    "description": "A caption #made #up",
    "timestamp": 1_787_000_000,
    "like_count": 95_971,
    "comment_count": 789,
    "thumbnail": picture("0132.jpg"),
}
BLOCKED = "[TikTok] 7: Your IP address is blocked from accessing this post"


def answering(outcome: Any, asked: list[str] | None = None) -> YtDlp:
    """Return the source with a stand-in that answers, or raises, this."""

    async def extract(url: str) -> Any:
        if asked is not None:
            asked.append(url)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return YtDlp(extract)


def test_a_tiktok_post_is_read_field_by_field_and_rounded() -> None:
    assert parse(TIKTOK, VIDEO) == Reading(
        ref=VIDEO,
        source="ytdlp",
        counts=Counts(views=15_000_000, likes=1_500_000, comments=4_572, shares=13_000, saves=97_723),
        metric="view_count",
        exact=False,
        author=Author("anna.example", "7100000000000000001", "Anna Example"),
        caption="A caption #made #up",
        thumbnail_url=picture("0131.image"),
        media_type=MediaType.VIDEO,
        published_at=datetime(2023, 2, 9, 17, 17, 8, tzinfo=UTC),
    )


def test_an_instagram_post_has_no_views() -> None:
    reading = parse(INSTAGRAM, REEL)

    assert reading.counts == Counts(likes=95_971, comments=789)
    assert (reading.metric, reading.exact, reading.outcome) == (None, True, Outcome.HIDDEN)
    assert reading.author == Author("anna.example", "7100000000000000001", "Anna Example")
    assert reading.media_type is MediaType.VIDEO


@pytest.mark.parametrize("views", [0, 5, 10**9])
def test_a_number_called_views_on_instagram_is_not_known_to_be_plays(views: int) -> None:
    assert parse(INSTAGRAM | {"view_count": views, "repost_count": views}, REEL).counts.views is None


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        (0, 0),
        (1_800_000, 1_800_000),
        (MAX_COUNT, MAX_COUNT),
        (None, MalformedError),
        (-1, MalformedError),
        (MAX_COUNT + 1, MalformedError),
        (1.5, MalformedError),
        ("1.2M", MalformedError),
        (True, MalformedError),
    ],
)
def test_tiktok_plays_are_a_number_or_the_page_was_not_understood(views: Any, expected: Any) -> None:
    if expected is MalformedError:
        with pytest.raises(MalformedError, match="view_count"):
            parse(TIKTOK | {"view_count": views}, VIDEO)
    else:
        assert parse(TIKTOK | {"view_count": views}, VIDEO).counts.views == expected


@pytest.mark.parametrize("name", ["like_count", "comment_count", "repost_count", "save_count"])
def test_other_counters_that_are_absent_are_unknown(name: str) -> None:
    counts = parse({key: value for key, value in TIKTOK.items() if key != name}, VIDEO).counts

    assert counts.views == 15_000_000
    assert numbers(counts).count(None) == 1


@pytest.mark.parametrize(
    ("info", "ref", "expected"),
    [
        (TIKTOK | {"formats": [{"vcodec": "none", "acodec": "mp3"}]}, VIDEO, MediaType.PHOTO),
        (TIKTOK | {"formats": []}, VIDEO, None),
        (TIKTOK | {"formats": None}, VIDEO, None),
        (TIKTOK | {"formats": [None, 5]}, VIDEO, None),
        (INSTAGRAM | {"formats": []}, REEL, MediaType.PHOTO),
        (INSTAGRAM | {"formats": None}, REEL, None),
        (INSTAGRAM | {"_type": "playlist", "entries": []}, REEL, MediaType.CAROUSEL),
    ],
)
def test_what_was_published_is_told_by_its_formats(
    info: Any, ref: PostRef, expected: MediaType | None
) -> None:
    assert parse(info, ref).media_type is expected


@pytest.mark.parametrize("post_id", ["7198206283571285295", 7198206283571285294, None, ""])
def test_an_answer_about_another_post_is_not_believed(post_id: Any) -> None:
    with pytest.raises(MalformedError, match="another post"):
        parse(TIKTOK | {"id": post_id}, VIDEO)


@pytest.mark.parametrize(
    ("said", "kind", "outcome"),
    [
        (BLOCKED, SourceDownError, Outcome.UNAVAILABLE),
        (
            "[TikTok] 7: You do not have permission to view this post. Log into an account that has access",
            PostGoneError,
            Outcome.PRIVATE,
        ),
        ("This user's account is private. Log into an account", PostGoneError, Outcome.PRIVATE),
        (
            "[Instagram] D: This content is only available for registered users who follow this account",
            PostGoneError,
            Outcome.PRIVATE,
        ),
        ("TikTok is requiring login for access to this content", SourceDownError, Outcome.UNAVAILABLE),
        (
            "This post may not be comfortable for some audiences. Log in for access",
            PostGoneError,
            Outcome.REGION_LOCKED,
        ),
        ("Restricted Video: you must be 18 years old", PostGoneError, Outcome.REGION_LOCKED),
        ("[TikTok] 7: Video not available, status code 10202", PostGoneError, Outcome.NOT_FOUND),
        ("Video not available, status code 10217", PostGoneError, Outcome.DELETED),
        ("Video not available, status code 10215; see", PostGoneError, Outcome.PRIVATE),
        ("Video not available, status code 10231", PostGoneError, Outcome.REGION_LOCKED),
        ("Video not available, status code 10204", SourceDownError, Outcome.UNAVAILABLE),
        ("Video not available, status code 100004", SourceDownError, Outcome.UNAVAILABLE),
        ("Video not available, status code 10000", SourceDownError, Outcome.UNAVAILABLE),
        ("Video not available, status code None", SourceDownError, Outcome.UNAVAILABLE),
        ("This account does not have any videos posted", SourceDownError, Outcome.UNAVAILABLE),
        ("Unable to extract universal data for rehydration", MalformedError, Outcome.MALFORMED),
        ("Instagram sent an empty media response.", SourceDownError, Outcome.UNAVAILABLE),
        (
            "Redirected to the login page. You have exceeded the rate-limit for accessing posts anonymously",
            SourceBusyError,
            Outcome.RATE_LIMITED,
        ),
        ("HTTP Error 429: Too Many Requests", SourceBusyError, Outcome.RATE_LIMITED),
        ("There is no video in this post", UnsupportedError, Outcome.UNSUPPORTED),
        ("HTTP Error 404: Not Found", SourceDownError, Outcome.UNAVAILABLE),
        ("Unable to download webpage: [Errno 111] refused", SourceDownError, Outcome.UNAVAILABLE),
        ("", SourceDownError, Outcome.UNAVAILABLE),
    ],
)
def test_what_its_words_mean(said: str, kind: type[SourceError], outcome: Outcome) -> None:
    error = classify(said)

    assert (type(error), error.outcome) == (kind, outcome)
    assert str(error)


def test_its_words_are_one_short_line() -> None:
    said = str(classify("a\nb\r\n2026 INFO forged\x1b[31m" + "x" * 9_000))

    assert said.isprintable()
    assert len(said) < 200


async def test_tiktok_is_asked_by_id_and_instagram_by_code() -> None:
    asked: list[str] = []

    await answering(TIKTOK, asked).fetch_post(VIDEO)
    await answering(INSTAGRAM, asked).fetch_post(REEL)

    assert asked == [
        "https://www.tiktok.com/@_/video/7198206283571285294",
        "https://www.instagram.com/p/DcMXl1IPNtB/",
    ]
    assert address(PostRef(Platform.TIKTOK, VIDEO.platform_post_id)) == asked[0]


async def test_its_errors_become_ours() -> None:
    with pytest.raises(SourceDownError, match="IP address is blocked"):
        await answering(ExtractionError(BLOCKED)).fetch_post(VIDEO)


@pytest.mark.parametrize(("info", "ref"), [(TIKTOK, VIDEO), (INSTAGRAM, REEL)], ids=["tiktok", "instagram"])
@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_field_gives_a_reading_or_a_typed_error(
    info: dict[str, Any], ref: PostRef, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([*info, "_type", "view_count"]))
    value = data.draw(JSON)

    try:
        reading = parse(info | {name: value}, ref)
    except SourceError:
        return
    check(reading, ref)
    assert says_zero(value) or 0 not in numbers(reading.counts)


@given(body=JSON)
def test_any_json_is_refused_or_read(body: Any) -> None:
    with pytest.raises(MalformedError):
        parse(body, VIDEO)


@given(said=st.text(st.characters()))
def test_any_words_are_classified(said: str) -> None:
    error = classify(said)

    assert isinstance(error, SourceError)
    assert str(error).isprintable()
