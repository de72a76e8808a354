"""`/explain` in Discord: who may see a receipt, and how it is asked for."""

from typing import Any

import pytest

from core.domain.access import Caller
from core.services import campaigns
from tests.cogs.conftest import Bot, Stage, embed, fields, hand_in, said
from tests.fakes import FakeSource


@pytest.mark.usefixtures("summer")
@pytest.mark.simcord(check_errors=False)
class TestInDiscord:
    async def test_the_creator_and_editors_see_it_and_nobody_else(
        self, stage: Stage, source: FakeSource
    ) -> None:
        await hand_in(stage, source)
        other = stage.guild.add_member(stage.env.create_user("other"))

        theirs = await stage.anna.slash(stage.channel, "explain", post="#1")
        editors = await stage.editor.slash(stage.channel, "explain", post="#1")
        strangers = await other.slash(stage.channel, "explain", post="#1")
        unknown = await other.slash(stage.channel, "explain", post="#99")

        assert embed(theirs).title == embed(editors).title == "Receipt: TikTok post by @anna"
        assert "Counting window" in fields(theirs)
        assert said(strangers) == said(unknown).replace("#99", "#1")
        assert said(strangers).startswith("No post of this server matches `#1`.")

    async def test_suggestions_are_ones_own(self, stage: Stage, source: FakeSource) -> None:
        await hand_in(stage, source)
        other = stage.guild.add_member(stage.env.create_user("other"))

        async def offered(who: Any) -> list[str]:
            return [each["value"] for each in await who.autocomplete(stage.channel, "explain", "post", "")]

        assert await offered(stage.anna) == ["#1"]
        assert await offered(stage.editor) == ["#1"]
        assert await offered(other) == []

    async def test_the_cards_button_shows_it_after_a_restart_and_leaves_the_card(
        self, stage: Stage, summer: Caller, source: FakeSource
    ) -> None:
        await campaigns.edit(stage.bot.app, summer, campaign=None, cpm="0.50", cap=500_000)
        await hand_in(stage, source)
        card = await stage.editor.slash(stage.channel, "post show", post="#1")
        assert card.response is not None
        await stage.env.restart_bot(Bot(stage.bot.app))

        done = await stage.editor.click(card.response, label="Explain")

        (shown,) = done.followups
        assert shown.ephemeral
        assert "`min(1,234, 500,000) \u00d7 0.50 / 1,000 = ~0.62 USD`" in (shown.embeds[0].description or "")
        assert embed(card).title == "TikTok post by @anna"
