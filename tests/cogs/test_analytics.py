"""Analytics in Discord: figures, pictures, and a menu that outlives a restart and asks for the role."""

import pytest
import simcord

from core.domain.access import Caller
from core.domain.ledger import LedgerKind
from core.domain.metrics import TopBy
from db.models import Server
from tests.cogs.conftest import Bot, Stage, embed, fields, said
from tests.conftest import HOME
from tests.db.counted import added, adjusted, creator, read
from tests.fakes import NOON

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
async def posts(stage: Stage, summer: Caller) -> list[int]:
    """Two posts of Anna and one of a creator whose handle has markdown in it."""
    app = stage.bot.app
    bob = await creator(app, 1, "_bob_")
    usual = {"likes": 40, "comments": 5, "shares": 5}
    made = [
        await added(app, 1, 1, views=1_000, author_handle="anna", **usual),
        await added(app, 1, bob, views=4_000, author_handle="_bob_", likes=10, comments=0, shares=0),
        await added(app, 1, 1, views=None, read_at=None),
    ]
    await read(app, made[0], [(0, 1_000)])
    await adjusted(app, made[0], 12_345, LedgerKind.EARNED)
    return made


def pictures(message: simcord.ResponseMessage) -> list[str]:
    return [file.filename for file in message.attachments]


@pytest.mark.usefixtures("posts")
async def test_figures_come_with_their_age_and_pictures(stage: Stage) -> None:
    done = await stage.editor.slash(stage.channel, "analytics")

    assert done.response is not None
    first, second = done.response.embeds
    assert first.title == "Analytics: all campaigns"
    assert "Last 30 days · published since <t:" in (first.description or "")
    assert f"Every reading is from <t:{int(NOON.timestamp())}:R> or newer. 1 post was never read." in (
        first.description or ""
    )
    assert fields(done) == {
        "Videos": "**3**\nno period to compare",
        "Active creators": "**2**\nno period to compare",
        "Total views": "**5,000**\nno period to compare",
        "Average views": "**2,500**\nno period to compare",
        "Engagement rate": "**1.2 %**\nno period to compare",
        "Views unknown": "**1 post**\nPosts without known views are in no average and no rate.",
    }
    assert second.title == "Top posts: views of the last day"
    assert [(field.name, field.value) for field in second.fields] == [
        ("Top earners, USD", "1. @anna: 123.45 USD")
    ]
    assert pictures(done.response) == ["views.png", "shares.png"]


async def test_the_menu_ranks_otherwise_after_a_restart(stage: Stage, posts: list[int]) -> None:
    first = await stage.editor.slash(stage.channel, "analytics", range="all", platform="tiktok")
    assert first.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    menu = "vl:analytics:all:0:0:tiktok"
    by_views = await stage.editor.select(first.response, [TopBy.VIEWS.value], custom_id=menu)
    assert by_views.response is not None
    top = by_views.response.embeds[1]

    assert top.title == "Top posts: total views"
    lines = (top.description or "").split("\n")
    assert lines[0].startswith("1. [@\\_bob\\_](https://www.tiktok.com/@_bob_/video/")
    assert lines[0].endswith(f"`#{posts[1]}` on TikTok: **4,000 views**")
    assert lines[1].endswith("**1,000 views**")
    assert len(lines) == 2
    assert "All time · TikTok · days in `UTC`" in (by_views.response.embeds[0].description or "")


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (TopBy.LIKES, "**40 likes**, 1,000 views"),
        (TopBy.ENGAGEMENT, "**5 %**, 1,000 views"),
        (TopBy.DAILY, "**1,000** in a day, 1,000 views"),
    ],
)
@pytest.mark.usefixtures("posts")
async def test_leading_posts_say_what_they_lead_in(stage: Stage, by: TopBy, told: str) -> None:
    first = await stage.editor.slash(stage.channel, "analytics", range="7", creator="anna")
    assert first.response is not None

    done = await stage.editor.select(first.response, [by.value], custom_id="vl:analytics:7:0:1:any")

    assert done.response is not None
    assert told in (done.response.embeds[1].description or "")


@pytest.mark.usefixtures("posts")
async def test_the_menu_asks_for_the_role_again(stage: Stage) -> None:
    first = await stage.editor.slash(stage.channel, "analytics")
    assert first.response is not None
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).editor_role_id = None

    done = await stage.editor.select(first.response, ["likes"], custom_id="vl:analytics:30:0:0:any")

    assert said(done).startswith("This is for editors")


@pytest.mark.usefixtures("summer")
async def test_without_posts_it_says_what_to_do(stage: Stage) -> None:
    done = await stage.editor.slash(stage.channel, "analytics", campaign="Summer Launch")

    assert embed(done).title == "Analytics: Summer Launch"
    assert "`/post track` takes some in" in (embed(done).description or "")
