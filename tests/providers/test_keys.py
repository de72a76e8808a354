"""Requests take turns over a vendor's keys; one that is refused or busy rests by itself."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest

from core.domain.errors import PostGoneError, SourceBusyError, SourceDownError, SourceKeyError
from providers.fallback import Fallback
from providers.keys import KeyedClient, Keys
from providers.scrapecreators import ScrapeCreatorsTikTok
from providers.tikwm import KEYED_PATH, Tikwm
from tests.fakes import FixedClock
from tests.providers.asking import BASE, SC_TIKTOK, TIKWM, saved

TEXTS = ("first-secret", "second-secret", "third-secret")


class Vendor:
    """Answers by the key that is sent: what was told of it, else a good answer."""

    def __init__(self, clock: FixedClock) -> None:
        self.told: dict[str, httpx.Response] = {}
        self.sent: list[str] = []
        keys = Keys("scrapecreators", "x-api-key", TEXTS, clock)
        self.client = KeyedClient(keys, base_url=BASE, transport=httpx.MockTransport(self.answer))
        self.source = ScrapeCreatorsTikTok(self.client)

    def answer(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["x-api-key"]
        self.sent.append(key)
        told = self.told.get(key)
        return httpx.Response(200, json=saved(SC_TIKTOK.answer)) if told is None else told

    def tell(self, number: int, status: int, words: str = "no", **headers: str) -> None:
        self.told[TEXTS[number - 1]] = httpx.Response(status, json={"message": words}, headers=headers)

    async def ask(self, times: int = 1) -> None:
        for _ in range(times):
            assert (await self.source.fetch_post(SC_TIKTOK.ref)).ref == SC_TIKTOK.ref


@pytest.fixture
async def vendor(clock: FixedClock) -> AsyncIterator[Vendor]:
    made = Vendor(clock)
    yield made
    await made.client.aclose()


async def test_requests_take_turns_over_the_keys(vendor: Vendor) -> None:
    await asyncio.gather(*(vendor.ask() for _ in range(30)))

    assert vendor.sent[:4] == [*TEXTS, TEXTS[0]]
    assert Counter(vendor.sent) == dict.fromkeys(TEXTS, 10)


@pytest.mark.parametrize("status", [401, 402])
async def test_a_refused_key_rests_while_the_others_go_on(
    vendor: Vendor, clock: FixedClock, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    vendor.tell(2, status, "Out of credits for second-secret")
    caplog.set_level(logging.INFO, "providers")

    await vendor.ask(12)
    sent = Counter(vendor.sent)
    clock.advance(minutes=61)
    vendor.told.clear()
    await vendor.ask(3)

    assert sent[TEXTS[1]] == 1
    assert sum(sent.values()) == 13
    assert Counter(vendor.sent)[TEXTS[1]] == 2
    said = [record.getMessage() for record in caplog.records if "key 2 of 3" in record.getMessage()]
    assert len(said) == 2
    assert said[0].startswith("scrapecreators key 2 of 3 is left alone for a while, the others go on: ")
    assert said[1] == "scrapecreators key 2 of 3 is back"
    assert "secret" not in caplog.text


async def test_a_busy_key_rests_for_as_long_as_the_vendor_says(vendor: Vendor, clock: FixedClock) -> None:
    vendor.tell(1, 429, **{"Retry-After": "30"})

    await vendor.ask(6)
    clock.advance(seconds=29)
    await vendor.ask(6)
    before = Counter(vendor.sent)[TEXTS[0]]
    clock.advance(seconds=2)
    await vendor.ask(6)

    assert (before, Counter(vendor.sent)[TEXTS[0]]) == (1, 2)


async def test_only_when_all_are_refused_is_the_source(vendor: Vendor, clock: FixedClock) -> None:
    chain = Fallback(SC_TIKTOK.ref.platform, [vendor.source], clock)
    vendor.tell(1, 401)
    vendor.tell(2, 402)

    await chain.fetch_post(SC_TIKTOK.ref)
    is_refused_before = chain.states()[0].is_refused
    vendor.tell(3, 401)
    with pytest.raises(SourceKeyError, match="401"):
        await vendor.source.fetch_post(SC_TIKTOK.ref)
    with pytest.raises(SourceKeyError, match="all 3 keys are refused"):
        await chain.fetch_post(SC_TIKTOK.ref)

    assert not is_refused_before
    assert chain.states()[0].is_refused
    assert len(vendor.sent) == 4


async def test_when_some_are_refused_and_the_others_busy_the_source_is_until_the_first_may_be_used(
    vendor: Vendor, clock: FixedClock
) -> None:
    vendor.tell(1, 401)
    vendor.tell(2, 429, **{"Retry-After": "90"})
    vendor.tell(3, 429, **{"Retry-After": "40"})

    with pytest.raises(SourceBusyError) as busy:
        await vendor.ask()
    clock.advance(seconds=15)
    with pytest.raises(SourceBusyError) as still:
        await vendor.ask()

    assert (busy.value.retry_after_s, still.value.retry_after_s) == (40, 25)
    assert len(vendor.sent) == 3


async def test_other_trouble_says_nothing_about_a_key(vendor: Vendor) -> None:
    vendor.tell(1, 500)
    vendor.tell(2, 404)
    gone = {"success": False, "message": "not found"}
    vendor.told[TEXTS[2]] = httpx.Response(404, json=gone)

    for trouble in (SourceDownError, SourceDownError, PostGoneError, SourceDownError):
        with pytest.raises(trouble):
            await vendor.ask()

    assert vendor.sent == [*TEXTS, TEXTS[0]]


async def test_what_a_vendor_says_in_its_own_way_counts_too(clock: FixedClock) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["x-rapidapi-key"])
        if sent[-1] == "spent":
            return httpx.Response(429, json={"message": "You have exceeded the MONTHLY quota of spent"})
        return httpx.Response(200, json=saved(TIKWM.answer))

    keys = Keys("tikwm", "x-rapidapi-key", ["spent", "good"], clock)
    async with KeyedClient(keys, base_url=BASE, transport=httpx.MockTransport(answer)) as client:
        for _ in range(4):
            assert (await Tikwm(client, path=KEYED_PATH).fetch_post(TIKWM.ref)).ref == TIKWM.ref

    assert sent == ["spent", "good", "good", "good", "good"]
