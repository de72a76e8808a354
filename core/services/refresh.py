"""Rounds: asking for every post that is due, at the platform's pace, and writing in batches.

What is due streams through: it is read a chunk at a time, asked for through the platform's gate, and written
by one writer while further requests are under way. Each part waits for the next when that is behind, so that
no more is held than they need, however much is due and whatever is slow.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime

from core.domain.errors import NobodyAskedError
from core.domain.terms import Platform, Reading
from core.services import looks, request_budgets, rescheduling, storing
from core.services.app import App
from core.services.lines import Line
from core.services.looks import Look, UnderWay
from core.services.readings import Answer
from core.services.tally import Tally
from db import posts, runs
from db.posts import Due

log = logging.getLogger(__name__)

LOOKS_WAITING = 100
"""Most requests that wait for their turn; while they do, the next chunk is read."""
ANSWERS_WAITING = 200
"""Most answers that wait to be written; when there are so many, nobody asks for more."""
WRITE_BATCH = 100
"""Answers that are written in one transaction."""
WRITE_EVERY_S = 10.0
"""Longest time an answer waits to be written, in seconds."""


async def run_round(app: App, platform: Platform) -> Tally:
    """Look once at every post of the platform that is due now, whatever the number of campaigns it is in.

    Once the day's budget of requests is spent, only at those that cannot wait for the next day.
    """
    started, under_way = app.clock(), UnderWay()
    is_spent = await request_budgets.is_spent(app, platform)
    async with app.reads() as session:
        was_ahead = await runs.is_ahead(session, f"refresh {platform}", started)
    passing = Round(app, platform, started, under_way, is_urgent=is_spent)
    wanted = looks.due(app, platform, started, under_way, was_ahead=was_ahead, only_urgent=is_spent)
    total = await passing.run(wanted)
    if not passing.had_work:
        return Tally()
    async with app.sessions.begin() as session:
        runs.record(session, f"refresh {platform}", started, app.clock(), total.as_dict())
        await runs.forget(session, app.clock())
    if app.heartbeat is not None:
        await app.heartbeat()
    return total


async def ask(
    app: App, platform: Platform, due: Sequence[Due], started: datetime, *, is_urgent: bool = False
) -> Tally:
    """Look once at each of these posts, as a round does, on what was known at `started`.

    Args:
        is_urgent: none of them can wait for the next day's budget of requests.

    Returns:
        What it did; `due` counts fewer than were given where nobody could be asked, or it took too long.
    """
    under_way = UnderWay()
    wanted = [each for each in posts.each_once(due) if under_way.claim(each.ref)]

    async def planned() -> AsyncGenerator[Look]:
        for look in looks.plan(app, platform, wanted):
            yield look

    return await Round(app, platform, started, under_way, is_urgent=is_urgent).run(planned())


async def write(app: App, platform: Platform, answers: Sequence[Answer]) -> Tally:
    """Store answers of one platform in one transaction; if that fails, each in its own."""
    try:
        return await _write(app, platform, answers)
    except Exception:
        if len(answers) == 1:
            log.exception(
                "The answer for %s %s could not be stored", platform, answers[0].ref.platform_post_id
            )
            return await _set_aside(app, platform, answers[0])
        log.warning("A batch of %s answers could not be stored; storing them one by one", len(answers))
    total = Tally()
    for answer in answers:
        total += await write(app, platform, [answer])
    return total


class Round:
    """One pass through requests: they go through the gate, meanwhile their answers to one writer.

    Args:
        is_urgent: none of the requests can wait for the next day's budget.
    """

    def __init__(
        self, app: App, platform: Platform, started: datetime, under_way: UnderWay, *, is_urgent: bool = False
    ) -> None:
        self._app = app
        self._platform = platform
        self._started = started
        self._under_way = under_way
        self._is_urgent = is_urgent
        self._pacing = app.pacing[platform]
        self._ends_at: float | None = None
        self._line = Line(LOOKS_WAITING)
        self._answers: asyncio.Queue[Answer | None] = asyncio.Queue(ANSWERS_WAITING)
        self._total = Tally()

    @property
    def had_work(self) -> bool:
        """Whether there was anything to ask for."""
        return self._line.was_used

    async def run(self, wanted: AsyncGenerator[Look]) -> Tally:
        """Make the requests until all are made, nobody may be asked, or the round has lasted long enough."""
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(self._line.fill(wanted))
                parts.create_task(self._write_all())
                async with asyncio.TaskGroup() as askers:
                    for _ in range(self._pacing.turns_at_once):
                        askers.create_task(self._ask())
                await self._line.close()
                await self._answers.put(None)
        except BaseExceptionGroup as several:
            raise _first(several) from several
        return self._total

    async def _ask(self) -> None:
        gate = self._app.gates[self._platform]
        while batch := await self._line.take(self._pacing.turn_size):
            async with gate.turn(len(batch)):
                if self._is_over():
                    await self._line.close()
                    return
                answered = await asyncio.gather(*(self._take(look) for look in batch))
            again: list[Look] = []
            for look, answers in zip(batch, answered, strict=True):
                again += await self._hand_on(look, answers)
            await self._line.done(len(batch), again)

    def _is_over(self) -> bool:
        """Whether no further turn is to begin; the time runs from the first."""
        if not self._is_urgent and request_budgets.runs_out(self._app, self._platform):
            return True  # what can wait does so for the next day
        now = asyncio.get_running_loop().time()
        if self._ends_at is None:
            self._ends_at = now + self._pacing.round_s
            return False
        return now >= self._ends_at

    async def _take(self, look: Look) -> list[Answer]:
        return await looks.take(self._app, self._platform, look, self._started, self._under_way)

    async def _hand_on(self, look: Look, answers: Sequence[Answer]) -> Sequence[Look]:
        """Give answers to the writer when it has room for them; return what is left to ask for."""
        if any(isinstance(answer.result, NobodyAskedError) for answer in answers):
            await self._line.close()  # what is due stays due until a source may be asked again
            return []
        self._total += Tally(due=len(answers), asked=1)
        for answer in answers:
            await self._answers.put(answer)
        return looks.left_out(look, answers)

    async def _write_all(self) -> None:
        async for batch in self._batches():
            written = await write(self._app, self._platform, batch)
            self._total += written
            self._under_way.written(batch)
            await request_budgets.note(self._app, self._platform)

    async def _batches(self) -> AsyncIterator[Sequence[Answer]]:
        """Yield answers as they come, so many at most, and none much later than it may wait."""
        is_open = True
        while is_open:
            batch, ends_at = list[Answer](), None
            with suppress(TimeoutError):
                while len(batch) < WRITE_BATCH:
                    async with asyncio.timeout_at(ends_at):
                        answer = await self._answers.get()
                    if answer is None:
                        is_open = False
                        break
                    batch.append(answer)
                    ends_at = ends_at or asyncio.get_running_loop().time() + WRITE_EVERY_S
            if batch:
                yield batch


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return what went wrong first: the rest was dropped because of it."""
    trouble = several.exceptions[0]
    return _first(trouble) if isinstance(trouble, BaseExceptionGroup) else trouble


async def _write(app: App, platform: Platform, answers: Sequence[Answer]) -> Tally:
    by_id = {answer.ref.platform_post_id: answer for answer in answers}
    read = sum(isinstance(answer.result, Reading) for answer in answers)
    async with app.sessions.begin() as session:
        written = await storing.store(session, app, platform, by_id)
    return written + Tally(read=read, failed=len(answers) - read)


async def _set_aside(app: App, platform: Platform, answer: Answer) -> Tally:
    """Leave a post that cannot be written for its next turn, so that it holds up no other."""
    async with app.sessions.begin() as session:
        for post in await posts.watched(session, platform, [answer.ref.platform_post_id]):
            post.checked_at, post.last_error = app.clock(), "what was read could not be stored"
            post.failures += 1
            rescheduling.reschedule(post, now=app.clock(), schedule=app.schedule, looked_at=answer.at)
    return Tally(unwritten=1)
