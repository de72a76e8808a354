"""What is to be told, as jobs: a worker sends it that hears of no server, in the words the bot chooses."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import Client
from bot.line import UNREACHABLE
from cogs.errors import NOBODY
from cogs.letters import Letters
from cogs.telling_jobs import TellingJobs
from core.domain.access import Caller, Role
from core.domain.telling import Topic
from core.domain.terms import Platform
from core.services import campaigns, creators, jobs
from core.services.app import App
from core.services.jobs import Home
from db import campaigns as campaign_rows
from db import letters as rows
from tests.core.services.queueing import FakeQueue
from tests.standins.discord_server import DiscordStandIn
from tests.standins.payloads import Guild, Member


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@dataclass
class World:
    """A server with a creator's member, the bot that is in it, and a worker's client."""

    app: App
    server: DiscordStandIn
    guild: Guild
    anna: Member
    bot: Client
    worker: discord.Client


@pytest.fixture
async def world(app: App, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    async with DiscordStandIn() as server:
        monkeypatch.setattr(Route, "BASE", f"{server.url}/api/v10")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway.url))
        guild = server.add_guild("Studio")
        anna, bot = guild.add_member("Anna"), Client(app, None)
        by = Caller(guild.id, 1, Role.ADMIN)
        await campaigns.create(app, by, name="Summer")
        await creators.add(app, by, handle="anna", platform=Platform.TIKTOK, discord_id=anna.id)
        worker = discord.Client(intents=discord.Intents.none(), allowed_mentions=NOBODY)
        await worker.login(server.token)
        try:
            yield World(app, server, guild, anna, bot, worker)
        finally:
            await worker.close()
        assert server.violations == []


async def happen(world: World) -> None:
    async with world.app.sessions.begin() as session:
        await rows.write(
            session,
            home=await campaign_rows.by_id(session, 1),
            creator_id=1,
            post_id=None,
            topic=Topic.REJECTED,
            args={"currency": "USD", "reason": "812 views, 1,000 needed", "earned": 0, "views": 812},
            key="test",
            actor=None,
            now=world.app.clock(),
        )


async def test_a_worker_sends_letters_with_the_name_that_only_the_bot_knows(world: World) -> None:
    queue = FakeQueue()
    await happen(world)
    await TellingJobs(world.app, world.bot, queue).enqueue()
    assert queue.held == []  # it is not connected, and knows no server
    connected = asyncio.create_task(world.bot.start(world.server.token))
    await world.server.wait_ready()
    await world.bot.wait_until_ready()

    await TellingJobs(world.app, world.bot, queue).enqueue()
    (job,) = queue.held
    sender = Letters(world.app, world.worker, UNREACHABLE)
    await sender.send_in(Home(world.guild.id + 1, None, "en"))
    assert world.server.dms(world.anna.user) == []
    await sender.send_in(jobs.place_in(job))
    await sender.send_in(jobs.place_in(job))
    queue.held.clear()
    await TellingJobs(world.app, world.bot, queue).enqueue()
    await world.bot.close()
    await connected

    (message,) = world.server.dms(world.anna.user)
    assert jobs.place_in(job) == Home(world.guild.id, "Studio", "en")
    assert "News about your posts in “Studio”" in message.text
    assert queue.held == []
