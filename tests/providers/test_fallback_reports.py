"""Sources in order: what the log and the states say of them."""

import logging
from datetime import timedelta

import pytest

from core.domain.errors import SourceError
from core.domain.ports import SourceState
from core.domain.terms import Platform
from providers.fallback import MALFORMED_LIMIT
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


@pytest.mark.parametrize("trouble", [DOWN, BUSY, REFUSED])
async def test_a_source_is_logged_once_when_it_goes_and_once_when_it_is_back(
    trouble: SourceError, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FixedClock()
    fallback = chain(Source("first", trouble, trouble, trouble), Source("second"), clock=clock)

    with caplog.at_level(logging.INFO):
        for _ in range(6):
            await fallback.fetch_post(REF)
            clock.advance(hours=2)

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"TikTok first fails: {trouble}"),
        ("INFO", "TikTok first is back"),
    ]


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
