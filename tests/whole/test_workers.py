"""The bot beside workers, each a real process, on one PostgreSQL database: everything once, whoever dies."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import discord
import pytest
from discord.utils import utcnow

from core.domain.jobs import JOB_POSTS
from core.domain.terms import Platform
from tests.bot.running import ask
from tests.fakes import instagram, tiktok
from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import BotProcess, free_port
from tests.standins.source_server import SourceStandIn
from tests.standins.wiring import settings
from tests.whole.conftest import World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

SHARED = {
    "WORKERS": "external",
    "LOOP_BEAT": "300ms",
    "REFRESH_INTERVAL": "6h",
    "WATCH_INTERVAL": "1h",
    "TIKTOK_BATCH_PAUSE": "10ms",
    "INSTAGRAM_PAUSE": "250ms",
    "TIKTOK_SOURCES": "scrapecreators",
}
POSTS = 60
DOUBLED = "SELECT post_id, views FROM snapshots GROUP BY post_id, views HAVING count(*) > 1"
DUE = "UPDATE posts SET next_check_at = now() - interval '1 minute'"


@dataclass
class Yard(World):
    """A world whose work is done by others."""

    stack: AsyncExitStack

    async def worker(self, name: str) -> BotProcess:
        env = self.bot.env | {"STATUS_PORT": str(free_port())}
        worker = BotProcess(env, self.discord, arguments=["worker", "--name", name, "--concurrency", "2"])
        await self.stack.enter_async_context(worker)
        await worker.wait_line(f"worker {name}: up to 2 jobs", 60)
        return worker

    async def until_jobs(self, **facts: object) -> dict[str, object]:
        """What /health says of the queue as soon as it says this."""
        async with asyncio.timeout(60):
            while True:
                _, health = await ask(self.bot, "/health")
                queue = health["queue"] or {}
                if facts.items() <= (queue | {"grade": health["status"]}).items():
                    return dict(queue)
                await asyncio.sleep(0.1)  # it is asked for, and rings no bell

    async def fill(self, posts: int) -> list[str]:
        """Posts that were read once and are due again; their ids at the platform."""
        await self.prepare("anna")
        now = utcnow() - timedelta(hours=2)
        links = [self.publish(now, serial, views=serial + 10) for serial in range(posts)]
        for first in range(0, posts, 40):
            await self.track(*links[first : first + 40])
        return [tiktok(now, serial).platform_post_id for serial in range(posts)]

    def asked(self, since: int = 0) -> Counter[str]:
        return Counter(each.post_id for each in self.source.asked[since:])


@pytest.fixture
async def yard(tmp_path: Path, database_url: str) -> AsyncIterator[Yard]:
    async with SourceStandIn() as source, DiscordStandIn() as discord_, AsyncExitStack() as stack:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        env = settings(source, discord_, DATABASE_URL=database_url, **SHARED)
        bot = await stack.enter_async_context(BotProcess(env, discord_, tmp_path))
        await bot.until_up(discord_.wait_ready(60))
        made = Yard(discord_, source, bot, guild, mara, database_url, stack)
        yield made
        assert discord_.violations == []
        assert "Traceback" not in bot.text


async def test_due_posts_are_read_once_and_written_once(yard: Yard) -> None:
    ids = await yard.fill(POSTS)
    for post in yard.source.posts.values():
        post.views = 9_000
    await yard.rows(DUE)
    before = len(yard.source.asked)
    await yard.until_jobs(workers=0, grade="warn")
    assert yard.asked(before) == {}

    await yard.worker("one")
    await yard.worker("two")
    await yard.until("SELECT count(*) FROM posts WHERE views = 9000", [(POSTS,)])
    told = await yard.until_jobs(workers=2, waiting={}, running={})

    assert told["oldest_at"] is None
    asked = yard.asked(before)
    assert asked.pop("page") == -(-POSTS // JOB_POSTS)  # each job asks for one of the author's, and reads it
    assert set(asked.values()) == {1}
    assert set(asked) < set(ids)
    assert await yard.rows("SELECT count(*) FROM snapshots WHERE views = 9000") == [(POSTS,)]
    assert await yard.rows(DOUBLED) == []


async def test_the_job_of_a_killed_worker_is_run_again_and_nothing_is_doubled(yard: Yard) -> None:
    await yard.fill(POSTS)
    for post in yard.source.posts.values():
        post.views = 9_000
    one = await yard.worker("one")
    await yard.until_jobs(workers=1)
    yard.source.latency_s = 0.05
    before = len(yard.source.asked)
    await yard.rows(DUE)

    await yard.source.wait_asked(before + POSTS // 4)
    await one.kill9()
    await yard.worker("two")
    await yard.until("SELECT count(*) FROM posts WHERE views = 9000", [(POSTS,)])

    assert await yard.rows("SELECT count(*) FROM snapshots WHERE views = 9000") == [(POSTS,)]
    assert await yard.rows(DOUBLED) == []
    await yard.until_jobs(workers=1, waiting={}, running={})


async def test_a_worker_that_is_told_to_stop_leaves_its_jobs_to_others(yard: Yard) -> None:
    await yard.fill(POSTS)
    for post in yard.source.posts.values():
        post.views = 9_000
    one = await yard.worker("one")
    yard.source.latency_s = 0.2
    before = len(yard.source.asked)
    await yard.rows(DUE)
    await yard.source.wait_asked(before + 10)

    assert await one.terminate() == 0
    yard.source.latency_s = 0
    await yard.worker("two")
    await yard.until("SELECT count(*) FROM posts WHERE views = 9000", [(POSTS,)])

    assert await yard.rows(DOUBLED) == []
    assert "Traceback" not in one.text


async def test_the_pace_is_one_for_all_workers(yard: Yard) -> None:
    await yard.run(yard.mara, "campaign create", name="Summer Launch")
    await yard.run(yard.mara, "creator add", handle="anna", platform=Platform.INSTAGRAM.value)
    made = utcnow() - timedelta(hours=2)
    refs = [instagram(made, serial) for serial in range(6)]
    for ref in refs:
        yard.source.add_post("instagram", ref.platform_post_id, handle="anna", published_at=made)
    await yard.track(*(ref.url for ref in refs))
    await yard.worker("one")
    await yard.worker("two")
    before = len(yard.source.asked)

    for first in (0, 2, 4):  # two at a time make a job, and no page of their author is asked for
        two = ", ".join(f"'{ref.platform_post_id}'" for ref in refs[first : first + 2])
        await yard.rows(f"{DUE} WHERE platform_post_id IN ({two})")
        await yard.source.wait_asked(before + first + 1, 60)
    asked = await yard.source.wait_asked(before + len(refs), 60)

    times = [each.at for each in asked[before:]]
    assert len(times) == len(refs)
    assert (
        min(later - sooner for sooner, later in pairwise(times)) >= 0.24
    )  # by another clock than the gate's


async def test_accounts_are_synced_and_people_are_told_by_workers(yard: Yard) -> None:
    await yard.worker("one")
    team = yard.guild.add_channel("team")
    await yard.prepare("anna", cpm="1", cap=8_000, member=yard.mara)
    screen = await yard.run(yard.mara, "setup")
    await (await yard.discord.select(yard.mara, screen, "vl:setup:channel", [team])).done()
    await yard.run(yard.mara, "watch add", handle="anna", platform=Platform.TIKTOK.value, creator="anna")
    await yard.run(yard.mara, "campaign edit", budget="10")
    yard.publish(utcnow() + timedelta(seconds=1), 3, views=9_000)

    await yard.rows("UPDATE watched_accounts SET next_sync_at = now() - interval '1 minute'")
    await yard.until("SELECT count(*) FROM posts", [(1,)])
    await yard.until("SELECT count(*) FROM notices WHERE channel = 'admin' AND sent_at > made_at", [(1,)])

    told = [each.text for each in yard.discord.channel_messages(team)]
    assert len([text for text in told if "The budget of" in text]) == 1
