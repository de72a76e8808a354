"""Letters over the wire: by direct message, else in the channel, once, whatever is lost on the way."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import Client
from bot.line import UNREACHABLE
from cogs import render_letters, words
from cogs.letters import Letters
from core.domain.access import Caller, Role
from core.domain.telling import Topic
from core.domain.terms import Platform
from core.services import campaigns, creators, letters
from core.services.app import App
from tests.cogs.letters_world import World
from tests.core.services.telling_stage import notices, told
from tests.fakes import FixedClock
from tests.standins.discord_server import DiscordStandIn

OPENING = r"/users/@me/channels"
HOSTILE = "@everyone **[x](https://evil.example)** <@5> `code`"


@pytest.fixture
async def world(app: App, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    async with DiscordStandIn() as server:
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url))
        guild = server.add_guild("Studio")
        anna, client = guild.add_member("Anna"), Client(app, None)
        by = Caller(guild.id, 1, Role.ADMIN)
        await campaigns.create(app, by, name="Summer")
        await creators.add(app, by, handle="anna", platform=Platform.TIKTOK, discord_id=anna.id)
        task = asyncio.create_task(client.start(server.token))
        await server.wait_ready()
        await client.wait_until_ready()
        try:
            yield World(app, clock, server, guild, anna, client)
        finally:
            await client.close()
            await task
        assert server.violations == []


async def test_a_member_is_told_by_message_once(world: World) -> None:
    await world.happen("812 views, 1,000 needed")

    await world.send(3)

    (message,) = world.direct
    assert "News about your posts in “Studio”" in message.text
    assert "@anna, Summer: **rejected**, 812 views, 1,000 needed." in message.text
    assert message.buttons == [render_letters.STOP]
    assert world.public == []


async def test_two_hundred_at_once_are_one_message_of_ten_lines(world: World) -> None:
    await world.happen(*(f"reason {number}" for number in range(200)))

    await world.send(2)

    (message,) = world.direct
    assert message.text.count("**rejected**") == 10
    assert "and 190 more, `/my posts`" in message.text


async def test_closed_messages_lead_to_the_channel_with_one_mention_and_no_amounts(world: World) -> None:
    world.anna.user.accepts_dms = False
    await world.choose_channel()
    await world.happen(HOSTILE)
    await world.happen("counted", topic=Topic.FINALIZED)

    await world.send(2)

    (message,) = world.public
    assert message.content == world.anna.mention
    assert message.pings == [world.anna.mention]
    assert message.allowed_mentions == {"parse": [], "users": [world.anna.id]}
    assert words.escape(HOSTILE) in message.text
    assert "5,000 views counted. It is paid with the next payout." in message.text
    assert "2.50" not in message.text
    assert world.direct == []


async def test_amounts_are_for_the_member_alone(world: World) -> None:
    await world.happen("counted", topic=Topic.FINALIZED)

    await world.send()

    assert "5,000 views counted; it earned 2.50 USD." in world.direct[0].text


async def test_with_no_way_it_waits_with_its_reason_and_comes_later(world: World) -> None:
    world.anna.user.accepts_dms = False
    await world.happen("one")
    await world.send(2)
    await world.choose_channel()
    world.guild.channel.closed = True
    await world.send()

    assert (world.direct, world.public) == ([], [])
    (kept,) = await notices(world.app)
    assert (kept.attempts, kept.sent_at) == (3, None)
    assert "50007" in (kept.last_error or "")
    assert "in the submission channel Forbidden: 403" in (kept.last_error or "")

    world.guild.channel.closed = False
    await world.happen("two")
    await world.send()
    (message,) = world.public
    assert message.text.count("**rejected**") == 2


async def test_a_member_whom_discord_opens_no_messages_to_is_told_in_the_channel(world: World) -> None:
    await world.choose_channel()
    await world.happen("one")
    world.server.fail_next("POST", OPENING, 400, {"message": "Invalid Recipient(s)", "code": 50033})

    await world.send(2)

    (message,) = world.public
    assert message.content == world.anna.mention
    assert all(each.sent_at for each in await notices(world.app))


async def test_without_a_channel_it_waits_with_what_discord_said(world: World) -> None:
    await world.happen("one")
    world.server.fail_next("POST", OPENING, 400, {"message": "Invalid Recipient(s)", "code": 50033})

    await world.send()

    (kept,) = await notices(world.app)
    assert (kept.attempts, kept.sent_at, kept.letter_id) == (1, None, None)
    assert (kept.last_error or "").endswith("Invalid Recipient(s); no submission channel is chosen")


async def test_a_line_that_is_cut_says_nothing_about_the_member(world: World) -> None:
    await world.choose_channel()
    await world.happen("one")
    world.server.fail_next("POST", OPENING, None)

    await world.send(2)

    assert (len(world.direct), world.public) == (1, [])


async def test_a_restart_between_writing_and_sending_loses_nothing(world: World) -> None:
    await world.happen("one")
    await world.client.wait_until_ready()

    await Letters(world.app, Client(world.app, None), UNREACHABLE).send()  # before it is connected
    assert world.direct == []
    await world.send()

    assert len(world.direct) == 1


async def test_an_end_between_sending_and_marking_doubles_nothing(world: World) -> None:
    await world.happen("one")
    world.server.fail_next("POST", r"/channels/\d+/messages", None, late=True)

    await world.send()
    await world.happen("two")
    await world.send(2)

    first, second = world.direct
    assert ("one" in first.text, "two" in first.text) == (True, False)
    assert ("one" in second.text, "two" in second.text) == (False, True)
    assert all(each.sent_at for each in await notices(world.app))


async def test_what_was_stopped_while_others_were_sent_is_not_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, ready = await world.bring_bob(), world.client.create_dm
    await world.happen("one")
    await world.happen("two", creator_id=2)

    async def create_dm(user: Any) -> discord.DMChannel:
        await letters.choose(world.app, world.guild.id, bob.id, wanted=False)
        return await ready(user)

    monkeypatch.setattr(world.client, "create_dm", create_dm)
    await world.send()

    assert (len(world.direct), world.server.dms(bob.user)) == (1, [])


async def test_trouble_with_one_member_is_no_others(world: World) -> None:
    bob = await world.bring_bob()
    await world.happen("one")
    await world.happen("two", creator_id=2)
    world.server.fail_next("POST", r"/users/@me/channels", 503)

    await world.send()
    assert [len(world.server.dms(each.user)) for each in (world.anna, bob)] == [0, 1]
    await world.send()

    assert [len(world.server.dms(each.user)) for each in (world.anna, bob)] == [1, 1]


async def test_what_cannot_be_put_into_words_costs_no_other_line(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.happen("one")
    async with world.app.sessions.begin() as session:
        for notice in await notices(world.app):
            (await session.merge(notice)).args = {"reason": "no currency", "earned": 5}
    await world.happen("two")

    await world.send()

    assert "**changed**. `/my posts` says where it stands now." in world.direct[0].text
    assert "**rejected**, two." in world.direct[0].text
    assert "could not be put into words" in caplog.text


async def test_the_button_stops_the_messages_and_turns_them_on_again(world: World) -> None:
    await world.happen("one")
    await world.send()
    (message,) = world.direct

    reply = await (await world.server.click(world.anna, message, render_letters.STOP)).done()
    await world.happen("two")
    assert render_letters.STOPPED in said(reply)
    assert message.buttons == [render_letters.RESUME]
    reply = await (await world.server.click(world.anna, message, render_letters.RESUME)).done()
    await world.happen("three")
    await world.send()

    assert render_letters.RESUMED in said(reply)
    assert message.buttons == [render_letters.STOP]
    assert [each.text.count("**rejected**") for each in world.direct if not each.ephemeral] == [1, 1]
    assert "three" in world.direct[-1].text


async def test_in_the_channel_the_button_is_for_whoever_presses(world: World) -> None:
    world.anna.user.accepts_dms = False
    await world.choose_channel()
    await world.happen("one")
    await world.send()
    (message,) = world.public

    reply = await (await world.server.click(world.anna, message, render_letters.STOP)).done()
    await world.happen("two")

    assert reply.ephemeral
    assert message.buttons == [render_letters.STOP]
    assert reply.messages[-1].buttons == [render_letters.RESUME]
    assert await told(world.app) == [Topic.REJECTED]


def said(reply: Any) -> str:
    return "\n".join(message.text for message in reply.messages)
