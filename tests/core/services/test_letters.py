"""Letters: put together once, tried again with patience, given up in the end, stopped by who wants none."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.errors import NotRegisteredError
from core.domain.telling import KEPT, Topic
from core.domain.terms import Platform
from core.services import campaigns, creators, letters, servers
from core.services.app import App
from core.services.shown_letters import Letter
from db import campaigns as campaign_rows
from db import letters as rows
from db.records import AuditEntry, Notice
from tests.conftest import ADMIN, ANNA, HOME
from tests.core.services import forgetting_stage
from tests.core.services.telling_stage import bound, notices
from tests.fakes import FakeSource, FixedClock

MINUTE = timedelta(minutes=1)


async def write(app: App, *numbers: int, topic: str = Topic.RELEASED) -> None:
    """Have Anna told as many things, each by its number."""
    async with app.sessions.begin() as session:
        home = await campaign_rows.by_id(session, 1)
        for number in numbers:
            await rows.write(
                session,
                home=home,
                creator_id=1,
                post_id=None,
                topic=topic,
                args={"currency": "USD"},
                key=f"test {number}",
                actor=None,
                now=app.clock(),
            )


async def due(app: App) -> list[Letter]:
    return list(await letters.due(app, {HOME}))


def ids(found: list[Letter]) -> list[list[int]]:
    return [[each.notice_id for each in letter.news] for letter in found]


@pytest.fixture
async def summer(app: App) -> App:
    return await bound(app)


async def test_all_that_waits_for_a_member_is_one_letter(summer: App) -> None:
    await write(summer, *range(200))

    (letter,) = await due(summer)

    assert (letter.guild_id, letter.member_id, letter.channel_id) == (HOME, ANNA.discord_id, None)
    assert len(letter.news) == 200
    await letters.sent(summer, letter)
    assert await due(summer) == []
    assert {each.sent_at for each in await notices(summer)} == {summer.clock()}


async def test_other_servers_and_later_topics_wait(summer: App) -> None:
    await write(summer, 1)
    await write(summer, 2, topic="comet")

    assert await letters.due(summer, {7}) == []
    assert ids(await due(summer)) == [[1]]


async def test_what_ended_in_the_dark_is_sent_again_word_for_word(summer: App, clock: FixedClock) -> None:
    await write(summer, 1, 2)
    (first,) = await due(summer)
    await write(summer, 3)

    again = await due(summer)  # the process ended before it could say what came of the first

    assert ids(again) == [[1, 2], [3]]
    assert again[0].nonce == first.nonce != again[1].nonce
    await letters.failed(summer, first, "TimeoutError: " + "x" * 500)
    assert ids(await due(summer)) == [[3]]
    clock.advance(minutes=1)
    (later, _) = await due(summer)
    assert (later.nonce, later.attempts) == (first.nonce, 1)


async def test_what_was_surely_not_sent_goes_with_what_is_new(summer: App, clock: FixedClock) -> None:
    await write(summer, 1)
    for wait in (1, 2, 4):
        (letter,) = await due(summer)
        await letters.undelivered(summer, letter, "Forbidden: closed")
        clock.advance(seconds=wait * 60 - 1)
        assert await due(summer) == []
        clock.advance(seconds=1)
    await write(summer, 2)

    (letter,) = await due(summer)

    assert ids([letter]) == [[1, 2]]
    kept = (await notices(summer))[0]
    assert (kept.attempts, kept.last_error, kept.sent_at) == (3, "Forbidden: closed", None)


async def test_something_new_does_not_shorten_the_wait(summer: App, clock: FixedClock) -> None:
    await write(summer, 1)
    for wait in (1, 2, 4):
        (letter,) = await due(summer)
        await letters.undelivered(summer, letter, "closed")
        clock.advance(minutes=wait)
    (letter,) = await due(summer)
    await letters.undelivered(summer, letter, "closed")
    await write(summer, 2)
    (letter,) = await due(summer)
    assert ids([letter]) == [[2]]

    await letters.undelivered(summer, letter, "closed")

    assert {(each.attempts, each.next_attempt_at) for each in await notices(summer)} == {
        (5, clock.now + 16 * MINUTE)
    }


async def test_after_seven_days_it_is_given_up_and_kept(summer: App, clock: FixedClock) -> None:
    await write(summer, 1)
    clock.now += KEPT - MINUTE
    (letter,) = await due(summer)
    await letters.undelivered(summer, letter, "closed")
    clock.now += MINUTE

    assert await due(summer) == []

    (kept,) = await notices(summer)
    assert (kept.given_up_at, kept.sent_at, kept.last_error) == (clock.now, None, "closed")


async def test_two_processes_at_once_agree_on_the_letters(summer: App) -> None:
    await write(summer, *range(5))

    found = await asyncio.gather(*(due(summer) for _ in range(4)))

    assert {letter.nonce for each in found for letter in each} == {found[0][0].nonce}
    assert [ids(each) for each in found] == [[[1, 2, 3, 4, 5]]] * 4


async def test_who_stops_them_gets_no_more_and_can_turn_them_on_again(summer: App, clock: FixedClock) -> None:
    await write(summer, 1)
    for _ in range(2):
        await letters.choose(summer, HOME, ANNA.discord_id, wanted=False)
    await write(summer, 2)

    assert await due(summer) == []
    assert not await letters.are_wanted(summer, HOME, ANNA.discord_id)
    for _ in range(2):
        await letters.choose(summer, HOME, ANNA.discord_id, wanted=True)
    assert await letters.are_wanted(summer, HOME, ANNA.discord_id)
    await write(summer, 3)
    (letter,) = await due(summer)
    kept = await notices(summer)
    assert [each.key for each in kept] == ["test 1", "test 3"]
    assert ids([letter]) == [[kept[1].id]]
    assert await trail(summer) == [("on", "off"), ("off", "on")]


async def test_stopping_in_one_server_changes_no_other(summer: App) -> None:
    await letters.choose(summer, 7, ANNA.discord_id, wanted=False)

    await write(summer, 1)

    assert ids(await due(summer)) == [[1]]


async def test_the_submission_channel_comes_with_the_letter(summer: App) -> None:
    await servers.choose_channel(summer, ADMIN, 81, use=servers.Use.SUBMISSIONS)
    await write(summer, 1)

    (letter,) = await due(summer)

    assert letter.channel_id == 81


async def trail(app: App) -> list[tuple[str | None, str | None]]:
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == letters.ACTION).order_by(AuditEntry.id)
        return [(entry.before, entry.after) for entry in await session.scalars(query)]


async def test_who_is_forgotten_leaves_no_messages_and_no_wish(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await forgetting_stage.take_part(app, source, clock)
    await forgetting_stage.be_paid(app, source, clock)
    assert [each.topic for each in await notices(app)] == [Topic.FINALIZED, Topic.PAID]
    await letters.choose(app, HOME, ANNA.discord_id, wanted=False)

    await forgetting_stage.forget(app)

    assert await notices(app) == []
    assert await letters.are_wanted(app, HOME, ANNA.discord_id)
    assert str(ANNA.discord_id) not in str(await forgetting_stage.everything(app))


async def test_admins_notices_are_no_letters(summer: App) -> None:
    async with summer.sessions.begin() as session:
        session.add(Notice(guild_id=HOME, channel="admin", topic="budget", args={}, made_at=summer.clock()))

    assert await due(summer) == []


async def test_messages_of_an_account_are_stopped_in_the_server_that_runs_it(app: App) -> None:
    """The account is seen in another server too, where its posts may be handed in."""
    away = replace(ANNA, guild_id=10**17)
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, discord_id=ANNA.discord_id)
    await campaigns.allow_server(app, ADMIN, server_id=str(away.guild_id))
    assert await letters.own_are_wanted(app, away)

    await letters.choose_own(app, away, wanted=False)

    assert not await letters.are_wanted(app, HOME, ANNA.discord_id)
    assert await letters.are_wanted(app, away.guild_id, ANNA.discord_id)
    assert not await letters.own_are_wanted(app, away)
    with pytest.raises(NotRegisteredError):
        await letters.choose_own(app, replace(away, discord_id=7), wanted=False)
