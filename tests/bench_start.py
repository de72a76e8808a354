"""From the start of `python -m bot` to Discord saying READY, and to the first command that is answered."""

import asyncio
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from compileall import compile_dir
from dataclasses import dataclass
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
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)")
TOLD = 8
"""So many of the packages that take longest to import are named."""
UNIT = "s"
GOAL = 3
PATIENCE_S = 60


async def run(folder: Path, size: Size) -> list[Row]:
    compile_all()
    times, bare, ours = size.pick(3, 7), list[Took](), list[Took]()
    for _ in range(times):
        bare.append(await took("import discord, sqlalchemy, aiohttp"))
        ours.append(await took("import bot.__main__"))
    waited = [each.wall_s for each in bare]
    rows = [
        Row("the libraries' imports alone", waited, UNIT, waited),
        Row("its imports alone", [each.wall_s for each in ours], UNIT, waited),
        Row(
            "its imports alone, CPU time",
            [each.cpu_s for each in ours],
            UNIT,
            [each.cpu_s for each in bare],
            at_most_times(GOAL),
            await longest(),
        ),
    ]
    for what, posts in (("a new database", None), ("no posts", 0), ("100,000 due posts", 100_000)):
        rows += await starts(folder / what, what, posts, waited, times)
    return rows


def compile_all() -> None:
    """Have everything compiled, as it is from the second start on."""
    for name in OURS:
        compile_dir(str(ROOT / name), quiet=1)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor."""

    wall_s: float
    cpu_s: float


async def took(program: str) -> Took:
    """How long a Python takes for these lines, with its own start and end."""
    cpu, started = children_cpu_s(), time.perf_counter()
    await told_by(program)
    return Took(time.perf_counter() - started, children_cpu_s() - cpu)


def children_cpu_s() -> float:
    """Seconds of the processor that children of this process took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def told_by(program: str, *options: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *options, "-c", program),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await process.communicate()
    assert process.returncode == 0, told.decode()
    return told.decode()


async def packages() -> dict[str, float]:
    """Milliseconds that each package's own lines take when all is imported."""
    taken = defaultdict[str, float](float)
    for micros, name in IMPORTED.findall(await told_by("import bot.__main__", "-X", "importtime")):
        taken[name] += int(micros) / 1_000
    return taken


async def longest() -> str:
    """The packages that take longest to import."""
    ordered = sorted((await packages()).items(), key=lambda each: -each[1])[:TOLD]
    return "longest are " + ", ".join(f"{name} {taken_ms:.0f} ms" for name, taken_ms in ordered)


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
            seconds = await start(place, source, discord_, mara)
            ready.append(seconds[0])
            answered.append(seconds[1])
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
        await bot.until_up(discord_.wait_identified(before + 1, PATIENCE_S))
        ready = time.perf_counter() - started
        await (await discord_.slash(mara, "campaign list")).done(PATIENCE_S)
        answered = time.perf_counter() - started
        await bot.terminate()
    return ready, answered
