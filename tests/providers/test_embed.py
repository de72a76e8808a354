"""Instagram's embed pages: what is read of them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import MalformedError, SourceDownError, SourceError
from core.domain.terms import MAX_COUNT, Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.embed import parse
from tests.providers.asking import ANSWERS, picture
from tests.providers.test_any_answer import JSON, check, numbers, places, replaced, says_zero
from tests.standins.source_posts import StandInPost, instagram_embed

REEL, PHOTO = PostRef(Platform.INSTAGRAM, "DcMXl1IPNtB"), PostRef(Platform.INSTAGRAM, "DcOX3hWFiey")
UNREAD = MalformedError


def page(name: str) -> str:
    return (ANSWERS / "embed" / f"{name}.html").read_text()


def context(body: Any) -> str:
    """Return a page that carries this data."""
    call = ["PolarisEmbedSimple", "init", [], [{"contextJSON": json.dumps(body)}]]
    return f"<html><script>handle({json.dumps(call)})</script></html>"


def body() -> Any:
    """Return the data of the saved reel's page."""
    escaped = page("reel").partition('"contextJSON":')[2]
    return json.loads(json.JSONDecoder().raw_decode(escaped)[0])


def reel(**changes: Any) -> str:
    """Return the saved reel's page with other fields in the post; `...` takes one out."""
    told = body()
    media = told["gql_data"]["shortcode_media"] | changes
    told["gql_data"]["shortcode_media"] = {
        name: value for name, value in media.items() if value is not Ellipsis
    }
    return context(told)


def read(text: str, ref: PostRef = REEL) -> Reading | SourceError:
    try:
        return parse(text, ref)
    except SourceError as error:
        return error


def test_a_reel_is_read_field_by_field() -> None:
    assert parse(page("reel"), REEL) == Reading(
        ref=REEL,
        source="embed",
        counts=Counts(views=560_365, likes=95_971, comments=789),
        metric="video_view_count",
        exact=True,
        author=Author("anna.example", "7100000000000000001", None, picture("0103.jpg")),
        caption='A caption \n\nof "two" lines\u2019 length </script> #made #up',
        thumbnail_url=picture("0101.jpg"),
        media_type=MediaType.VIDEO,
        published_at=None,
    )


def test_a_photo_is_read_from_the_words_of_its_page() -> None:
    assert parse(page("photo"), PHOTO) == Reading(
        ref=PHOTO,
        source="embed",
        counts=Counts(views=None, likes=485_263, comments=3_359),
        author=Author("anna.example", "7100000000000000001"),
        caption="9 likes\n12 comments\nof @bob.example <3 & #made",
        thumbnail_url=picture("0112.jpg"),
        media_type=MediaType.PHOTO,
    )


def test_a_carousel_has_no_views_and_its_author_is_not_the_coauthor() -> None:
    reading = parse(page("carousel"), PHOTO)

    assert (reading.media_type, reading.counts.views, reading.metric) == (MediaType.CAROUSEL, None, None)
    assert reading.outcome is Outcome.HIDDEN
    assert reading.author.handle == "anna.example"


@pytest.mark.parametrize("kind", ["GraphSidecar", "GraphImage", "XDTGraphSidecar", "", None])
def test_only_videos_have_views_even_where_a_number_stands(kind: str | None) -> None:
    assert parse(reel(__typename=kind), REEL).counts.views is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (0, 0),
        (560_365, 560_365),
        ("560365", 560_365),
        (MAX_COUNT, MAX_COUNT),
        (None, None),
        (-1, None),
        (MAX_COUNT + 1, UNREAD),
        (1.5, UNREAD),
        ("1.2M", UNREAD),
        (True, UNREAD),
        ([], UNREAD),
        (..., UNREAD),
    ],
)
def test_views_are_what_the_page_said_or_unknown_or_refused(written: Any, expected: Any) -> None:
    got = read(reel(video_view_count=written, edge_liked_by=None, edge_media_to_comment=None))

    assert (
        type(got) is expected
        if expected is UNREAD
        else got
        == replace(
            parse(page("reel"), REEL),
            counts=Counts(views=expected),
            metric=None if expected is None else "video_view_count",
        )
    )


@pytest.mark.parametrize(("likes", "comments"), [(1, 0), (0, 1), (95_971, 789)])
def test_no_views_beside_likes_or_comments_are_unknown(likes: int, comments: int) -> None:
    reading = parse(
        reel(video_view_count=0, edge_liked_by={"count": likes}, edge_media_to_comment={"count": comments}),
        REEL,
    )

    assert (reading.counts.views, reading.metric) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [{"edge_liked_by": {"count": -1}}, {"like_and_view_counts_disabled": True}, {"edge_liked_by": ...}],
)
def test_hidden_likes_are_unknown_and_views_stay(changes: dict[str, Any]) -> None:
    counts = parse(reel(**changes), REEL).counts

    assert (counts.views, counts.likes, counts.comments) == (560_365, None, 789)


def test_a_time_of_publication_is_taken_where_a_page_has_one() -> None:
    reading = parse(reel(taken_at_timestamp=1_787_000_000), REEL)

    assert reading.published_at is not None
    assert reading.published_at.year == 2026


@pytest.mark.parametrize(
    ("words", "replacement", "likes", "comments"),
    [
        ("485,263 likes", "1 like", 1, 3_359),
        ("485,263 likes", "Be the first to like this", None, 3_359),
        ("485,263 likes", "1.2M likes", None, 3_359),
        ("485,263 likes", "485 263 likes", None, 3_359),
        ("View all 3,359 comments", "View 1 comment", 485_263, 1),
        ("View all 3,359 comments", "12 comments", 485_263, 12),
        ("View all 3,359 comments", "", 485_263, None),
        ('class="SocialProof"', 'class="Changed"', None, 3_359),
    ],
)
def test_numbers_that_a_page_does_not_write_out_are_unknown(
    words: str, replacement: str, likes: int | None, comments: int | None
) -> None:
    counts = parse(page("photo").replace(words, replacement), PHOTO).counts

    assert (counts.likes, counts.comments) == (likes, comments)


def test_the_stand_ins_pages_are_read_like_instagrams() -> None:
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    texts = ("anna.example", "7100000000000000001", "Anna Example", "A caption")
    post = StandInPost("instagram", REEL.platform_post_id, *texts, now, 1_000, 100, 10, 5, 2, "video")

    reading = parse(instagram_embed(post.read(now)), REEL)

    assert reading.counts == Counts(views=1_000, likes=100, comments=10)
    assert (reading.author.handle, reading.caption) == ("anna.example", "A caption")


@pytest.mark.parametrize("name", ["photo", "carousel", "reel"])
def test_a_page_about_another_post_is_not_believed(name: str) -> None:
    with pytest.raises(MalformedError, match="another post"):
        parse(page(name), PostRef(Platform.INSTAGRAM, "DcOX3hWFieZ"))


def test_a_code_in_other_letters_is_another_post() -> None:
    with pytest.raises(MalformedError, match="another post"):
        parse(page("reel"), PostRef(Platform.INSTAGRAM, REEL.platform_post_id.upper()))


@pytest.mark.parametrize("spoilt", ['"contextJSON":null', '"contextJSON":"{not json"', '"contextJSON":"{'])
def test_a_video_without_its_data_is_malformed_not_a_photo(spoilt: str) -> None:
    start, _, rest = page("reel").partition('"contextJSON":')
    assert rest

    with pytest.raises(MalformedError, match="without its data"):
        parse(start + spoilt, REEL)


@pytest.mark.parametrize(
    "text",
    [
        page("nothing"),
        "",
        "<html>Log in to Instagram</html>",
        '<span class="UsernameText"> </span>',
        '{"message":"Please wait a few minutes before you try again.","require_login":true}',
    ],
)
def test_a_page_without_a_post_never_says_that_it_is_gone(text: str) -> None:
    error = read(text)

    assert type(error) is SourceDownError
    assert not error.outcome.doubts_existence


@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_place_gives_a_reading_or_a_typed_error(data: st.DataObject) -> None:
    told = body()
    path = data.draw(st.sampled_from(list(places(told))), label="path")
    value = data.draw(JSON, label="value")

    got = read(context(replaced(told, path, value)))

    if isinstance(got, Reading):
        check(got, REEL)
        assert says_zero(value) or 0 not in numbers(got.counts)


@settings(max_examples=120)
@given(data=st.data(), name=st.sampled_from(["reel", "photo", "carousel", "nothing"]))
def test_anything_put_into_a_page_gives_a_reading_or_a_typed_error(data: st.DataObject, name: str) -> None:
    text = page(name)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 400)))
    put = data.draw(st.text(st.characters(), max_size=50))

    for ref in (REEL, PHOTO):
        got = read(text[:start] + put + text[end:], ref)
        if isinstance(got, Reading):
            check(got, ref)


@given(text=st.text(st.characters()))
def test_any_text_gives_a_reading_or_a_typed_error(text: str) -> None:
    assert isinstance(read(text), Reading | SourceError)
