"""Discord is busy, broken, or ends the session: what was asked for is done once, and the person sees it."""

import pytest

from tests.whole.conftest import World

CALLBACK, FOLLOW_UP = r"/interactions/\d+/[^/]+/callback", r"^/webhooks/"
FAULTS = [(path, status) for path in (CALLBACK, FOLLOW_UP) for status in (429, 500)]


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def test_a_busy_or_broken_discord_costs_no_answer_and_doubles_no_action(world: World) -> None:
    for number, (path, status) in enumerate(FAULTS):
        world.discord.fail_next("POST", path, status)

        reply = await world.run(world.mara, "campaign create", name=f"Summer {number}")

        assert f"Summer {number}" in str(reply.message.json())
        assert world.discord.state.faults[-1].times == 0

    names = await world.rows("SELECT name FROM campaigns ORDER BY id")
    assert names == [(f"Summer {number}",) for number in range(len(FAULTS))]
    assert await world.rows("SELECT count(*) FROM audit_entries") == [(len(FAULTS),)]


async def test_a_session_that_discord_ends_is_begun_anew_and_commands_go_on(world: World) -> None:
    await world.discord.ask_to_reconnect()
    await world.discord.wait_resumed()
    await world.discord.invalidate()
    await world.discord.wait_identified(2)

    await world.run(world.mara, "campaign create", name="Summer")

    assert await world.rows("SELECT name FROM campaigns") == [("Summer",)]
    assert world.discord.syncs == [None]
