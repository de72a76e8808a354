"""The same request with the same idempotency key is done once, over restarts and at the same instant."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.domain.errors.api import KeyReusedError, StillAtItError
from core.services.app import App
from core.services.idempotency import AT_WORK, KEPT, Answer, Once
from db.api_rows import GivenAnswer
from tests.fakes import NOON, FixedClock


class Work:
    """Counts how often it was done, and when it was begun before."""

    def __init__(self, answer: Answer | Exception | None = None) -> None:
        self.answer = answer
        self.begun: list[datetime | None] = []

    async def __call__(self, begun_at: datetime | None) -> Answer:
        self.begun.append(begun_at)
        await asyncio.sleep(0)  # others get their turn
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or Answer(201, f"made {len(self.begun)}")


@pytest.fixture
def once(app: App) -> Once:
    return Once(app)


async def test_the_second_is_answered_as_the_first_and_nothing_is_done(app: App, once: Once) -> None:
    work = Work()
    first = await once.answer(1, "a", "POST x", work)
    second = await once.answer(1, "a", "POST x", work)
    after_a_restart = await Once(app).answer(1, "a", "POST x", work)

    assert first == Answer(201, "made 1")
    assert second == after_a_restart == Answer(201, "made 1", is_again=True)
    assert work.begun == [None]


async def test_twenty_at_once_do_it_once(once: Once) -> None:
    work = Work()

    given = await asyncio.gather(*(once.answer(1, "a", "POST x", work) for _ in range(20)))

    assert {answer.body for answer in given} == {"made 1"}
    assert sum(not answer.is_again for answer in given) == 1
    assert len(work.begun) == 1


async def test_another_request_with_the_same_key_is_refused(once: Once) -> None:
    work = Work()
    await once.answer(1, "a", "POST x", work)

    with pytest.raises(KeyReusedError):
        await once.answer(1, "a", "POST y", work)

    assert len(work.begun) == 1


async def test_keys_of_the_api_and_other_names_do_not_meet(once: Once) -> None:
    work = Work()

    for key_id, name in ((1, "a"), (2, "a"), (1, "b"), (1, "\ud800" + "x" * 10_000)):
        await once.answer(key_id, name, "POST x", work)

    assert len(work.begun) == 4


async def test_after_a_day_it_is_a_new_request(once: Once, clock: FixedClock) -> None:
    work = Work()
    await once.answer(1, "a", "POST x", work)
    clock.now = NOON + KEPT - timedelta(seconds=1)
    kept = await once.answer(1, "a", "POST x", work)
    clock.now = NOON + KEPT

    anew = await once.answer(1, "a", "POST y", work)

    assert (kept.body, anew.body) == ("made 1", "made 2")


async def test_many_forget_at_once_what_is_a_day_old(app: App, once: Once, clock: FixedClock) -> None:
    for number in range(30):
        await once.answer(1, f"old {number}", "POST x", Work())
    clock.now = NOON + KEPT

    names = [f"old {number}" for number in range(0, 30, 2)] + [f"new {number}" for number in range(5)]
    given = await asyncio.gather(*(Once(app).answer(1, name, "POST y", Work()) for name in names))

    assert [answer.is_again for answer in given] == [False] * 20
    async with app.reads() as session:
        assert await session.scalar(select(func.count()).select_from(GivenAnswer)) == 20


async def test_refusals_are_kept(once: Once) -> None:
    refused = Work(Answer(409, "no"))

    given = [await once.answer(1, "a", "POST x", refused) for _ in range(2)]

    assert given == [Answer(409, "no"), Answer(409, "no", is_again=True)]
    assert refused.begun == [None]


async def test_a_fault_lets_the_next_try_and_tells_it_so(once: Once) -> None:
    broken, work = Work(RuntimeError("power cut")), Work()

    with pytest.raises(RuntimeError):
        await once.answer(1, "a", "POST x", broken)
    given = await once.answer(1, "a", "POST x", work)

    assert given == Answer(201, "made 1")
    assert work.begun == [NOON]


async def test_what_another_process_is_at_is_left_to_it_until_it_must_have_ended(
    app: App, clock: FixedClock
) -> None:
    work = Work()
    await _ended_at(app)
    with pytest.raises(StillAtItError):
        await Once(app).answer(1, "a", "POST x", work)
    clock.now = NOON + AT_WORK

    given = await Once(app).answer(1, "a", "POST x", work)

    assert given == Answer(201, "made 1")
    assert work.begun == [NOON]


async def _ended_at(app: App) -> None:
    """Begin a request in a process that is killed in the middle of it."""
    begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def never(_begun_at: datetime | None) -> Answer:
        begun.set_result(None)
        await asyncio.Event().wait()
        raise AssertionError

    do: Callable[[datetime | None], Awaitable[Answer]] = never
    task = asyncio.create_task(Once(app).answer(1, "a", "POST x", do))
    await begun
    task.cancel()
    await asyncio.wait({task})
