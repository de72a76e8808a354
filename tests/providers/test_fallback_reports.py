"""Sources in order: what the log and the states say of them."""

import logging
from datetime import timedelta

import pytest

from core.domain.errors import SourceError
from core.domain.ports import SourceState
from core.domain.terms import Platform
from providers.fuse import FIRST_PAUSE, KEY_PAUSE, MALFORMED_LIMIT, STRIKES
from tests.fakes import NOON, FixedClock
from tests.providers.scripted import (
    BUSY,
    DELETED,
    DOWN,
    GONE,
    OTHER,
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


@pytest.mark.parametrize(("trouble", "hint"), [(DOWN, ""), (BUSY, ""), (REFUSED, " (see FIRST_API_KEY)")])
async def test_a_source_is_logged_once_when_it_goes_and_once_when_it_is_back(
    trouble: SourceError, hint: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FixedClock()
    fallback = chain(Source("first", trouble, trouble, trouble), Source("second"), clock=clock)

    with caplog.at_level(logging.INFO):
        for _ in range(6):
            await fallback.fetch_post(REF)
            clock.advance(hours=2)

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"TikTok first fails: {trouble}{hint}"),
        ("INFO", "TikTok first is back"),
    ]


async def test_a_refused_key_is_told_once_also_of_a_source_that_fails_already(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FixedClock()
    fallback = chain(Source("first", DOWN, REFUSED, DOWN, REFUSED, None, REFUSED), clock=clock)

    with caplog.at_level(logging.INFO):
        for _ in range(6):
            await ask(fallback)
            clock.advance(hours=2)

    assert [record.getMessage() for record in caplog.records] == [
        "TikTok first fails: down",
        "TikTok first fails: key refused (see FIRST_API_KEY)",
        "TikTok first is back",
        "TikTok first fails: key refused (see FIRST_API_KEY)",
    ]


async def test_a_week_of_failure_is_two_lines_and_a_handful_of_questions(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = FixedClock()
    first = Source("first", *[DOWN] * 1000)
    fallback = chain(first, Source("second"), clock=clock)

    with caplog.at_level(logging.INFO):
        for _ in range(7 * 24 * 60):
            await fallback.fetch_post(REF)
            clock.advance(minutes=1)
        asked = len(first.asked)
        first.script.clear()
        clock.advance(hours=1)
        await fallback.fetch_post(REF)

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert 7 * 24 <= asked <= 7 * 24 / 0.8 + STRIKES + 5


async def test_trouble_of_a_post_is_no_trouble_of_its_source(caplog: pytest.LogCaptureFixture) -> None:
    script = [GONE, PRIVATE, UNSUPPORTED, DELETED, WITHHELD] * 3
    fallback = chain(Source("first", *script))

    with caplog.at_level(logging.INFO):
        for _ in script:
            await ask(fallback)

    assert caplog.records == []
    assert (fallback.states()[0].failed, fallback.states()[0].is_failing) == (0, False)


async def test_a_source_that_says_gone_again_is_back(caplog: pytest.LogCaptureFixture) -> None:
    fallback = chain(Source("first", DOWN, GONE))

    with caplog.at_level(logging.INFO):
        for _ in range(2):
            await ask(fallback)

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ([SHAPE] * (MALFORMED_LIMIT - 1), 0),
        ([SHAPE] * (MALFORMED_LIMIT + 2), 1),
        ([*[SHAPE] * (MALFORMED_LIMIT - 1), None, SHAPE], 0),
    ],
)
async def test_unreadable_answers_are_announced_when_they_come_in_a_row(
    script: list[SourceError | None], lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    fallback = chain(Source("first", *script))

    with caplog.at_level(logging.INFO):
        for _ in script:
            await ask(fallback)

    assert [record.levelname for record in caplog.records] == ["WARNING"] * lines
    assert fallback.states()[0].failed == script.count(SHAPE)


async def test_states_tell_how_each_source_has_been_doing() -> None:
    clock = FixedClock()
    fallback = chain(Source("first", None, DOWN), Source("second"), Source("third"), clock=clock)
    await fallback.fetch_post(REF)
    later = clock.advance(minutes=1)
    await fallback.fetch_post(OTHER)

    assert fallback.name == "first,second,third"
    assert fallback.states() == [
        SourceState(Platform.TIKTOK, "first", True, 2, 1, NOON, later, "down"),
        SourceState(Platform.TIKTOK, "second", False, 1, 0, later, None, None),
        SourceState(Platform.TIKTOK, "third", False, 0, 0, None, None, None),
    ]
    assert later - NOON == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("script", "pause", "is_refused"),
    [
        ([DOWN] * (STRIKES - 1), None, False),
        ([DOWN] * STRIKES, FIRST_PAUSE, False),
        ([BUSY], timedelta(minutes=1), False),
        ([REFUSED], KEY_PAUSE, True),
    ],
)
async def test_states_tell_why_and_until_when_a_source_is_left_alone(
    script: list[SourceError], pause: timedelta | None, *, is_refused: bool
) -> None:
    clock = FixedClock()
    fallback = chain(Source("first", *script), clock=clock)
    for _ in script:
        await ask(fallback)

    state = fallback.states()[0]
    clock.advance(hours=1)
    later = fallback.states()[0]
    await ask(fallback)
    healed = fallback.states()[0]

    assert (state.closed_until, state.is_refused) == (pause and NOON + pause, is_refused)
    assert (later.closed_until, later.is_refused) == (None, is_refused)
    assert (healed.is_failing, healed.is_refused) == (False, False)
