"""The program with Discord: whatever the line does, the rest goes on."""

from datetime import UTC, datetime, timedelta

import discord as library

from tests.bot.running import Bot
from tests.fakes import tiktok
from tests.standins.discord_server import DiscordStandIn
from tests.standins.source_server import SourceStandIn


async def test_it_connects_and_gives_its_commands_once() -> None:
    async with DiscordStandIn() as discord:
        discord.add_guild("Studio")
        async with Bot(discord) as bot:
            await discord.wait_ready()
            await bot.wait_line("connected as viewledger#0000, in 1 servers")
            health = await bot.until_health(connected=True)
            await bot.restart()
            await discord.wait_identified(2)
            ended = await bot.terminate(timeout_s=10)

    assert (health["status"], health["gateway"]["servers"]) == ("pass", 1)
    assert discord.syncs == [None]
    assert discord.violations == []
    assert set(discord.intents) == {1}
    assert ended == 0
    assert bot.events("WARNING", "ERROR", "CRITICAL") == []


async def test_a_token_that_discord_refuses_ends_it_with_one_line() -> None:
    async with DiscordStandIn() as discord, Bot(discord, DISCORD_TOKEN="very-secret-and-wrong") as bot:
        assert await bot.wait_end() == 1
        (line,) = bot.events("WARNING", "ERROR", "CRITICAL")

    assert line.endswith("Discord refuses DISCORD_TOKEN; make a new one in the developer portal")


async def test_discord_may_be_down_at_the_start() -> None:
    async with DiscordStandIn() as discord:
        discord.fail_next("GET", "/users/@me", None, times=2)  # the library asks twice
        async with Bot(discord) as bot:
            await bot.wait_line("Discord cannot be reached")
            ready = await bot.ask("/readyz")
            health = await bot.ask("/health")
            await discord.wait_ready()
            await bot.until_health(connected=True)
            ended = await bot.terminate(timeout_s=10)

    assert ready == (200, {"status": "warn", "failing": [], "degraded": ["gateway"]})
    assert (health[0], health[1]["status"], health[1]["gateway"]["connected"]) == (200, "warn", False)
    assert ended == 0
    assert len(bot.events("WARNING", "ERROR", "CRITICAL")) == 1


async def test_a_line_that_breaks_is_resumed() -> None:
    async with DiscordStandIn() as discord, Bot(discord) as bot:
        await discord.wait_ready()
        await bot.until_health(connected=True)
        await discord.drop()
        await discord.wait_resumed()
        await bot.until_health(connected=True)

        assert bot.returncode is None
        assert discord.gateway.identified == 1
        assert bot.events("ERROR", "CRITICAL") == []


async def test_a_token_that_is_taken_back_ends_it_with_one_line() -> None:
    async with DiscordStandIn() as discord, Bot(discord) as bot:
        await discord.wait_ready()
        await bot.until_health(connected=True)
        discord.state.token = "another"
        await discord.drop()

        assert await bot.wait_end() == 1
        (line,) = bot.events("WARNING", "ERROR", "CRITICAL")

    assert line.endswith("Discord refuses DISCORD_TOKEN; make a new one in the developer portal")


async def test_a_line_that_stays_down_is_told() -> None:
    discord = await DiscordStandIn().__aenter__()
    async with Bot(discord) as bot:
        await discord.wait_ready()
        await bot.until_health(connected=True)
        await discord.__aexit__()

        health = await bot.until_health(connected=False)

        assert health["status"] == "warn"
        assert await bot.ask("/readyz") == (200, {"status": "warn", "failing": [], "degraded": ["gateway"]})
        assert await bot.terminate(timeout_s=10) == 0
    assert bot.events("ERROR", "CRITICAL") == []


async def test_a_refresh_that_hangs_holds_up_no_end() -> None:
    ref = tiktok(datetime.now(UTC) - timedelta(hours=3))  # noqa: TID251  the program asks the machine, too
    async with DiscordStandIn() as discord, SourceStandIn() as source:
        mara = discord.add_guild("Studio").add_member("Mara", library.Permissions(manage_guild=True))
        source.add_post("tiktok", ref.platform_post_id, handle="anna")
        async with Bot(
            discord,
            SCRAPECREATORS_API_KEY=source.key,
            SCRAPECREATORS_BASE_URL=source.url,
            TIKTOK_SOURCES="scrapecreators",
            REFRESH_INTERVAL="1s",
            LOOP_BEAT="100ms",
        ) as bot:
            await discord.wait_ready()
            await (await discord.slash(mara, "campaign create", name="Summer")).done()
            await (await discord.slash(mara, "creator add", handle="anna", platform="TikTok")).done()
            await (await discord.slash(mara, "submit-post", url=ref.url)).done()
            source.latency_s = 60
            await source.wait_asked(len(source.asked) + 1)

            assert await bot.terminate(timeout_s=10) == 0
    assert bot.events("ERROR", "CRITICAL") == []
