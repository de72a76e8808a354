"""Two processes on one PostgreSQL database: one talks and works, the other takes over when it dies."""

from collections.abc import AsyncIterator

import pytest
from discord.utils import utcnow

from tests.bot.running import until_health
from tests.standins.process import BotProcess, free_port
from tests.whole.conftest import World

HANDED_OVER_S = 30


@pytest.fixture
async def second(world: World) -> AsyncIterator[BotProcess]:
    """A process like the first, which has come later."""
    env = world.bot.env | {"STATUS_PORT": str(free_port())}
    async with BotProcess(env, world.discord) as bot:
        await bot.wait_line("standing by: another process on this database has the turn", 60)
        yield bot


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_second_process_takes_over_and_nothing_is_doubled(world: World, second: BotProcess) -> None:
    await world.prepare("anna")
    await world.track(world.publish(utcnow(), views=10))
    standby = await until_health(second, is_standby=True, connected=False)
    assert standby["status"] == "pass"
    assert all(loop["is_standby"] for loop in standby["loops"] if loop["ok_at"])
    assert world.discord.gateway.identified == 1

    await world.bot.kill9()
    await world.discord.wait_identified(2, HANDED_OVER_S)
    read = len(world.source.asked)
    told = await world.run(world.mara, "post list")
    await world.source.wait_asked(read + 2, HANDED_OVER_S)

    assert "Active" in told.text
    await until_health(second, is_standby=False, connected=True)
    await world.bot.start()
    await world.bot.wait_line("standing by", 60, after=len(world.bot.lines))
    assert "Active" in (await world.run(world.mara, "post list")).text
    assert world.discord.gateway.identified == 2
    assert world.discord.syncs == [None]
    assert await world.rows("SELECT count(*) FROM audit_entries WHERE action = 'creator add'") == [(1,)]
    assert [line for line in second.lines if "Traceback" in line] == []
