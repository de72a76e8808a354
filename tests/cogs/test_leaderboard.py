"""The leaderboard in Discord: everybody sees it, a refusal only who asked, pages turn after a restart."""

import pytest
import simcord

from core.domain.access import Caller
from core.domain.ledger import LedgerKind
from core.services import campaigns
from tests.cogs.conftest import Bot, Stage, buttons, said
from tests.db.counted import added, adjusted, creator

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


def text(message: simcord.ResponseMessage | None) -> str:
    assert message is not None
    assert not message.ephemeral
    return message.embeds[0].description or ""


async def test_anybody_sees_who_leads_with_handles_escaped(stage: Stage) -> None:
    app = stage.bot.app
    bob = await creator(app, 1, "_bob_")
    post = await added(app, 1, bob, views=4_000, likes=40, comments=0, shares=0)
    await adjusted(app, post, 500, LedgerKind.EARNED)
    await added(app, 1, 1, views=1_000)
    await added(app, 1, 1, views=None)

    done = await stage.anna.slash(stage.channel, "leaderboard")

    assert text(done.response).split("\n") == [
        "🥇 1. @\\_bob\\_ on TikTok: **4,000 views** · 1 post · engagement 1 %",
        "🥈 2. @anna on TikTok: **1,000 views** · 2 posts · engagement unknown · 1 post with unknown views",
    ]
    assert done.response is not None
    assert done.response.embeds[0].title == "Summer Launch: views"
    assert done.response.components == []


async def test_earnings_are_refused_kindly_until_they_are_shown(stage: Stage, summer: Caller) -> None:
    app = stage.bot.app
    await adjusted(app, await added(app, 1, 1), 12_345, LedgerKind.EARNED)

    refused = await stage.anna.slash(stage.channel, "leaderboard", by="earnings")
    await campaigns.edit(app, summer, campaign=None, shows_amounts=True)
    done = await stage.anna.slash(stage.channel, "leaderboard", by="earnings")

    assert said(refused).startswith("“Summer Launch” keeps to itself what creators earn.")
    assert text(done.response).startswith("🥇 1. @anna on TikTok: **123.45 USD** · 100 views · 1 post")


async def test_nobody_ranked_says_what_to_do(stage: Stage) -> None:
    await added(stage.bot.app, 1, 1, views=None)

    done = await stage.anna.slash(stage.channel, "leaderboard", campaign="Summer Launch")

    assert text(done.response).startswith("Nobody is ranked yet")
    assert done.response is not None
    assert (done.response.embeds[0].fields[0].value or "").startswith("1 creator is left out")


async def test_pages_turn_after_a_restart_and_hide_amounts_again(stage: Stage, summer: Caller) -> None:
    app = stage.bot.app
    await campaigns.edit(app, summer, campaign=None, shows_amounts=True)
    for number in range(11):
        post = await added(app, 1, await creator(app, 1, f"c{number:02}"), views=1_000 - number)
        await adjusted(app, post, 2_000 - number, LedgerKind.EARNED)
    first = await stage.anna.slash(stage.channel, "leaderboard", by="earnings")
    assert buttons(first.response) == ["Next"]
    await stage.env.restart_bot(Bot(app))

    assert first.response is not None
    second = await stage.editor.click(first.response, label="Next")
    assert text(second.response).startswith("11. @c10 on TikTok: **19.90 USD**")
    await campaigns.edit(app, summer, campaign=None, shows_amounts=False)
    assert second.response is not None
    refused = await stage.editor.click(second.response, label="Previous")

    assert "keeps to itself what creators earn" in said(refused)
