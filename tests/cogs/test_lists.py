"""Campaigns, creators, lists and suggestions in Discord, from the command to what people see."""

import pytest
import simcord

from core.domain.access import Caller
from core.domain.terms import Platform
from core.services import creators
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, hand_in, said
from tests.fakes import FakeSource

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


async def test_lists_turn_their_pages_after_a_restart(stage: Stage, summer: Caller) -> None:
    for number in range(12):
        await creators.add(stage.bot.app, summer, handle=f"c{number}", platform=Platform.TIKTOK)
    first = await stage.editor.slash(stage.channel, "creator list", campaign="summer launch")
    assert first.response is not None
    assert embed(first).footer.text == "Page 1 of 2 · 13 in all"
    assert buttons(first.response) == ["Next"]
    await stage.env.restart_bot(Bot(stage.bot.app))

    second = await stage.editor.click(first.response, label="Next")

    assert embed(second).footer.text == "Page 2 of 2 · 13 in all"
    assert buttons(second.response) == ["Previous"]


async def test_one_screen_has_no_buttons(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    for command in ("campaign list", "creator list", "post list"):
        done = await stage.editor.slash(stage.channel, command)
        assert buttons(done.response) == []


async def test_a_narrowed_list_keeps_its_filters(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    active = await stage.editor.slash(
        stage.channel, "post list", campaign="Summer Launch", status="active", creator="@anna"
    )
    paid = await stage.editor.slash(stage.channel, "post list", status="paid")

    assert "`#1` **Active** · 1,234 views" in (embed(active).description or "")
    assert "No posts here yet" in (embed(paid).description or "")


async def test_suggestions_are_for_those_who_may(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    async def offered(who: simcord.MemberActor, command: str, option: str, typed: str) -> list[str]:
        return [each["value"] for each in await who.autocomplete(stage.channel, command, option, typed)]

    assert await offered(stage.editor, "post show", "post", "anna") == ["#1"]
    assert await offered(stage.editor, "creator show", "creator", "an") == ["#1"]
    assert await offered(stage.editor, "campaign show", "campaign", "SUM") == ["#1"]
    assert await offered(stage.anna, "submit-post", "campaign", "") == ["#1"]
    assert await offered(stage.anna, "post show", "post", "anna") == []
    assert await offered(stage.anna, "campaign show", "campaign", "") == []


async def test_suggestions_survive_trouble(stage: Stage) -> None:
    await stage.bot.app.database.close()
    stage.bot.app = None  # type: ignore[assignment]  # nothing works any more

    assert await stage.editor.autocomplete(stage.channel, "post show", "post", "x") == []


async def test_campaigns_are_made_and_changed(stage: Stage) -> None:
    made = await stage.admin.slash(
        stage.channel, "campaign create", name="*Fall*", currency="EUR", budget="5000"
    )
    changed = await stage.admin.slash(stage.channel, "campaign edit", campaign="#2", minimum_views=500)
    allowed = await stage.admin.slash(
        stage.channel, "campaign allow-server", server_id="200000000000000002", campaign="#2"
    )
    blocked = await stage.admin.slash(
        stage.channel, "campaign block-server", server_id="200000000000000002", campaign="#2"
    )
    shown = await stage.editor.slash(stage.channel, "campaign show", campaign="#2")

    assert embed(made).title == r"\*Fall\*"
    assert "Minimum: 500 views" in (fields(changed)["Rules"] or "")
    assert "`200000000000000002`" in (fields(allowed)["Servers"] or "")
    assert "no longer" in (embed(blocked).description or "")
    assert "Budget: 5,000.00 EUR" in (fields(shown)["Money"] or "")


async def test_creators_are_added_paused_and_resumed(stage: Stage) -> None:
    added = await stage.admin.slash(
        stage.channel,
        "creator add",
        handle="@Bob",
        platform="instagram",
        member=stage.anna,
        cpm="0.2",
        cap=100,
        window_days=3,
        mode="selective",
    )
    paused = await stage.admin.slash(stage.channel, "creator pause", creator="bob")
    again = await stage.admin.slash(stage.channel, "creator pause", creator="bob")
    resumed = await stage.admin.slash(stage.channel, "creator resume", creator="bob")
    shown = await stage.editor.slash(stage.channel, "creator show", creator="bob")

    assert embed(added).title == "@bob on Instagram"
    assert "Paused" in (fields(paused)["Status"] or "")
    assert said(again) == "@bob is paused already. Nothing needs to change."
    assert "Active" in (fields(resumed)["Status"] or "")
    assert fields(shown)["Discord member"] == stage.anna.mention
    assert "Views count for 3 days (own)" in (fields(shown)["Rules"] or "")
