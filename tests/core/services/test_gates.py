"""Gates keep the documented pacing, or a rate, whoever comes when; the clock is a loop's that jumps."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.terms import Platform
from core.services.app import App, Pacing
from core.services.gates import LocalGate
from tests.jumping import run

RATED = Pacing(batch_size=10, pause_s=0.5, rate=5, in_flight=3)


class Turns:
    """Turns through one gate: when each began, and how many requests were under way then at most."""

    def __init__(self, pacing: Pacing) -> None:
        self.gate = LocalGate(pacing)
        self.began: list[float] = []
        self.under_way = self.most = 0

    async def take(self, requests: int = 1, lasts_s: float = 0.0) -> None:
        async with self.gate.turn(requests):
            self.began.append(round(asyncio.get_running_loop().time(), 6))
            self.under_way += requests
            self.most = max(self.most, self.under_way)
            await asyncio.sleep(lasts_s)
            self.under_way -= requests


def test_the_documented_batches_go_one_at_a_time_with_their_pause_between() -> None:
    turns = Turns(Pacing(10, 0.5))

    async def all_at_once() -> None:
        await asyncio.gather(*(turns.take(10, lasts_s=2) for _ in range(4)))

    run(all_at_once())

    assert (turns.began, turns.most) == ([0.0, 2.5, 5.0, 7.5], 10)


def test_a_pause_that_is_over_is_waited_for_no_more() -> None:
    turns = Turns(Pacing(1, 3.0))

    async def apart() -> None:
        for pause_s in (0, 1, 10, 0):
            await asyncio.sleep(pause_s)
            await turns.take()

    run(apart())

    assert turns.began == [0.0, 3.0, 13.0, 16.0]


def test_a_turn_that_fails_or_is_dropped_has_its_pause_and_leaves_the_gate_open() -> None:
    turns = Turns(Pacing(1, 3.0))

    async def trouble() -> None:
        with pytest.raises(ZeroDivisionError):
            async with turns.gate.turn(1):
                raise ZeroDivisionError
        dropped = asyncio.create_task(turns.take(lasts_s=100))
        await asyncio.sleep(4)
        dropped.cancel()
        await turns.take()

    run(trouble())

    assert turns.began == [3.0, 7.0]


def test_with_a_rate_turns_begin_evenly_and_overlap() -> None:
    turns = Turns(replace(RATED, in_flight=100))

    async def all_at_once() -> None:
        await asyncio.gather(*(turns.take(lasts_s=1.9) for _ in range(20)))

    run(all_at_once())

    assert turns.began == [round(number / 5, 6) for number in range(20)]
    assert turns.most == 10


def test_with_a_rate_no_more_than_its_requests_are_in_flight() -> None:
    turns = Turns(RATED)

    async def slow() -> None:
        await asyncio.gather(*(turns.take(lasts_s=6) for _ in range(7)))

    run(slow())

    assert turns.most == 3
    assert turns.began == [0.0, 0.2, 0.4, 6.0, 6.2, 6.4, 12.0]


def test_a_turn_of_several_requests_takes_their_time() -> None:
    turns = Turns(RATED)

    async def batches() -> None:
        await asyncio.gather(*(turns.take(requests) for requests in (2, 3, 50, 1)))

    run(batches())

    assert turns.began == [0.0, 0.4, 1.0, 11.0]


def test_after_a_rest_no_more_goes_at_once_than_before() -> None:
    turns = Turns(RATED)

    async def after_a_rest() -> None:
        await turns.take()
        await asyncio.sleep(60)
        await asyncio.gather(*(turns.take() for _ in range(3)))

    run(after_a_rest())

    assert turns.began == [0.0, 60.0, 60.2, 60.4]


def test_who_leaves_the_line_takes_no_place() -> None:
    turns = Turns(RATED)

    async def leaving() -> None:
        first = asyncio.create_task(turns.take(lasts_s=1))
        others = [asyncio.create_task(turns.take(lasts_s=1)) for _ in range(50)]
        await asyncio.sleep(0.1)
        for other in others:
            other.cancel()
        await first
        await asyncio.gather(*(turns.take(lasts_s=1) for _ in range(3)))

    run(leaving())

    assert turns.began == [0.0, 1.0, 1.2, 1.4]
    assert turns.most == 3


def test_an_app_has_a_gate_for_each_platform_which_follows_its_pacing(app: App) -> None:
    other = LocalGate(app.pacing[Platform.TIKTOK])

    slower = replace(app, pacing={Platform.TIKTOK: RATED})
    shared = replace(app, gates={Platform.TIKTOK: other})

    assert set(app.gates) == set(Platform)
    assert replace(app, manual_refreshes_per_day=1).gates == app.gates
    assert slower.gates[Platform.TIKTOK] is not app.gates[Platform.TIKTOK]
    assert shared.gates[Platform.TIKTOK] is other
    assert set(shared.gates) == set(Platform)
