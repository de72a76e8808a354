"""A warning about a budget over the real wire: one message, though its answer is lost and the power goes."""

import pytest
from discord.utils import utcnow

from tests.standins.messages import Message
from tests.standins.payloads import Channel
from tests.whole.conftest import World


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


def warnings(world: World, channel: Channel) -> list[Message]:
    return [each for each in world.discord.channel_messages(channel) if "The budget of" in each.text]


async def test_a_warning_is_one_message_whatever_happens(world: World) -> None:
    team = world.guild.add_channel("team")
    await world.prepare("anna", cpm="1", cap=8_000)
    await world.run(world.mara, "campaign edit", budget="10")
    await world.track(world.publish(utcnow(), views=10))
    await world.until("SELECT count(*) FROM notices WHERE sent_at IS NULL", [(1,)])
    await world.crash()
    world.discord.fail_next("POST", f"/channels/{team.id}/messages", None, times=2, late=True)

    screen = await world.run(world.mara, "setup")
    await (await world.discord.select(world.mara, screen, "vl:setup:channel", [team])).done()

    await world.until("SELECT count(*) FROM notices WHERE sent_at IS NOT NULL", [(1,)])
    (only,) = warnings(world, team)
    assert "has reached 75 %" in only.text
    assert len([each for each in world.discord.requests if each.path.endswith(f"{team.id}/messages")]) > 1
    await world.crash()
    await world.track(world.publish(utcnow(), 2, views=10))
    assert warnings(world, team) == [only]
