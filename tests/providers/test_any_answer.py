"""Whatever JSON stands where: a typed reading or a typed error, and no number that nobody said."""

import copy
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import SourceError
from core.domain.terms import MAX_COUNT, Counts, PostRef, Reading
from providers.http import retry_after_s
from tests.providers.asking import VENDORS, Vendor, always, fetch, saved

Path = tuple[str | int, ...]

EVERYWHERE = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.id)
ODD = st.sampled_from(
    [
        0,
        "0",
        -1,
        "-1",
        2**63 - 1,
        2**63,
        10**30,
        1e400,
        "1" * 30,
        "\u0663",
        "\ud800",
        "\x00",
        "https://[",
        "https://",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | ODD
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def places(body: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a body, the whole of it first."""
    yield path
    steps = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def replaced(body: Any, path: Path, value: Any) -> Any:
    """Return a body with another value in one place."""
    if not path:
        return value
    changed = copy.copy(body)
    changed[path[0]] = replaced(body[path[0]], path[1:], value)
    return changed


def says_zero(value: Any) -> bool:
    """Whether a zero is written anywhere in a value."""
    if isinstance(value, dict | list):
        return any(map(says_zero, value.values() if isinstance(value, dict) else value))
    return type(value) in {int, str} and str(value).lstrip("-0") == "" != str(value)


def read(vendor: Vendor, body: Any) -> Reading | None:
    """Return the reading, None for a typed error; anything else is let through."""
    try:
        return vendor.parse(body, vendor.ref)
    except SourceError:
        return None


def check(reading: Reading, ref: PostRef) -> None:
    """What holds for every reading."""
    assert reading.ref == ref
    for number in numbers(reading.counts):
        assert number is None or (type(number) is int and 0 <= number <= MAX_COUNT)
    assert (reading.metric is None) == (reading.counts.views is None)
    author = reading.author
    texts = (author.handle, author.platform_user_id, author.name, author.avatar_url)
    for text in (*texts, reading.caption, reading.thumbnail_url):
        assert text is None or (text.encode() and "\x00" not in text)
    assert author.platform_user_id != "0"
    assert reading.published_at is None or reading.published_at.tzinfo is not None


def numbers(counts: Counts) -> tuple[int | None, ...]:
    return counts.views, counts.likes, counts.comments, counts.shares, counts.saves


def test_a_zero_is_seen_where_one_is_written() -> None:
    assert all(map(says_zero, [0, "0", "-0", [0], {"a": ["00"]}]))
    assert not any(map(says_zero, [None, False, 0.0, "", "-1", 10, "10", [], {}]))


@EVERYWHERE
@settings(max_examples=150)
@given(data=st.data())
def test_anything_in_one_place_gives_a_reading_or_a_typed_error(vendor: Vendor, data: st.DataObject) -> None:
    body = saved(vendor.answer)
    path = data.draw(st.sampled_from(list(places(body))), label="path")
    value = data.draw(JSON, label="value")

    reading = read(vendor, replaced(body, path, value))

    if reading is not None:
        check(reading, vendor.ref)
        assert says_zero(value) or 0 not in numbers(reading.counts)


@EVERYWHERE
@pytest.mark.parametrize("value", [None, [], {}, "", False, 0.0], ids=repr)
def test_nothing_in_any_place_is_never_a_zero(vendor: Vendor, value: Any) -> None:
    body = saved(vendor.answer)

    for path in places(body):
        reading = read(vendor, replaced(body, path, value))
        assert reading is None or 0 not in numbers(reading.counts)


@EVERYWHERE
def test_a_field_that_is_gone_is_never_a_zero(vendor: Vendor) -> None:
    body = saved(vendor.answer)

    for path in [path for path in places(body) if path]:
        changed = copy.deepcopy(body)
        inner = changed
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]
        reading = read(vendor, changed)
        assert reading is None or 0 not in numbers(reading.counts)


@EVERYWHERE
@pytest.mark.parametrize("odd", ["\x00", "\ud83d", "a\x00\ud83d"], ids=ascii)
def test_texts_are_such_as_databases_take(vendor: Vendor, odd: str) -> None:
    body = saved(vendor.answer)

    readings = [read(vendor, replaced(body, path, odd)) for path in places(body) if path]

    for reading in filter(None, readings):
        check(reading, vendor.ref)
    assert any(readings)


@EVERYWHERE
@pytest.mark.parametrize(
    "wrap", [lambda inner: [inner], lambda inner: {"a": inner}], ids=["lists", "objects"]
)
async def test_deep_values_break_nothing(vendor: Vendor, wrap: Any) -> None:
    body, deep = saved(vendor.answer), wrap("bottom")
    for _ in range(700):
        deep = wrap(deep)

    for path in places(body):
        reading = read(vendor, replaced(body, path, deep))
        assert reading is None or reading.counts.views != 0


@EVERYWHERE
@given(status=st.sampled_from([200, 400, 401, 402, 403, 404, 422, 429, 500]), body=JSON)
def test_any_body_of_any_status_is_classified(vendor: Vendor, status: int, body: Any) -> None:
    assert isinstance(vendor.classify(status, body), SourceError | None)


@EVERYWHERE
@given(
    status=st.sampled_from([200, 400, 401, 402, 403, 404, 422, 429, 500]),
    words=st.dictionaries(
        st.sampled_from(["message", "msg", "error", "detail", "exc_type", "code", "success", "status"]), JSON
    ),
)
def test_any_words_of_any_status_are_classified(vendor: Vendor, status: int, words: Any) -> None:
    error = vendor.classify(status, words)

    assert isinstance(error, SourceError | None)
    assert error is None or str(error).isprintable()


@EVERYWHERE
@settings(max_examples=50, deadline=None)
@given(status=st.integers(200, 599), content=st.binary())
async def test_any_bytes_give_a_reading_or_a_typed_error(vendor: Vendor, status: int, content: bytes) -> None:
    try:
        reading = await fetch(vendor, always(status, content=content))
    except SourceError:
        return
    check(reading, vendor.ref)


@given(given=st.text(st.characters(min_codepoint=32, max_codepoint=126)) | st.integers().map(str))
def test_retry_after_is_seconds_within_a_day_or_unknown(given: str) -> None:
    headers = {"Retry-After": given, "Date": "Mon, 02 Nov 2026 12:00:00 GMT"}

    wait_s = retry_after_s(httpx.Response(429, headers=headers))

    assert wait_s is None or 0 <= wait_s <= 86_400
