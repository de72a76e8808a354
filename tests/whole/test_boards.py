"""The board in the admin channel over the real wire: one message, whatever happens to it and to the bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.standins.discord_server import DiscordStandIn
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings
from tests.whole.conftest import QUICK, World

USER_IDS = {"anna": "6659752019493208069", "ben": "6659752019493208070"}
KEPT = "SELECT message_id FROM boards WHERE channel_id = {} AND digest NOT IN ('', '?')"


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    """A server with two more channels, whose watched creator's posts are reviewed first."""
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        guild.add_channel("team")
        guild.add_channel("other")
        discord_.add_guild("Studio").add_member("Nils", discord.Permissions(manage_guild=True))
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        env = settings(source, discord_, DATABASE_URL=database_url, **QUICK)
        async with BotProcess(env, discord_, tmp_path) as bot:
            await bot.until_up(discord_.wait_ready())
            made = World(discord_, source, bot, guild, mara, database_url)
            await made.prepare("anna", mode="selective")
            yield made
        assert discord_.violations == []
        assert [line for line in bot.lines if "Traceback" in line] == []


def team(world: World) -> Channel:
    return world.guild.channels[1]


async def choose(world: World, channel: Channel, who: Member | None = None) -> None:
    screen = await world.run(who or world.mara, "setup")
    await (await world.discord.select(who or world.mara, screen, "vl:setup:channel", [channel])).done()


async def found(world: World, number: int, who: Member | None = None, handle: str = "anna") -> None:
    """Another post of a watched account comes in, its so many-th."""
    world.publish(utcnow(), len(world.source.posts) + 1, views=10, handle=handle)
    list(world.source.posts.values())[-1].user_id = USER_IDS[handle]
    if number == 1:
        account = {"handle": handle, "platform": Platform.TIKTOK.value, "import": 5}
        await world.run(who or world.mara, "watch add", **account)
    waiting = f"SELECT count(*) FROM posts WHERE tracking = 'pending_review' AND author_handle = '{handle}'"
    await world.until(waiting, [(number,)])


async def board(world: World, text: str, channel: Channel | None = None) -> Message:
    """The only message of the channel, once it says so and the bot has kept it."""
    where = channel or team(world)

    def messages() -> list[Message]:
        return world.discord.channel_messages(where)

    await world.discord.state.bell.until(
        lambda: any(text in message.text for message in messages()),
        30,
        lambda: f"{text!r} in {[message.text for message in messages()]}",
    )
    (only,) = messages()
    await world.until(KEPT.format(where.id), [(only.id,)])
    return only


async def test_one_message_is_edited_over_reviews_and_restarts(world: World) -> None:
    await choose(world, team(world))
    await found(world, 1)
    first = await board(world, "1 post waits for review")
    assert "Summer Launch**: 1 post to review, the oldest from <t:" in first.text

    await world.crash()
    await found(world, 2)
    assert await board(world, "2 posts wait for review") is first
    assert len(first.history) == 2

    pressed = await (await world.discord.click(world.mara, first, "Open the inbox")).done()
    assert pressed.ephemeral
    assert "#1" in pressed.text
    await world.run(world.mara, "post exclude", post="#1")
    await world.run(world.mara, "post exclude", post="#2")
    assert await board(world, "Nothing waits for review") is first
    assert first.buttons == first.pings == []


async def test_a_deleted_message_is_sent_anew_once(world: World) -> None:
    await choose(world, team(world))
    await found(world, 1)
    first = await board(world, "1 post waits")

    first.deleted = True
    await found(world, 2)

    assert await board(world, "2 posts wait") is not first


async def test_in_another_channel_it_is_another_message_and_the_old_one_goes(world: World) -> None:
    await choose(world, team(world))
    await found(world, 1)
    first = await board(world, "1 post waits")

    await choose(world, world.guild.channels[2])

    await board(world, "1 post waits", world.guild.channels[2])
    assert first.deleted


async def test_an_answer_lost_on_its_way_leaves_no_second_message(world: World) -> None:
    await choose(world, team(world))
    world.discord.fail_next("POST", f"/channels/{team(world).id}/messages", None, times=2, late=True)

    await found(world, 1)

    await board(world, "1 post waits")
    assert len([each for each in world.discord.requests if each.path.endswith("/messages")]) > 2


async def test_a_closed_channel_is_told_once_and_costs_no_other_server(world: World) -> None:
    team(world).closed = True
    await choose(world, team(world))
    await found(world, 1)
    await world.bot.wait_line("cannot be kept in channel")

    studio = world.discord.guilds[1]
    nils = studio.members[-1]
    await choose(world, studio.channel, nils)
    await world.run(nils, "campaign create", name="Winter")
    await world.run(nils, "creator add", handle="ben", platform=Platform.TIKTOK.value, mode="selective")
    await found(world, 1, nils, "ben")
    await board(world, "Winter**: 1 post", studio.channel)

    team(world).closed = False
    await choose(world, world.guild.channels[2])

    await board(world, "1 post waits", world.guild.channels[2])
    await world.bot.wait_line("is kept again")
    assert len([line for line in world.bot.lines if "cannot be kept" in line]) == 1
