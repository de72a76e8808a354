"""Somebody in a hurry is slowed down kindly, and slows down nobody else."""

import pytest
import simcord

from tests.cogs.conftest import REF, Stage, said
from tests.fakes import FakeSource, reading

pytestmark = [pytest.mark.usefixtures("summer"), pytest.mark.simcord(check_errors=False)]


def words(result: simcord.InteractionResult) -> str:
    """The latest answer, be it words or a card."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    return message.content or str(message.embeds[0].description)


async def test_two_hundred_in_a_minute_are_slowed_down_and_others_are_not(
    stage: Stage, source: FakeSource
) -> None:
    source.tell(REF, reading(REF, 1_234))
    other = stage.guild.add_member(stage.env.create_user("ben"))

    hurried = [words(await stage.anna.slash(stage.channel, "submit-post", url=REF.url)) for _ in range(200)]
    ben = words(await other.slash(stage.channel, "submit-post", url=REF.url))

    assert "already tracked" in hurried[9]
    slowed = [text for text in hurried if text.startswith("That is faster than posts can be read. Go on in ")]
    assert len(slowed) == 190
    assert all("several links go in one message" in text for text in slowed)
    assert "already tracked" in ben


async def test_being_slowed_down_is_told_to_the_person_alone(stage: Stage, source: FakeSource) -> None:
    source.tell(REF, reading(REF, 1_234))
    for _ in range(10):
        await stage.anna.slash(stage.channel, "submit-post", url=REF.url)

    told = await stage.anna.slash(stage.channel, "submit-post", url=REF.url)

    assert said(told).startswith("That is faster")
