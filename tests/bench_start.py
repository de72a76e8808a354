"""From the start of `python -m bot` to Discord saying READY, and to the first command that is answered."""

import asyncio
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from compileall import compile_dir
from datetime import UTC, datetime
from pathlib import Path

import discord

from db.engine import open_database
from db.upgrade import upgrade
from tests.bench_posts import fill_many
from tests.bench_table import Row, Size, at_most_times
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import ROOT, BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

OURS = ("bot", "cogs", "core", "db", "providers", "tests/standins")
BARE = "import discord, sqlalchemy, aiohttp"
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)")
TOLD = 8
"""So many of the packages that take longest to import are named."""
UNIT = "s"


async def run(folder: Path, size: Size) -> list[Row]:
    compile_all()
    times = size.pick(3, 7)
    bare = [await seconds_of(BARE) for _ in range(times)]
    imports = [await seconds_of("import bot.__main__") for _ in range(times)]
    rows = [
        Row("the libraries' imports alone", bare, UNIT, bare),
        Row("its imports alone", imports, UNIT, bare, at_most_times(2), await longest()),
    ]
    for what, posts in (("a new database", None), ("no posts", 0), ("100,000 due posts", 100_000)):
        rows += await starts(folder / what, what, posts, bare, times)
    return rows


def compile_all() -> None:
    """Have everything compiled, as it is from the second start on."""
    for name in OURS:
        compile_dir(str(ROOT / name), quiet=1)


async def seconds_of(program: str, *options: str) -> float:
    """How long a Python takes for these lines, with its own start and end."""
    started = time.perf_counter()
    await told_by(program, *options)
    return time.perf_counter() - started


async def told_by(program: str, *options: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *options, "-c", program),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await process.communicate()
    assert process.returncode == 0, told.decode()
    return told.decode()


async def longest() -> str:
    """The packages whose own lines take longest when all is imported, with their milliseconds."""
    packages = defaultdict[str, int](int)
    for micros, name in IMPORTED.findall(await told_by("import bot.__main__", "-X", "importtime")):
        packages[name] += int(micros)
    ordered = sorted(packages.items(), key=lambda each: -each[1])[:TOLD]
    return "longest are " + ", ".join(f"{name} {micros / 1000:.0f} ms" for name, micros in ordered)


async def starts(folder: Path, what: str, posts: int | None, bare: Sequence[float], times: int) -> list[Row]:
    """Starts on a database with so many posts, on None with none at all: until READY, until an answer."""
    await asyncio.to_thread(folder.mkdir)
    ready, answered = list[float](), list[float]()
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        if posts is not None:
            await prepare(folder / "viewledger.db", guild.id, posts)
            await start(folder, source, discord_, mara)  # Discord is given the commands, once
        for turn in range(times):
            place = folder / str(turn) if posts is None else folder
            await asyncio.to_thread(place.mkdir, exist_ok=True)
            took = await start(place, source, discord_, mara)
            ready.append(took[0])
            answered.append(took[1])
    return [
        Row(f"until READY, {what}", ready, UNIT, bare),
        Row(f"until the first command is answered, {what}", answered, UNIT, bare),
    ]


async def prepare(path: Path, guild_id: int, posts: int) -> None:
    """A database with so many posts in it, all of them due, as after a long rest."""
    database = open_database(f"sqlite+aiosqlite:///{path}")
    await upgrade(database)
    if posts:
        await fill_many(database, posts, datetime.now(UTC), guild_id)
    await database.close()


async def start(
    folder: Path, source: SourceStandIn, discord_: DiscordStandIn, mara: Member
) -> tuple[float, float]:
    """Seconds from the start of a process until it is ready, and until a command is answered."""
    before = discord_.gateway.identified
    bot = BotProcess(settings(source, discord_), discord_, folder)
    started = time.perf_counter()
    async with bot:
        await bot.until_up(discord_.wait_identified(before + 1))
        ready = time.perf_counter() - started
        await (await discord_.slash(mara, "campaign list")).done(30)
        answered = time.perf_counter() - started
        await bot.terminate()
    return ready, answered
