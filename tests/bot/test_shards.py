"""Several connections to Discord: each server has its own, and one may break without the others."""

import discord as library
import pytest

from tests.bot.running import Bot, until_health
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Guild, new_id

MANAGE = library.Permissions(manage_guild=True)


def guild_of(discord: DiscordStandIn, shard: int) -> Guild:
    """A server that belongs to this one of two shards."""
    return discord.add_guild(f"Studio {shard}", guild_id=(new_id() & ~(1 << 22)) | shard << 22)


async def answers(discord: DiscordStandIn, guilds: list[Guild]) -> list[int | None]:
    """Have each server make a campaign; how each was acknowledged."""
    replies = []
    for guild in guilds:
        admin = guild.add_member("Mara", MANAGE)
        reply = await discord.slash(admin, "campaign create", name="Summer")
        replies.append(await reply.shows("Summer", 20))
    return [len(reply.messages) for reply in replies]


@pytest.mark.parametrize("shards", ["auto", "2"])
async def test_servers_of_both_shards_are_answered_and_a_broken_one_comes_back(shards: str) -> None:
    async with DiscordStandIn() as discord:
        discord.gateway.shards = 2
        guilds = [guild_of(discord, shard) for shard in (0, 1)]
        async with Bot(discord, DISCORD_SHARDS=shards) as bot:
            await bot.until_up(discord.wait_identified(2, 60))
            up = await until_health(bot, connected=True)
            answered = await answers(discord, guilds)

            discord.gateway.down = {1}
            await discord.drop(1)
            down = await until_health(bot, connected=False)
            discord.gateway.down = set()
            await discord.wait_resumed(timeout_s=60)
            await until_health(bot, connected=True)
            answered += await answers(discord, guilds)

    assert (up["gateway"]["shards_up"], up["gateway"]["shards"], up["gateway"]["servers"]) == (2, 2, 2)
    assert (down["status"], down["gateway"]["shards_up"]) == ("warn", 1)
    assert answered == [1, 1, 1, 1]
    assert discord.violations == []
    assert discord.gateway.identified == 2
