"""The real program over a real websocket, beside stand-ins of Discord and of the sources."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import discord
import pytest

from core.domain.terms import Platform
from tests.fakes import tiktok
from tests.standins.discord_reply import Reply
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Guild, Member
from tests.standins.process import BotProcess
from tests.standins.source_posts import Count
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings

QUICK = {
    "REFRESH_INTERVAL": "1s",
    "WATCH_INTERVAL": "1s",
    "LOOP_BEAT": "100ms",
    "TIKTOK_BATCH_PAUSE": "10ms",
    "INSTAGRAM_PAUSE": "10ms",
}


@dataclass
class World:
    """One server with its admin and the bot in it."""

    discord: DiscordStandIn
    source: SourceStandIn
    bot: BotProcess
    guild: Guild
    mara: Member
    database_url: str

    async def run(self, who: Member, command: str, **options: Any) -> Reply:
        """What the person sees in the end."""
        return await (await self.discord.slash(who, command, **options)).done(20)

    async def track(self, *links: str) -> Reply:
        form = await (await self.discord.slash(self.mara, "post track")).acked()
        reply = await self.discord.submit_modal(self.mara, form, {"links": "\n".join(links)})
        return await reply.shows(r"\d+ of \d+ links? added", 30)

    async def prepare(self, *handles: str, **terms: Any) -> None:
        """A campaign and its TikTok creators."""
        await self.run(self.mara, "campaign create", name="Summer Launch")
        for handle in handles:
            await self.run(self.mara, "creator add", handle=handle, platform=Platform.TIKTOK.value, **terms)

    def publish(self, published_at: datetime, serial: int = 1, *, views: Count, handle: str = "anna") -> str:
        """A post that the source knows; its link."""
        ref = tiktok(published_at, serial, handle)
        self.source.add_post(
            "tiktok", ref.platform_post_id, handle=handle, published_at=published_at, views=views
        )
        return ref.url

    async def crash(self) -> None:
        """A power cut, and the next start."""
        identified = self.discord.gateway.identified
        await self.bot.kill9()
        await self.bot.start()
        await self.bot.until_up(self.discord.wait_identified(identified + 1))

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds now, with whole numbers for true and false."""
        if self.database_url.startswith("sqlite"):
            path = self.database_url.removeprefix("sqlite+aiosqlite:///")
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                return database.execute(query).fetchall()
        connection = await asyncpg.connect(self.database_url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def until(self, query: str, answer: list[tuple[Any, ...]], timeout_s: float = 60) -> None:
        """Until the database answers so; it belongs to another process, which rings no bell here."""
        async with asyncio.timeout(timeout_s):
            while await self.rows(query) != answer:  # noqa: ASYNC110  as said
                await asyncio.sleep(0.05)


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> AsyncIterator[World]:
    async with SourceStandIn() as source, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        env = settings(source, discord_, DATABASE_URL=database_url, **QUICK)
        async with BotProcess(env, discord_, tmp_path) as bot:
            await bot.until_up(discord_.wait_ready())
            yield World(discord_, source, bot, guild, mara, database_url)
        assert discord_.violations == []
        assert [line for line in bot.lines if "Traceback" in line] == []
