"""The monitor outside is called; its trouble is told once and costs nothing."""

import logging

import httpx
import pytest

from providers.heartbeat import Heartbeat

URL = "https://monitor.example/ping/secret-id"


async def test_the_address_is_called_once_each_time() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200)

    beat = Heartbeat(httpx.AsyncClient(transport=httpx.MockTransport(answer)), URL)
    await beat()
    await beat()
    await beat.close()

    assert asked == [URL, URL]


async def test_trouble_is_told_once_and_its_end_once_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="providers.heartbeat")
    answers: list[int | Exception] = [500, httpx.ConnectError("refused"), 404, 200, 200]

    def answer(request: httpx.Request) -> httpx.Response:
        given = answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return httpx.Response(given)

    beat = Heartbeat(httpx.AsyncClient(transport=httpx.MockTransport(answer)), URL)
    for _ in range(5):
        await beat()
    await beat.close()

    told = [record.getMessage() for record in caplog.records if record.name == "providers.heartbeat"]
    assert told == ["HEARTBEAT_URL does not answer (HTTPStatusError)", "HEARTBEAT_URL answers again"]
