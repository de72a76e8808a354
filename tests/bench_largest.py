"""The largest server: how long each question holds the event loop up, and how long its answer takes."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
from discord.utils import utcnow

from db.engine import open_database
from db.upgrade import upgrade
from tests.bench_table import Row, Size, at_most
from tests.largest import Place, fill
from tests.largest_asked import ASKED, LAST_PAGES, SLOWEST, SUGGESTED
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

PATIENCE_S = 120
GOAL_HELD_MS = 50
WHERE_LENGTH = 160

Ask = Callable[[], Awaitable[object]]


async def run(folder: Path, _size: Size) -> list[Row]:
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        url = f"sqlite+aiosqlite:///{folder / 'largest.db'}"
        await prepare(url, Place(guild.id, mara.id, guild.channel.id, utcnow()))
        env = settings(source, discord_, DATABASE_URL=url, LOG_LEVEL="INFO")
        async with BotProcess(env, discord_, folder, watch_loop=True) as bot:
            await bot.until_up(discord_.wait_ready(PATIENCE_S))
            posted = await asked(
                bot,
                "board, pulse card, digest",
                lambda: discord_.wait_messages(guild.channel, 3, PATIENCE_S),
            )
            return [*posted, *await measure(bot, discord_, mara)]


async def prepare(url: str, place: Place) -> None:
    database = open_database(url)
    await upgrade(database)
    await fill(database, place)
    await database.close()


async def measure(bot: BotProcess, discord_: DiscordStandIn, mara: Member) -> list[Row]:
    """Everything that can be asked, once."""
    rows: list[Row] = []
    for command, options in ASKED + SLOWEST:
        what = f"/{command} {' '.join(map(str, options.values()))}"[:40].strip()

        async def carry_out(command: str = command, options: dict[str, Any] = options) -> None:
            await (await discord_.slash(mara, command, **options)).done(PATIENCE_S)

        rows += await asked(bot, what, carry_out)
    for custom_id in LAST_PAGES:

        async def press(custom_id: str = custom_id) -> None:
            await (await discord_.forge(mara, custom_id)).done(PATIENCE_S)

        rows += await asked(bot, custom_id, press)
    for command, option in SUGGESTED:

        async def suggest(command: str = command, option: str = option) -> None:
            await discord_.autocomplete(mara, command, focused=option, value="a")

        rows += await asked(bot, f"/{command} {option}…", suggest)
    return rows


async def asked(bot: BotProcess, what: str, ask: Ask) -> list[Row]:
    """How long the longest step of the loop worked meanwhile; the note says how long the answer took."""
    await bot.held_up()
    started = time.perf_counter()
    await ask()
    took_s, held = time.perf_counter() - started, await bot.held_up()
    cpu_ms = float(held["longest_cpu_ms"])
    where = f"; {held['where'][-WHERE_LENGTH:]}" if cpu_ms > GOAL_HELD_MS else ""
    note = f"answered after {took_s:.2f} s, the loop held {held['longest_ms']:.0f} ms by the clock{where}"
    return [Row(what, [cpu_ms], "ms of CPU", goal=at_most(GOAL_HELD_MS), note=note)]
