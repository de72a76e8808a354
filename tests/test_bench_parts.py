"""The benchmark's own code at tiny sizes, so that it runs when figures are wanted; none of them is judged."""

import importlib
import inspect
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest
from sqlalchemy import func, select

from core.services.app import Pacing
from db.engine import Database
from db.models import Post
from tests import bench_bare, bench_largest, bench_loop, bench_memory, bench_round, bench_start
from tests.bench import PARTS
from tests.bench_posts import fill_many
from tests.bench_source import source
from tests.bench_table import Size
from tests.standins.discord_server import DiscordStandIn
from tests.standins.source_server import SourceStandIn

NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize("letter", PARTS)
def test_every_part_takes_a_folder_and_a_size(letter: str) -> None:
    run = importlib.import_module(PARTS[letter].module).run

    assert list(inspect.signature(run).parameters.values())[1].annotation is Size
    assert inspect.iscoroutinefunction(run)


@pytest.mark.parametrize("posts", [1, 2, 5])
async def test_copies_of_a_post_follow_on(database: Database, posts: int) -> None:
    first = await fill_many(database, posts, NOW, due_at=NOW + timedelta(days=1))

    async with database.reads() as session:
        found = (await session.execute(select(Post.id, Post.platform_post_id, Post.next_check_at))).all()
        last = await session.scalar(select(func.max(Post.id)))
    told = [str(int(first.platform_post_id) + number) for number in range(posts)]
    assert sorted(row.platform_post_id for row in found) == told
    assert {row.next_check_at for row in found} == {NOW + timedelta(days=1)}
    assert last == posts


async def test_a_round_reads_every_post_and_so_does_the_bare_loop(tmp_path: Path) -> None:
    async with source() as url, AsyncExitStack() as stack:
        app = await bench_round.program(stack, url, tmp_path / "ours.db", Pacing(10, 0, 600), 12)
        await bench_round.whole_round(app, 12)
        await bench_bare.bare_loop(url, tmp_path / "bare.sqlite", 12)
        async with app.reads() as session:
            read = await session.scalar(select(func.count()).where(Post.views.is_not(None)))

    assert read == 12


def test_the_least_is_answers_and_pauses() -> None:
    least, formula = bench_round.least_s(Pacing(10, 0.5), 25, 0.1)

    assert least == pytest.approx(3 * 2 * 0.1 + 2 * 0.5)
    assert formula == "3 x 2 x 100 ms of answers, 2 x 500 ms between them"


async def test_memory_is_that_of_a_process_which_made_its_looks(sqlite_only: str) -> None:
    async with source() as url:
        assert await bench_memory.peak(sqlite_only, url, 3, 3) > 20


async def test_people_are_answered_while_posts_are_refreshed(tmp_path: Path) -> None:
    seen = bench_loop.Figures()
    async with bench_loop.running(tmp_path / "busy", 1_000, "500ms") as (bot, discord_, mara):
        await bench_loop.busy(bot, discord_, mara, seen, 2, bench_loop.tells)

        async def helped() -> None:
            await (await discord_.slash(mara, "help")).done(60)

        rows = await bench_largest.asked(bot, "/help", helped)

    assert [len(acks) for acks in seen.acks] == [2]
    assert rows[0].middle > 0
    assert [row.ratio for row in bench_loop.acked("busy", seen, seen)] == [1, 1, 1]
    assert len(bench_loop.held("busy", seen)) == 2


async def test_a_start_takes_longer_to_an_answer_than_to_be_ready(tmp_path: Path) -> None:
    async with SourceStandIn() as source_, DiscordStandIn() as discord_:
        guild = discord_.add_guild("Sunny Drinks")
        mara = guild.add_member("Mara", discord.Permissions(manage_guild=True))
        ready, answered = await bench_start.start(tmp_path, source_, discord_, mara)

    assert 0 < ready < answered


async def test_what_most_starts_do_not_need_is_not_loaded() -> None:
    packages = await bench_start.packages()

    assert {"discord", "sqlalchemy", "cogs"} <= packages.keys()
    assert not {"openpyxl", "alembic"} & packages.keys()
