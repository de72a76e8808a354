"""The largest server: how long each question takes, and for how long its answer holds the event loop up."""

import time
from pathlib import Path

import discord
from discord.utils import utcnow

from db.engine import open_database
from db.upgrade import upgrade
from tests.largest import CREATORS, POSTS, Place, fill
from tests.largest_asked import ASKED, LAST_PAGES, SLOWEST, SUGGESTED
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

PATIENCE_S = 120
GOAL_HELD_MS = 50


async def run(folder: Path) -> None:
    print(f"A server with {CREATORS:,} creators and {POSTS:,} posts, asked for everything once")
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        url = f"sqlite+aiosqlite:///{folder / 'largest.db'}"
        await prepare(url, Place(guild.id, mara.id, guild.channel.id, utcnow()))
        env = settings(source, discord_, DATABASE_URL=url, LOG_LEVEL="INFO")
        async with BotProcess(env, discord_, folder, watch_loop=True) as bot:
            await bot.until_up(discord_.wait_ready())
            await discord_.wait_messages(guild.channel, 3, PATIENCE_S)
            tell("board, pulse card, digest", 0, await bot.held_up())
            await measure(bot, discord_, mara)


async def prepare(url: str, place: Place) -> None:
    database = open_database(url)
    await upgrade(database)
    await fill(database, place)
    await database.close()


async def measure(bot: BotProcess, discord_: DiscordStandIn, mara: Member) -> None:
    over: list[str] = []
    for command, options in ASKED + SLOWEST:
        await bot.held_up()
        started = time.perf_counter()
        await (await discord_.slash(mara, command, **options)).done(PATIENCE_S)
        took, held = time.perf_counter() - started, await bot.held_up()
        tell(f"/{command} {' '.join(map(str, options.values()))}"[:40], took, held)
        over += [f"/{command}"] * (held["longest_cpu_ms"] > GOAL_HELD_MS)
    for custom_id in LAST_PAGES:
        started = time.perf_counter()
        await (await discord_.forge(mara, custom_id)).done(PATIENCE_S)
        tell(custom_id, time.perf_counter() - started, await bot.held_up())
    for command, option in SUGGESTED:
        started = time.perf_counter()
        await discord_.autocomplete(mara, command, focused=option, value="a")
        tell(f"/{command} {option}…", time.perf_counter() - started, await bot.held_up())
    print(f"  loop never held up for {GOAL_HELD_MS} ms: {'NO: ' + ', '.join(over) if over else 'yes'}\n")


def tell(what: str, took_s: float, held: dict[str, float]) -> None:
    where = held["where"] if held["longest_cpu_ms"] > GOAL_HELD_MS else ""
    print(
        f"  {what:<42}{took_s:>7.2f} s, the loop held {held['longest_ms']:>6.0f} ms"
        f" ({held['longest_cpu_ms']:>5.0f} ms of CPU time)  {where}"
    )
