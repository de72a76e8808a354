"""The real process while it refreshes posts: how soon people are answered, and what holds its loop up.

A few people each ask, read the answer for a moment, and ask again; without a round they do the same.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import discord

from db.engine import open_database
from db.models import Snapshot
from db.upgrade import upgrade
from tests.bench_posts import fill_many
from tests.bench_source import KEY, source
from tests.bench_table import Row, Size, at_most, at_most_times, percentile
from tests.fakes import tiktok
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import BotProcess, free_port

POSTS = 100_000
"""So many are due when a round begins; more than it comes to while people are busy."""
READINGS, READ_POST = 10_000, 999
"""So many readings has one post, whose picture is drawn again and again."""
LATENCY_S = 0.05
PEOPLE, READ_S = 4, 0.15
"""So many people, and for so long each reads an answer."""
PATIENCE_S = 60
STEADY = ("round at the documented pace", "500ms")
QUICK = ("round as fast as answers come", "1ms")
SERIALS = count(10**6)
GOAL_TIMES, GOAL_HELD_MS = 2, 50
WARM_UP = 40
"""So many commands come before what is measured."""

Act = Callable[[DiscordStandIn, Member], Coroutine[Any, Any, Reply]]


@dataclass
class Figures:
    """What people saw and what the loop did, a figure for each stretch of time."""

    acks: list[list[float]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def medians(self) -> list[float]:
        return [median(each) for each in self.acks]

    def at(self, share: float) -> list[float]:
        return [percentile(each, share) for each in self.acks]

    def longest(self, key: str) -> list[float]:
        return [float(each[key]) for each in self.held]


async def run(folder: Path, size: Size) -> list[Row]:
    commands, idle, drawn = size.pick(1_000, 2_000), Figures(), Figures()
    rounds = {STEADY: Figures()} if size is Size.SMALL else {STEADY: Figures(), QUICK: Figures()}
    for turn in range(size.pick(1, 3)):
        async with running(folder / f"idle-{turn}", 0, "1ms") as (bot, discord_, mara):
            await busy(bot, discord_, mara, idle, commands)
            await busy(bot, discord_, mara, drawn, commands // 50, look)
        for (what, pause), figures in rounds.items():
            async with running(folder / f"{what}-{turn}", POSTS, pause) as (bot, discord_, mara):
                await busy(bot, discord_, mara, figures, commands)
    rows = acked("no round", idle, idle, is_goal=False) + held("no round", idle)
    for (what, _), figures in rounds.items():
        rows += acked(what, figures, idle) + held(what, figures)
    return rows + held(f"pictures of {READINGS:,} readings", drawn)


def acked(what: str, seen: Figures, idle: Figures, *, is_goal: bool = True) -> list[Row]:
    """How soon commands were acknowledged, beside the same without a round."""
    commands = sum(len(each) for each in seen.acks)
    return [
        Row(f"ack, {what}: median", seen.medians(), "ms", idle.medians()),
        Row(
            f"ack, {what}: 99 %",
            seen.at(0.99),
            "ms",
            idle.at(0.99),
            at_most_times(GOAL_TIMES) if is_goal else None,
            f"{commands:,} commands; trouble: {'; '.join(seen.trouble) or 'none'}",
        ),
        Row(f"ack, {what}: longest", seen.at(1.0), "ms", idle.at(1.0)),
    ]


def held(what: str, seen: Figures) -> list[Row]:
    """The longest step of the event loop: by the clock, and of that the time it really worked."""
    longest = max(seen.held, key=lambda each: each["longest_cpu_ms"])
    note = f"{longest['steps']:,} steps; {longest['where']}" if longest["where"] else ""
    return [
        Row(f"longest step, {what}: wall", seen.longest("longest_ms"), "ms"),
        Row(
            f"longest step, {what}: CPU",
            seen.longest("longest_cpu_ms"),
            "ms",
            goal=at_most(GOAL_HELD_MS),
            note=note,
        ),
    ]


@asynccontextmanager
async def running(
    folder: Path, posts: int, pause: str
) -> AsyncIterator[tuple[BotProcess, DiscordStandIn, Member]]:
    """The bot on a server with so many due posts, when it is up."""
    async with source(LATENCY_S) as url, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        await prepare(folder, guild.id, posts)
        env = environment(url, discord_, pause)
        async with BotProcess(env, discord_, folder, watch_loop=True) as bot:
            await bot.until_up(discord_.wait_ready(PATIENCE_S))
            yield bot, discord_, mara
            await bot.terminate()


def environment(url: str, discord_: DiscordStandIn, pause: str) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord_.token,
        "STATUS_PORT": str(free_port()),
        "TIKTOK_SOURCES": "scrapecreators",
        "SCRAPECREATORS_API_KEY": KEY,
        "SCRAPECREATORS_BASE_URL": url,
        "TIKTOK_BASE_URL": url,
        "TIKTOK_BATCH_PAUSE": pause,
    }


async def prepare(folder: Path, guild_id: int, posts: int) -> None:
    """Due posts; without a round as many that are due in a day, for lists of them take their time, too."""
    await asyncio.to_thread(folder.mkdir)
    now = datetime.now(UTC)
    database = open_database(f"sqlite+aiosqlite:///{folder / 'viewledger.db'}")
    await upgrade(database)
    await fill_many(database, posts or POSTS, now, guild_id, due_at=now if posts else now + timedelta(days=1))
    async with database.sessions.begin() as session:
        session.add_all(read(now - timedelta(minutes=number), number) for number in range(READINGS))
    await database.close()


def read(at: datetime, number: int) -> Snapshot:
    return Snapshot(
        post_id=READ_POST,
        taken_at=at,
        source="scrapecreators",
        metric="play_count",
        is_exact=True,
        views=1_000_000 - number * 50,
        likes=50_000 - number,
        comments=900,
        shares=40,
    )


async def busy(
    bot: BotProcess,
    discord_: DiscordStandIn,
    who: Member,
    into: Figures,
    commands: int,
    act: Act | None = None,
) -> None:
    """Have so many commands carried out, by all people together, and note how soon each was acknowledged."""
    doing: Sequence[Act] = [act] if act else [lists, shows, submits, tells]
    await carry_out(discord_, who, doing, WARM_UP if act is None else PEOPLE)
    await bot.held_up()
    replies = await carry_out(discord_, who, doing, commands)
    into.held.append(await bot.held_up())
    into.trouble += [line for line in bot.lines if "Traceback" in line] + discord_.violations
    into.acks.append([reply.acked_after_s * 1_000 for reply in replies if reply.acked_after_s is not None])


async def carry_out(
    discord_: DiscordStandIn, who: Member, doing: Sequence[Act], commands: int
) -> list[Reply]:
    queue = deque(islice(cycle(doing), commands))
    done = await asyncio.gather(*(person(discord_, who, queue) for _ in range(PEOPLE)))
    return [reply for replies in done for reply in replies]


async def person(discord_: DiscordStandIn, who: Member, queue: deque[Act]) -> list[Reply]:
    """Carries out what is left, one after the other; what was answered."""
    replies = list[Reply]()
    while queue:
        reply = await queue.popleft()(discord_, who)
        replies.append(await reply.done(PATIENCE_S))
        await asyncio.sleep(READ_S)
    return replies


async def lists(discord_: DiscordStandIn, who: Member) -> Reply:
    return await discord_.slash(who, "post list")


async def shows(discord_: DiscordStandIn, who: Member) -> Reply:
    return await discord_.slash(who, "post show", post="#998")


async def submits(discord_: DiscordStandIn, who: Member) -> Reply:
    """Somebody new hands in a post."""
    ref = tiktok(datetime.now(UTC), next(SERIALS))
    return await discord_.slash(who.guild.add_member("Creator"), "submit-post", url=ref.url)


async def tells(discord_: DiscordStandIn, who: Member) -> Reply:
    return await discord_.slash(who, "campaign show")


async def look(discord_: DiscordStandIn, who: Member) -> Reply:
    """The card of the post with many readings."""
    return await discord_.slash(who, "post show", post=f"#{READ_POST}")
