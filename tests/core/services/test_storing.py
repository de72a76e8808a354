"""What is stored in bulk, and how batches get along with each other."""

import asyncio
from datetime import timedelta

import pytest

from core.domain.terms import Author, Outcome, Platform, PostRef, Reading
from core.services import campaigns, creators, refresh, submissions
from core.services.app import App
from core.services.readings import Answer
from core.services.shown import Submitted
from core.services.tally import Tally
from tests.conftest import ADMIN
from tests.core.services.acting import REF, card, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


async def test_unknown_views_hide_no_known_ones(app: App, clock: FixedClock, source: FakeSource) -> None:
    post = await registered(app, source, 5_000)
    clock.advance(hours=7)

    tally = await write(app, clock, reading(REF, None, published_at=NOON))

    seen = await card(app, post)
    assert (tally.snapshots, seen.counts.views, seen.last_outcome) == (1, 5_000, Outcome.HIDDEN)


async def test_an_answer_asked_for_before_the_last_look_changes_nothing(
    app: App, clock: FixedClock, source: FakeSource
) -> None:
    post = await registered(app, source, 5_000)
    clock.advance(hours=7)
    await look(app, source, 6_000)
    seen = await card(app, post)
    clock.advance(seconds=5)

    stale = Answer(REF, clock.now - timedelta(minutes=1), clock.now, reading(REF, 5_500))
    tally = await refresh.write(app, Platform.TIKTOK, [stale])

    assert tally.snapshots == 0
    assert await card(app, post) == seen


async def test_a_post_of_two_campaigns_is_stored_in_both(
    app: App, clock: FixedClock, source: FakeSource
) -> None:
    first = await registered(app, source, 5_000)
    await campaigns.create(app, ADMIN, name="Winter")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, campaign="Winter")
    row = (await submissions.track(app, ADMIN, REF.url, "Winter")).rows[0].result
    assert isinstance(row, Submitted)
    clock.advance(hours=7)

    tally = await write(app, clock, reading(REF, 6_000, published_at=NOON))

    assert tally.snapshots == 2
    for post in (first, f"#{row.post_id}"):
        assert (await card(app, post)).counts.views == 6_000


async def test_batches_at_once_about_the_same_creators_are_all_stored(
    app: App, clock: FixedClock, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    refs = []
    for serial in range(20):
        handle = f"creator{serial % 5}"
        if serial < 5:
            await creators.add(app, ADMIN, handle=handle, platform=Platform.TIKTOK)
        refs.append(tiktok(NOON, serial, handle))
        source.tell(refs[-1], told(refs[-1], 1, name="Once"))
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in refs))
    at = clock.advance(hours=7)
    batches = [
        [
            Answer(ref, at, at, told(ref, 2, name=f"Called {start}", renamed=f"creator{start}"))
            for ref in refs[start::4]
        ]
        for start in range(4)
    ]

    tallies = await asyncio.gather(*(refresh.write(app, Platform.TIKTOK, batch) for batch in batches))

    assert [tally.snapshots for tally in tallies] == [5] * 4
    assert "one by one" not in caplog.text


async def registered(app: App, source: FakeSource, views: int) -> str:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    return await hand_in(app, source, views)


async def write(app: App, clock: FixedClock, result: Reading) -> Tally:
    return await refresh.write(app, Platform.TIKTOK, [Answer(REF, clock.now, clock.now, result)])


def told(ref: PostRef, views: int, name: str, renamed: str = "") -> Reading:
    """Of a creator who goes by this name, and by another handle if it is the renamed one."""
    handle = f"{ref.handle}.new" if ref.handle == renamed else ref.handle
    return reading(ref, views, author=Author(handle, f"id of {ref.handle}", name))
