"""Sources in order: who is asked, what is believed, and who is left alone."""

import pytest

from core.domain.errors import (
    NobodyAskedError,
    PostGoneError,
    SourceBusyError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import Outcome, PostRef, Reading
from providers.fuse import BUSY_PAUSE_S, FIRST_PAUSE, KEY_PAUSE, STRIKES
from tests.fakes import FixedClock
from tests.providers.scripted import (
    BUSY,
    DELETED,
    DOWN,
    GONE,
    PRIVATE,
    REF,
    REFUSED,
    SHAPE,
    UNSUPPORTED,
    WITHHELD,
    Source,
    ask,
    chain,
)


async def test_the_first_source_is_enough_when_it_answers() -> None:
    first, second = Source("first"), Source("second")

    reading = await chain(first, second).fetch_post(REF)

    assert reading.source == "first"
    assert (first.asked, second.asked) == ([REF], [])


@pytest.mark.parametrize("trouble", [GONE, DELETED, WITHHELD, BUSY, DOWN, REFUSED, SHAPE])
async def test_the_next_source_is_asked_for_the_same_post(trouble: SourceError) -> None:
    first, second, third = Source("first", trouble), Source("second", trouble), Source("third")

    reading = await chain(first, second, third).fetch_post(REF)

    assert reading.source == "third"
    assert first.asked == second.asked == third.asked == [REF]


@pytest.mark.parametrize("trouble", [PRIVATE, UNSUPPORTED])
async def test_a_private_post_and_a_bad_link_are_asked_for_no_further(trouble: SourceError) -> None:
    first, second = Source("first", trouble), Source("second")

    result = await ask(chain(first, second))

    assert isinstance(result, SourceError)
    assert result.outcome is trouble.outcome
    assert second.asked == []


@pytest.mark.parametrize("trouble", [GONE, DOWN, SHAPE])
async def test_fallback_is_per_call(trouble: SourceError) -> None:
    first, second = Source("first", trouble), Source("second")
    fallback = chain(first, second)

    names = [(await fallback.fetch_post(REF)).source for _ in range(2)]

    assert names == ["second", "first"]


@pytest.mark.parametrize(
    ("first", "second", "outcome", "confirmed"),
    [
        (GONE, GONE, Outcome.NOT_FOUND, True),
        (DELETED, GONE, Outcome.DELETED, True),
        (GONE, DOWN, Outcome.NOT_FOUND, False),
        (DOWN, GONE, Outcome.NOT_FOUND, False),
        (GONE, BUSY, Outcome.NOT_FOUND, False),
        (REFUSED, GONE, Outcome.NOT_FOUND, False),
        (GONE, SHAPE, Outcome.NOT_FOUND, False),
        (GONE, UNSUPPORTED, Outcome.NOT_FOUND, False),
        (GONE, PRIVATE, Outcome.PRIVATE, False),
        (WITHHELD, WITHHELD, Outcome.REGION_LOCKED, False),
        (WITHHELD, GONE, Outcome.REGION_LOCKED, False),
        (GONE, WITHHELD, Outcome.REGION_LOCKED, False),
        (DOWN, PRIVATE, Outcome.PRIVATE, False),
        (DOWN, BUSY, Outcome.UNAVAILABLE, False),
        (BUSY, DOWN, Outcome.RATE_LIMITED, False),
        (SHAPE, DOWN, Outcome.UNAVAILABLE, False),
        (SHAPE, BUSY, Outcome.RATE_LIMITED, False),
        (SHAPE, SHAPE, Outcome.MALFORMED, False),
        (DOWN, UNSUPPORTED, Outcome.UNAVAILABLE, False),
    ],
)
async def test_of_all_that_went_wrong_the_most_telling_is_raised(
    first: SourceError, second: SourceError, outcome: Outcome, *, confirmed: bool
) -> None:
    result = await ask(chain(Source("first", first), Source("second", second)))

    assert isinstance(result, SourceError)
    assert result.outcome is outcome
    assert getattr(result, "confirmed", False) is confirmed


async def test_a_post_that_is_withheld_somewhere_is_there_whatever_two_others_say() -> None:
    result = await ask(chain(Source("first", GONE), Source("second", WITHHELD), Source("third", GONE)))

    assert isinstance(result, PostGoneError)
    assert (result.outcome, result.confirmed) == (Outcome.REGION_LOCKED, False)


async def test_one_source_alone_confirms_nothing_however_often_it_is_asked() -> None:
    fallback = chain(Source("only", GONE, GONE, GONE))

    results = [await ask(fallback) for _ in range(3)]

    assert [isinstance(result, PostGoneError) and result.confirmed for result in results] == [False] * 3


async def test_a_source_that_is_left_alone_confirms_nothing() -> None:
    first, second = Source("first", BUSY, GONE), Source("second", GONE, GONE)
    fallback = chain(first, second)

    results = [await ask(fallback) for _ in range(2)]

    assert [isinstance(result, PostGoneError) and result.confirmed for result in results] == [False, False]


async def test_without_sources_nothing_can_be_read() -> None:
    result = await ask(chain())

    assert isinstance(result, UnsupportedError)
    assert str(result) == "no source for TikTok is configured"


@pytest.mark.parametrize(
    ("trouble", "pause_s"),
    [
        (SourceBusyError("busy", 7.5), 7.5),
        (BUSY, BUSY_PAUSE_S),
        (REFUSED, KEY_PAUSE.total_seconds()),
    ],
)
async def test_a_source_is_left_alone_for_exactly_as_long_as_its_trouble_says(
    trouble: SourceError, pause_s: float
) -> None:
    clock = FixedClock()
    first, second = Source("first", trouble), Source("second")
    fallback = chain(first, second, clock=clock)

    names = [(await fallback.fetch_post(REF)).source for _ in range(2)]
    clock.advance(seconds=pause_s - 0.001)
    names.append((await fallback.fetch_post(REF)).source)
    clock.advance(seconds=0.001)
    names.append((await fallback.fetch_post(REF)).source)

    assert names == ["second", "second", "second", "first"]
    assert len(first.asked) == 2


async def test_no_pause_where_the_source_asks_for_none() -> None:
    first = Source("first", SourceBusyError("busy", 0))
    fallback = chain(first)

    results = [await ask(fallback) for _ in range(2)]

    assert [type(result) for result in results] == [SourceBusyError, Reading]


async def test_when_all_are_left_alone_the_shortest_wait_is_told() -> None:
    fallback = chain(Source("first", SourceBusyError("slow down", 30)), Source("second", REFUSED))
    await ask(fallback)

    result = await ask(fallback)

    assert isinstance(result, NobodyAskedError)
    assert result.retry_after_s == 30
    assert str(result) == "left alone for now, first: slow down; second: key refused"


async def test_when_every_fuse_is_blown_nobody_is_asked() -> None:
    first, second = Source("first", *[DOWN] * STRIKES), Source("second", *[DOWN] * STRIKES)
    fallback = chain(first, second)
    for _ in range(STRIKES):
        await ask(fallback)

    result = await ask(fallback)

    assert isinstance(result, NobodyAskedError)
    assert result.retry_after_s == FIRST_PAUSE.total_seconds()
    assert str(result) == "left alone for now, first: down; second: down"
    assert len(first.asked) == len(second.asked) == STRIKES


async def test_a_blown_fuse_sends_everybody_to_the_next_source_for_five_minutes() -> None:
    clock = FixedClock()
    first, second = Source("first", *[DOWN] * STRIKES), Source("second")
    fallback = chain(first, second, clock=clock)

    names = [(await fallback.fetch_post(REF)).source for _ in range(STRIKES + 1)]
    clock.advance(seconds=FIRST_PAUSE.total_seconds() - 0.001)
    names.append((await fallback.fetch_post(REF)).source)
    clock.advance(seconds=0.001)
    names.append((await fallback.fetch_post(REF)).source)

    assert names == ["second"] * (STRIKES + 2) + ["first"]
    assert len(first.asked) == STRIKES + 1


async def test_when_every_key_is_refused_nobody_is_asked() -> None:
    first, second = Source("first", REFUSED), Source("second", REFUSED)
    fallback = chain(first, second)
    await ask(fallback)

    result = await ask(fallback)

    assert isinstance(result, NobodyAskedError)
    assert result.retry_after_s == KEY_PAUSE.total_seconds()
    assert len(first.asked) == len(second.asked) == 1


async def test_faults_of_ours_fly() -> None:
    class Broken(Source):
        async def fetch_post(self, ref: PostRef) -> Reading:
            raise ZeroDivisionError

    second = Source("second")

    with pytest.raises(ZeroDivisionError):
        await chain(Broken("first"), second).fetch_post(REF)

    assert second.asked == []
