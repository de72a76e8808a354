"""Sources in order: calls that overlap."""

import asyncio
import logging

import pytest

from core.domain.errors import NobodyAskedError, SourceBusyError, SourceError
from core.domain.terms import PostRef, Reading
from providers.fallback import Fallback
from providers.fuse import FIRST_PAUSE, STRIKES
from tests.fakes import FixedClock
from tests.providers.scripted import DOWN, GONE, REF, SHAPE, UNSUPPORTED, Source, ask, chain


class Slow(Source):
    """Waits at each question until it is told what to answer."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.questions: asyncio.Queue[asyncio.Future[SourceError | None]] = asyncio.Queue()

    async def fetch_post(self, ref: PostRef) -> Reading:
        told: asyncio.Future[SourceError | None] = asyncio.get_running_loop().create_future()
        self.questions.put_nowait(told)
        self.script = [await told]
        return await super().fetch_post(ref)

    async def question(self) -> asyncio.Future[SourceError | None]:
        """Return the next question, soon or never."""
        async with asyncio.timeout(5):
            return await self.questions.get()


@pytest.mark.parametrize("late", [None, GONE, DOWN, SHAPE, SourceBusyError("busy", 1)])
async def test_an_answer_from_before_the_pause_does_not_end_it(late: SourceError | None) -> None:
    slow, clock = Slow(), FixedClock()
    fallback = chain(slow, clock=clock)
    calls = [asyncio.ensure_future(ask(fallback)) for _ in range(2)]
    questions = [await slow.question() for _ in calls]

    questions[1].set_result(SourceBusyError("busy", 30))
    await calls[1]
    questions[0].set_result(late)
    await calls[0]
    clock.advance(seconds=29)
    result = await ask(fallback)

    assert isinstance(result, SourceBusyError)
    assert result.retry_after_s == 1
    assert slow.questions.empty()


async def blown(slow: Slow, clock: FixedClock, *others: Source) -> Fallback:
    """Return a chain whose slow first source has failed so often that it is left alone."""
    fallback = chain(slow, *others, clock=clock)
    calls = [asyncio.ensure_future(ask(fallback)) for _ in range(STRIKES)]
    for _ in calls:
        (await slow.question()).set_result(DOWN)
    await asyncio.gather(*calls)
    return fallback


async def test_of_twenty_at_once_one_tries_the_source_and_the_others_go_to_the_next() -> None:
    slow, second, clock = Slow(), Source("second"), FixedClock()
    fallback = await blown(slow, clock, second)
    second.asked.clear()
    clock.now += FIRST_PAUSE

    calls = [asyncio.ensure_future(fallback.fetch_post(REF)) for _ in range(20)]
    (await slow.question()).set_result(None)
    names = [reading.source for reading in await asyncio.gather(*calls)]

    assert sorted(names) == ["second"] * 19 + ["slow"]
    assert slow.questions.empty()
    assert len(second.asked) == 19


async def test_while_the_only_source_is_tried_the_others_are_told_to_come_back() -> None:
    slow, clock = Slow(), FixedClock()
    fallback = await blown(slow, clock)
    clock.now += FIRST_PAUSE
    trial = asyncio.ensure_future(ask(fallback))
    question = await slow.question()

    result = await ask(fallback)
    question.set_result(None)

    assert isinstance(result, NobodyAskedError)
    assert result.retry_after_s is None
    assert isinstance(await trial, Reading)


async def test_a_trial_that_is_cancelled_makes_room_for_the_next() -> None:
    slow, clock = Slow(), FixedClock()
    fallback = await blown(slow, clock)
    clock.now += FIRST_PAUSE
    trial = asyncio.ensure_future(ask(fallback))
    await slow.question()

    trial.cancel()
    await asyncio.wait([trial])
    again = asyncio.ensure_future(ask(fallback))
    (await slow.question()).set_result(None)

    assert trial.cancelled()
    assert isinstance(await again, Reading)


async def test_a_link_that_is_refused_at_a_trial_tells_nothing() -> None:
    slow, clock = Slow(), FixedClock()
    fallback = await blown(slow, clock)
    clock.now += FIRST_PAUSE
    trial = asyncio.ensure_future(ask(fallback))
    (await slow.question()).set_result(UNSUPPORTED)
    await trial

    again = [asyncio.ensure_future(ask(fallback)) for _ in range(2)]
    (await slow.question()).set_result(None)
    async with asyncio.timeout(5):
        results = await asyncio.gather(*again)

    assert isinstance(results[0], Reading)
    assert isinstance(results[1], NobodyAskedError)


@pytest.mark.parametrize("late", [None, GONE, DOWN])
async def test_a_late_answer_while_the_fuse_is_blown_is_no_news(
    late: SourceError | None, caplog: pytest.LogCaptureFixture
) -> None:
    slow, clock = Slow(), FixedClock()
    fallback = chain(slow, clock=clock)
    calls = [asyncio.ensure_future(ask(fallback)) for _ in range(STRIKES + 2)]
    questions = [await slow.question() for _ in calls]

    with caplog.at_level(logging.INFO):
        for question in questions[:STRIKES]:
            question.set_result(DOWN)
        await asyncio.gather(*calls[:STRIKES])
        questions[-2].set_result(late)
        await calls[-2]
        blown_state = fallback.states()[0]
        clock.now += FIRST_PAUSE
        trial = asyncio.ensure_future(ask(fallback))
        (await slow.question()).set_result(None)
        await trial
        questions[-1].set_result(DOWN)
        await calls[-1]

    said = [record.getMessage().removeprefix("TikTok slow ") for record in caplog.records]
    assert said == ["fails: down", "is back"]
    assert (blown_state.is_failing, fallback.states()[0].is_failing) == (True, False)
