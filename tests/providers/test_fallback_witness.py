"""Sources in order: what the platform's own word adds when one source says that a post is gone."""

import logging

import pytest

from core.domain.errors import PostGoneError, SourceError
from core.domain.terms import Outcome, Platform, PostRef, Reading
from providers.fallback import Fallback
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
)


class Oembed:
    """A witness that says what it is told to say."""

    def __init__(self, *script: bool | Exception | None) -> None:
        self.script = list(script)
        self.asked: list[PostRef] = []

    async def __call__(self, ref: PostRef) -> bool | None:
        self.asked.append(ref)
        told = self.script.pop(0)
        if isinstance(told, Exception):
            raise told
        return told


def chain(witness: Oembed | None, *troubles: SourceError | None) -> Fallback:
    sources = [Source(f"source{place}", trouble) for place, trouble in enumerate(troubles)]
    return Fallback(Platform.TIKTOK, sources, FixedClock(), witness)


@pytest.mark.parametrize(
    ("trouble", "has_it", "outcome", "confirmed", "text"),
    [
        (GONE, False, Outcome.NOT_FOUND, True, "gone; the platform says so too"),
        (DELETED, False, Outcome.DELETED, True, "deleted; the platform says so too"),
        (
            GONE,
            True,
            Outcome.REGION_LOCKED,
            False,
            "gone; the platform has it, so it is withheld from the source",
        ),
        (
            DELETED,
            True,
            Outcome.REGION_LOCKED,
            False,
            "deleted; the platform has it, so it is withheld from the source",
        ),
        (GONE, None, Outcome.NOT_FOUND, False, "gone"),
        (GONE, DOWN, Outcome.NOT_FOUND, False, "gone"),
    ],
)
async def test_what_the_witness_makes_of_a_post_one_source_cannot_find(
    trouble: SourceError, has_it: bool | Exception | None, outcome: Outcome, *, confirmed: bool, text: str
) -> None:
    witness = Oembed(has_it)

    result = await ask(chain(witness, trouble))

    assert isinstance(result, PostGoneError)
    assert (result.outcome, result.confirmed, str(result)) == (outcome, confirmed, text)
    assert witness.asked == [REF]


@pytest.mark.parametrize(
    "troubles",
    [[GONE, DOWN], [DOWN, GONE], [BUSY, GONE], [REFUSED, GONE], [GONE, SHAPE], [GONE, UNSUPPORTED]],
)
async def test_the_witness_stands_in_for_a_second_source_that_tells_nothing(
    troubles: list[SourceError],
) -> None:
    result = await ask(chain(Oembed(False), *troubles))

    assert isinstance(result, PostGoneError)
    assert (result.outcome, result.confirmed) == (Outcome.NOT_FOUND, True)


@pytest.mark.parametrize(
    "troubles",
    [
        [GONE, GONE],
        [GONE, None],
        [None],
        [PRIVATE],
        [GONE, PRIVATE],
        [WITHHELD],
        [GONE, WITHHELD],
        [DOWN],
        [BUSY],
        [REFUSED],
        [SHAPE],
        [UNSUPPORTED],
    ],
)
async def test_the_witness_is_not_asked_where_it_has_nothing_to_add(
    troubles: list[SourceError | None],
) -> None:
    witness = Oembed()

    result, plain = await ask(chain(witness, *troubles)), await ask(chain(None, *troubles))

    assert witness.asked == []
    assert type(result) is type(plain)
    assert isinstance(result, Reading) or str(result) == str(plain)


async def test_a_witness_that_fails_is_logged_once_and_once_when_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    witness = Oembed(DOWN, ValueError("what"), None, True, DOWN)
    fallback = chain(witness, GONE)

    with caplog.at_level(logging.INFO, logger="providers.fallback"):
        for _ in range(5):
            fallback._doors[0].source = Source("source0", GONE)
            await ask(fallback)

    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "TikTok cannot be asked whether it has a post: SourceDownError('down')"),
        ("INFO", "TikTok can be asked again whether it has a post"),
        ("WARNING", "TikTok cannot be asked whether it has a post: SourceDownError('down')"),
    ]


async def test_no_word_of_the_witness_makes_a_source_fail() -> None:
    fallback = chain(Oembed(DOWN), GONE)

    await ask(fallback)

    assert (fallback.states()[0].failed, fallback.states()[0].is_failing) == (0, False)
