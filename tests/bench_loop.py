"""The real process while it refreshes 2,000 posts: how soon people are answered, what holds its loop up."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import discord

from db.engine import open_database
from db.models import Snapshot
from db.upgrade import upgrade
from tests.bench_posts import fill
from tests.fakes import tiktok
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Member
from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

POSTS = 2_000
READINGS, READ_POST = 10_000, 999
"""So many readings has one post, whose picture is drawn again and again."""
IDLE_S = 8
LATENCY_S = 0.02
PEOPLE = 3
SERIALS = count(10**6)
GOAL_ACK_MS, GOAL_HELD_MS = 300, 50


Person = Callable[[DiscordStandIn, Member, SourceStandIn, list[Reply]], Coroutine[Any, Any, None]]


@dataclass
class Figures:
    """One stretch of time: what people saw, and what the loop did."""

    what: str
    seconds: float
    acks_ms: list[float]
    held: dict[str, float]

    def tell(self) -> None:
        acks, held = sorted(self.acks_ms), self.held
        print(
            f"  {self.what:<26}{len(acks):>6} interactions, acknowledged in"
            f" {median(acks):5.1f} ms (median), {acks[int(len(acks) * 0.99)]:5.1f} ms (99 %),"
            f" {acks[-1]:5.1f} ms (longest)"
        )
        print(
            f"  {'':<26}{held['steps']:>6,} steps of the loop, the longest {held['longest_ms']:.1f} ms"
            f" ({held['longest_cpu_ms']:.1f} ms of CPU time)  {held['where']}"
        )


async def run(folder: Path) -> None:
    print(f"The bot in its own process, {PEOPLE} people busy all the time, stand-ins on this machine")
    async with SourceStandIn(latency_s=LATENCY_S) as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        people = [
            guild.add_member(f"Admin {number}", discord.Permissions(manage_guild=True))
            for number in range(PEOPLE)
        ]
        await prepare(folder, source, guild.id)
        pace = {"TIKTOK_BATCH_PAUSE": "1ms", "LOOP_BEAT": "1s", "LOG_LEVEL": "INFO"}
        env = settings(source, discord_, **pace)
        async with BotProcess(env, discord_, folder, watch_loop=True) as bot:
            await bot.until_up(discord_.wait_ready())
            busy = await stretch(f"refresh of {POSTS:,} posts", bot, discord_, people, source, POSTS)
            idle = await stretch("no refresh (baseline)", bot, discord_, people, source, None)
            drawn = await stretch(
                f"pictures of {READINGS:,} readings", bot, discord_, people, source, None, look
            )
            trouble = [line for line in bot.lines if "Traceback" in line] + discord_.violations
            await bot.terminate()
    idle.tell()
    busy.tell()
    drawn.tell()
    longest = max(busy.acks_ms)
    print(f"  refresh: {POSTS / busy.seconds:,.0f} posts/s; trouble: {trouble or 'none'}")
    print(f"  acknowledged under {GOAL_ACK_MS} ms: {'yes' if longest < GOAL_ACK_MS else 'NO'}")
    held_ms = max(each.held["longest_ms"] for each in (busy, drawn))
    print(f"  loop never held up for {GOAL_HELD_MS} ms: {'yes' if held_ms < GOAL_HELD_MS else 'NO'}")


async def prepare(folder: Path, source: SourceStandIn, guild_id: int) -> None:
    now = datetime.now(UTC)
    database = open_database(f"sqlite+aiosqlite:///{folder / 'viewledger.db'}")
    await upgrade(database)
    for ref in await fill(database, POSTS, now, guild_id):
        source.add_post("tiktok", ref.platform_post_id, handle="anna", published_at=now - timedelta(days=1))
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


async def stretch(
    what: str,
    bot: BotProcess,
    discord_: DiscordStandIn,
    people: list[Member],
    source: SourceStandIn,
    looks: int | None,
    person: Person | None = None,
) -> Figures:
    """Let people work, as `person` does, until so many looks have been made, or for a while."""
    replies: list[Reply] = []
    await bot.held_up()
    started = time.perf_counter()
    working = [asyncio.create_task((person or work)(discord_, who, source, replies)) for who in people]
    if looks is None:
        await asyncio.sleep(IDLE_S)
    else:
        await source.wait_asked(looks, 300)
    seconds = time.perf_counter() - started
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    acks_ms = [reply.acked_after_s * 1000 for reply in replies if reply.acked_after_s is not None]
    return Figures(what, seconds, acks_ms, await bot.held_up())


async def work(discord_: DiscordStandIn, who: Member, source: SourceStandIn, replies: list[Reply]) -> None:
    """One person: lists, cards, and new posts that others hand in, one thing after the other."""
    while True:
        now = datetime.now(UTC)
        ref = tiktok(now, next(SERIALS))
        source.add_post("tiktok", ref.platform_post_id, handle="anna", published_at=now)
        for reply in (
            await discord_.slash(who, "post list"),
            await discord_.slash(who, "post show", post="#1000"),
            await discord_.slash(who.guild.add_member("Creator"), "submit-post", url=ref.url),
            await discord_.slash(who, "campaign show"),
        ):
            replies.append(reply)
            await reply.done(30)


async def look(discord_: DiscordStandIn, who: Member, source: SourceStandIn, replies: list[Reply]) -> None:
    """One person: the card of the post with many readings, over and over."""
    while True:
        reply = await discord_.slash(who, "post show", post=f"#{READ_POST}")
        replies.append(reply)
        await reply.done(30)
