"""The Discord stand-in against the real client library: what passes here has crossed the wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Guild, Member
from tests.standins.sample_bot import Bot


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStandIn]:
    async with DiscordStandIn() as server:
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url))
        yield server


@pytest.fixture
def guild(server: DiscordStandIn) -> Guild:
    return server.add_guild("Studio")


@pytest.fixture
def anna(guild: Guild) -> Member:
    return guild.add_member("Anna")


@asynccontextmanager
async def running(server: DiscordStandIn, bot: Bot) -> AsyncIterator[Bot]:
    task = asyncio.create_task(bot.start(server.token))
    await server.wait_ready()
    try:
        yield bot
    finally:
        await bot.close()
        await task


@pytest.fixture
async def bot(server: DiscordStandIn, guild: Guild) -> AsyncIterator[Bot]:
    async with running(server, Bot()) as bot:
        yield bot
        assert [violation for violation in server.violations if "is too long" not in violation] == []


async def test_the_tree_is_registered_with_ids(server: DiscordStandIn, bot: Bot) -> None:
    registered = {command.name: command.id for command in await bot.tree.fetch_commands()}

    assert {"thing", "choose", "Submit post"} <= registered.keys()
    assert server.syncs == [None]
    assert server.intents == [discord.Intents(guilds=True).value]


async def test_the_bot_knows_the_server(bot: Bot, guild: Guild) -> None:
    await bot.wait_until_ready()

    assert [known.name for known in bot.guilds] == ["Studio"]
    assert bot.guilds[0].text_channels[0].id == guild.channel.id


async def test_a_deferred_answer_takes_the_waiting_place(
    server: DiscordStandIn, bot: Bot, anna: Member
) -> None:
    reply = await server.slash(anna, "thing slow", size=3, member=anna, kind="Round")
    await reply.done()

    assert reply.callback_type == 5
    assert reply.text.splitlines() == ["Thing", "size 3", "Kind: r", "anna"]
    assert reply.ephemeral
    assert reply.messages == [reply.original]
    assert reply.acked_after_s is not None
    assert reply.acked_after_s < 1
    assert server.channel_messages(anna.guild.channel) == []


async def test_mentions_are_off_when_the_bot_says_so(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    reply = await (await server.slash(anna, "thing find", name="it")).done()

    assert reply.text == "Found it @everyone"
    assert reply.allowed_mentions == {"parse": []}
    assert reply.message.pings == []
    assert server.channel_messages(anna.guild.channel) == [reply.message]


async def test_choices_are_offered_while_typing(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    choices = await server.autocomplete(anna, "thing find", focused="name", value="ab")

    assert [choice["value"] for choice in choices] == ["abx", "aby"]


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("thing", {}, "alone is no command"),
        ("thing gone", {}, "no command"),
        ("absent", {}, "no command"),
        ("thing slow", {}, "required"),
        ("thing slow", {"size": 11}, "at most 10"),
        ("thing slow", {"size": "1.5"}, "whole numbers"),
        ("thing slow", {"size": 1, "kind": "Square"}, "is none of"),
        ("thing slow", {"size": 1, "colour": "red"}, "no option"),
        ("admin", {}, "is not offered"),
    ],
)
async def test_what_the_client_would_not_send_is_refused(
    server: DiscordStandIn, bot: Bot, anna: Member, command: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(AssertionError, match=words):
        await server.slash(anna, command, **options)


async def test_permissions_arrive(server: DiscordStandIn, bot: Bot, guild: Guild) -> None:
    boss = guild.add_member("Boss", discord.Permissions(manage_guild=True))

    assert (await (await server.slash(boss, "admin")).done()).text == "True"


async def test_buttons_and_menus(server: DiscordStandIn, bot: Bot, anna: Member, guild: Guild) -> None:
    shown = await (await server.slash(anna, "choose")).done()
    assert shown.buttons == ["Yes", "Later"]

    one = await (await server.select(anna, shown, "Which", ["Two"])).done()
    who = await (await server.select(anna, shown, "who", [anna])).done()
    later = await (await server.click(anna, shown, "Later")).done()
    clicked = await (await server.click(anna, shown, "yes")).done()

    assert (one.text, who.text, later.states[-1]) == ("Chosen ['2']", "Chosen anna", "Later, then")
    assert clicked.text == shown.text == "You said yes"
    assert clicked.message is shown.message
    assert shown.message.history == ["Choose", "Later, then", "You said yes"]
    assert shown.buttons == []


async def test_nobody_presses_what_another_alone_sees(
    server: DiscordStandIn, bot: Bot, anna: Member, guild: Guild
) -> None:
    shown = await (await server.slash(anna, "choose")).done()

    with pytest.raises(AssertionError, match="does not see"):
        await server.click(guild.add_member("Bob"), shown, "Yes")
    with pytest.raises(AssertionError, match="no button"):
        await server.click(anna, shown, "No")


async def test_forms(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    opened = await (await server.slash(anna, "form")).done()
    assert opened.callback_type == 9

    sent = await (await server.submit_modal(anna, opened, {"Name": "Lamp", "Size": ["Big"]})).done()

    assert sent.text == "Lamp is Big"
    with pytest.raises(AssertionError, match="must be filled"):
        await server.submit_modal(anna, opened, {"Size": ["Big"]})
    with pytest.raises(AssertionError, match="has no"):
        await server.submit_modal(anna, opened, {"name": "Lamp", "Size": "Big", "Colour": "red"})


async def test_menu_of_a_message(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    message = await server.post(anna, "look at this")

    reply = await (await server.message_command(anna, "Submit post", message)).done()

    assert reply.text == "Read look at this"


async def test_files_channel_messages_and_direct_messages(
    server: DiscordStandIn, bot: Bot, anna: Member
) -> None:
    reply = await (await server.slash(anna, "file")).done()
    await server.state.bell.until(lambda: len(server.dms(anna.user)) == 1, 5, lambda: "a direct message")

    assert reply.files == {"rows.csv": b"a,b\n"}
    assert await bot.http.get_from_cdn(reply.message.attachments[0]["url"]) == b"a,b\n"
    assert [message.text for message in server.channel_messages(anna.guild.channel)] == ["Rows", "Edited"]
    assert [message.text for message in server.dms(anna.id)] == ["In private"]


async def test_a_refused_shape_and_a_second_answer(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    await (await server.slash(anna, "wrong")).done()
    await bot.bell.until(lambda: len(bot.errors) == 2, 5, lambda: "two refusals")

    assert [error.code for error in bot.errors] == [50035, 40060]
    assert len(server.violations) == 1
    assert "$.data.content" in server.violations[0]


async def test_a_late_answer_finds_no_interaction(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    reply = await server.slash(anna, "thing find", name="it")
    reply.sent_at -= 4

    await server.state.bell.until(lambda: reply.too_late, 5, lambda: "a late answer")

    assert reply.callback_type is None


async def test_a_dropped_line_is_resumed_and_nothing_is_lost(
    server: DiscordStandIn, bot: Bot, anna: Member
) -> None:
    await bot.wait_until_ready()
    await server.drop()
    missed = await server.slash(anna, "thing find", name="it")

    await server.wait_resumed()

    assert (await missed.done()).text.startswith("Found it")
    assert server.gateway.identified == 1


async def test_an_ended_session_is_begun_anew(server: DiscordStandIn, bot: Bot) -> None:
    await server.ask_to_reconnect()
    await server.wait_resumed()
    await server.invalidate()

    await server.wait_identified(2)


async def test_a_busy_and_a_broken_discord(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    server.fail_next("GET", "^/users/", 429)
    assert (await bot.fetch_user(anna.id)).name == "anna"
    server.fail_next("GET", "^/users/", 403)
    with pytest.raises(discord.Forbidden):
        await bot.fetch_user(anna.id)
    server.fail_next("GET", "^/users/", None, times=2)
    with pytest.raises(Exception, match=r"disconnected|reset"):
        await bot.fetch_user(anna.id)

    assert [asked.status for asked in server.requests if asked.path.startswith(f"/users/{anna.id}")] == [
        429,
        200,
        403,
        None,
        None,
    ]


async def test_a_nonce_makes_one_message_of_two_attempts(
    server: DiscordStandIn, bot: Bot, anna: Member
) -> None:
    channel = bot.get_partial_messageable(anna.guild.channel.id)
    server.fail_next("POST", "/messages$", None, late=True)

    with pytest.raises(Exception, match=r"disconnected|reset"):
        await channel.send("Hello", nonce=5)
    sent = await channel.send("Hello again", nonce=5)
    other = await channel.send("Hello", nonce=6)

    assert sent.content == "Hello"
    assert [message.id for message in server.channel_messages(anna.guild.channel)] == [sent.id, other.id]


async def test_closed_channels_and_closed_messages(server: DiscordStandIn, bot: Bot, anna: Member) -> None:
    anna.user.accepts_dms = False
    anna.guild.channel.closed = True

    with pytest.raises(discord.Forbidden, match="50007"):
        await (await bot.fetch_user(anna.id)).send("Hello")
    with pytest.raises(discord.Forbidden, match="50001"):
        await bot.http.send_message(
            anna.guild.channel.id, params=discord.http.handle_message_parameters("Hello")
        )


async def test_a_wrong_token_is_refused(server: DiscordStandIn) -> None:
    bot = Bot()
    with pytest.raises(discord.LoginFailure):
        await bot.start("wrong")
    await bot.close()


async def test_privileged_intents_are_refused(server: DiscordStandIn) -> None:
    bot = Bot(discord.Intents(guilds=True, members=True))
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(server.token)
    await bot.close()
