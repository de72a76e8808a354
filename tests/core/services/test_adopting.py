"""A competitor's post that is handed in by its creator while the round writes what it read of it."""

import asyncio

from core.domain.terms import Platform
from core.services import campaigns, creators, intel, refresh, submissions
from core.services.app import App
from core.services.shown import Submitted
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


async def test_handing_in_and_writing_do_not_wait_for_each_other(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    refs = [tiktok(NOON, number) for number in range(1, 11)]
    for ref in refs:
        source.tell(ref, reading(ref, 5))
    await intel.track(app, EDITOR, "\n".join(ref.url for ref in refs))
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    own = tiktok(NOON, 99)
    source.tell(own, reading(own, 5))
    await submissions.submit(app, ANNA, own.url)

    for number, ref in enumerate(refs):
        clock.advance(hours=7)
        for each in (*refs, own):
            source.tell(each, reading(each, 5, handle=f"anna{number}"))
        intake, tally = await asyncio.gather(
            submissions.submit(app, ANNA, ref.url), refresh.run_round(app, Platform.TIKTOK)
        )

        assert isinstance(intake.rows[0].result, Submitted), intake
        assert tally.unwritten == 0
