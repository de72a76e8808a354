"""From a server that has just invited the bot to its first tracked post, counted in things people do."""

import pytest
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.whole.conftest import World


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def test_the_first_post_is_tracked_after_fewer_than_ten_interactions(world: World) -> None:
    discord_, mara, guild = world.discord, world.mara, world.guild
    anna = guild.add_member("Anna")
    link = world.publish(utcnow(), views=5_000)

    screen = await world.run(mara, "setup")
    for menu, choice in (
        ("vl:setup:role:admin", guild.add_role("Leads")),
        ("vl:setup:role:editor", guild.add_role("Editors")),
        ("vl:setup:channel", guild.channel),
        ("vl:setup:submissions", guild.channel),
    ):
        screen = await (await discord_.select(mara, screen, menu, [choice])).done(20)
    await world.run(mara, "campaign create", name="Summer Launch")
    terms = {"cpm": "0.50", "cap": 500_000}
    await world.run(mara, "creator add", handle="anna", platform=Platform.TIKTOK.value, member=anna, **terms)
    submitted = await world.run(anna, "submit-post", url=link)

    assert "**added**: `#1` @anna in Summer Launch, 5,000 views at 0.50 USD per 1,000" in submitted.text
    assert await world.rows("SELECT status, views FROM posts") == [("active", 5_000)]
    assert len(discord_.state.replies) == 8
    (chosen,) = await world.rows(
        "SELECT admin_role_id, editor_role_id, admin_channel_id, submission_channel_id FROM servers"
    )
    assert None not in chosen
