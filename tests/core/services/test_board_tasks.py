"""What a board counts beside reviews: posts without terms or on hold, accounts that cannot be synced."""

from datetime import timedelta

import pytest

from core.domain.errors import SourceBusyError
from core.domain.needs import Need
from core.domain.terms import Platform
from core.domain.watching import FAILED_SYNCS
from core.services import board_tasks, boards, campaigns, creators, holds, posts, servers, verdicts, watches
from core.services.app import App
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting, Writing
from tests.conftest import ADMIN, HOME
from tests.core.services.acting import END, confirmed, hand_in, look
from tests.core.services.syncing import pass_by, watch
from tests.fakes import NOON, FakeSource, FixedClock, tiktok
from tests.simulated import PlayedAccount, PlayedSource

OTHER = HOME + 1


async def tasks(app: App) -> Tasks:
    async with app.reads() as session:
        return (await board_tasks.of_guilds(session, [HOME])).get(HOME, Tasks())


async def unpriced(app: App, source: FakeSource, clock: FixedClock, count: int) -> None:
    """So many posts whose views are counted, and that have no terms."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    refs = [tiktok(NOON, serial) for serial in range(1, count + 1)]
    for ref in refs:
        await hand_in(app, source, 5_000, ref)
    clock.now = END + timedelta(minutes=1)
    for ref in refs:
        await look(app, source, 5_000, ref)


def examples(*numbers: int) -> list[Example]:
    return [Example(number, tiktok(NOON, number)) for number in numbers]


async def test_posts_without_terms_are_counted_the_oldest_named_until_they_have_some(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await unpriced(app, source, clock, 4)
    assert await tasks(app) == Tasks(
        [TasksIn("Summer", needs={Need.UNPRICED: Waiting(4, examples(1, 2, 3))})]
    )

    await confirmed(app, ADMIN, await verdicts.set_cpm(app, ADMIN, "#1", cpm="1", cap=1_000))

    assert await tasks(app) == Tasks(
        [TasksIn("Summer", needs={Need.UNPRICED: Waiting(3, examples(2, 3, 4))})]
    )


async def test_posts_on_hold_are_counted_until_they_are_released(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await unpriced(app, source, clock, 2)
    await holds.hold(app, ADMIN, "#2", "rights")
    clock.advance(hours=1)
    await holds.hold(app, ADMIN, "#1", "music")

    (found,) = (await tasks(app)).campaigns
    held = await posts.needing(app, ADMIN, Need.HELD)

    assert found.needs[Need.HELD] == Waiting(2, examples(2, 1))
    assert [card.id for card in held.items] == [2, 1]
    for post in ("#1", "#2"):
        await holds.release(app, ADMIN, post)
    assert Need.HELD not in (await tasks(app)).campaigns[0].needs
    assert (await posts.needing(app, ADMIN, Need.HELD)).total == 0


async def test_another_server_sees_nothing_of_it(app: App, source: FakeSource, clock: FixedClock) -> None:
    await unpriced(app, source, clock, 1)

    async with app.reads() as session:
        assert await board_tasks.of_guilds(session, [OTHER]) == {}
        assert await board_tasks.of_guilds(session, []) == {}


async def test_an_account_is_told_after_several_failed_syncs_and_no_more_once_it_works(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    await watch(watching)
    await servers.choose_channel(watching, ADMIN, 81)
    listing.trouble = SourceBusyError("slow", 60)
    for _ in range(FAILED_SYNCS - 1):
        await pass_by(watching, clock)
    assert await tasks(watching) == Tasks()

    await pass_by(watching, clock)

    told = Tasks([TasksIn("Summer", unsynced=Unsynced(1, [("anna", Platform.TIKTOK)]))])
    assert await tasks(watching) == told
    (plan,) = await boards.due(watching, {HOME})
    assert isinstance(plan, Writing)
    assert plan.said == told
    await boards.written(watching, plan, 901)
    await pass_by(watching, clock)
    assert await boards.due(watching, {HOME}) == []  # another failure is no other news

    listing.trouble = None
    await pass_by(watching, clock)
    (plan,) = await boards.due(watching, {HOME})
    assert isinstance(plan, Writing)
    assert (plan.message_id, plan.said) == (901, Tasks())


@pytest.mark.parametrize("stop", ["account", "creator"])
async def test_an_account_that_is_not_synced_now_needs_nobody(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource, stop: str
) -> None:
    await watch(watching)
    listing.trouble = SourceBusyError("slow", 60)
    for _ in range(FAILED_SYNCS):
        await pass_by(watching, clock)
    assert (await tasks(watching)).unsynced == 1

    if stop == "account":
        await watches.pause(watching, ADMIN, "anna")
    else:
        await creators.pause(watching, ADMIN, "anna")

    assert await tasks(watching) == Tasks()
