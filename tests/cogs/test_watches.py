"""Watched accounts in Discord, from the command to what people see."""

from dataclasses import replace

import pytest
import simcord

from core.domain.terms import Platform
from core.services import watch_rounds
from core.services.app import App
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, said
from tests.fakes import NOON, FixedClock
from tests.simulated import PlayedAccount, PlayedSource

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


@pytest.fixture
def anna() -> PlayedAccount:
    return PlayedAccount(Platform.TIKTOK)


@pytest.fixture
def listing(anna: PlayedAccount) -> PlayedSource:
    return PlayedSource(anna)


@pytest.fixture
def app(app: App, listing: PlayedSource) -> App:
    return replace(app, accounts=dict.fromkeys(Platform, listing))


async def add(stage: Stage, **options: object) -> simcord.InteractionResult:
    given = {"handle": "@anna", "platform": "tiktok"} | options
    return await stage.editor.slash(stage.channel, "watch add", **given)


async def test_adding_an_account_says_what_came_in(stage: Stage, anna: PlayedAccount) -> None:
    for number in range(7):
        anna.publish(NOON - (number + 1) * (NOON - NOON.replace(hour=11)))

    done = await add(stage, **{"import": 5})

    shown = embed(done)
    assert shown.title == "@anna on TikTok"
    assert "Watched from now on. 5 new posts came in. Their numbers are read next." in (
        shown.description or ""
    )
    assert "Came in so far: 5 posts" in (fields(done)["Takes in"] or "")
    assert "for the creator @anna" in (fields(done)["Watched"] or "")
    assert buttons(done.response) == ["Sync now"]


async def test_a_failed_sync_is_shown_and_can_be_tried_again_after_a_restart(
    stage: Stage, anna: PlayedAccount, clock: FixedClock
) -> None:
    await add(stage)
    anna.is_private = True
    clock.advance(hours=7)
    await watch_rounds.run(stage.bot.app, Platform.TIKTOK)
    shown = await stage.editor.slash(stage.channel, "watch show", account="anna")
    trouble = fields(shown)["Last sync failed"] or ""
    assert "The account is private" in trouble
    assert "It is tried again <t:" in trouble
    assert "goes back to where the last one ended" in trouble
    assert buttons(shown.response) == ["Retry"]
    await stage.env.restart_bot(Bot(stage.bot.app))
    anna.is_private = False
    anna.publish(NOON)
    assert shown.response is not None

    again = await stage.editor.click(shown.response, label="Retry")

    assert "1 new post came in. Its numbers are read next." in (embed(again).description or "")
    assert "Last sync failed" not in fields(again)


async def test_pausing_resuming_and_removing(stage: Stage) -> None:
    await add(stage)

    paused = await stage.editor.slash(stage.channel, "watch pause", account="@anna")
    refused = await stage.editor.slash(stage.channel, "watch sync", account="@anna")
    resumed = await stage.editor.slash(stage.channel, "watch resume", account="#1")
    synced = await stage.editor.slash(stage.channel, "watch sync", account="#1")
    removed = await stage.editor.slash(stage.channel, "watch remove", account="#1")
    gone = await stage.editor.slash(stage.channel, "watch show", account="#1")

    assert fields(paused)["Status"] == "Paused"
    assert buttons(paused.response) == []
    assert "`/watch resume`" in said(refused)
    assert fields(resumed)["Status"] == "Active"
    assert "There is nothing new." in (embed(synced).description or "")
    assert fields(removed)["Status"] == "Removed"
    assert "No watched account of this server matches" in said(gone)


async def test_while_the_creator_is_paused_resuming_names_the_creator(stage: Stage) -> None:
    await add(stage)
    await stage.admin.slash(stage.channel, "creator pause", creator="anna")

    refused = await stage.editor.slash(stage.channel, "watch resume", account="anna")

    assert "`/creator resume`" in said(refused)


async def test_the_list_says_how_each_account_does(
    stage: Stage, listing: PlayedSource, clock: FixedClock
) -> None:
    rival = PlayedAccount(Platform.TIKTOK, "rival", "77", is_private=True)
    listing.accounts.append(rival)
    empty = await stage.editor.slash(stage.channel, "watch list")
    await add(stage)
    await add(stage, handle="rival", competitor=True)

    full = await stage.editor.slash(stage.channel, "watch list", campaign="Summer Launch")

    assert "No account is watched here yet" in (embed(empty).description or "")
    lines = (embed(full).description or "").split("\n")
    assert lines[0].startswith("`#1` **@anna** on TikTok")
    assert "competitor · 0 posts · **failing** (never synced)" in lines[3]


async def test_creators_may_not_watch(stage: Stage) -> None:
    refused = await stage.anna.slash(stage.channel, "watch list")

    assert "for editors" in said(refused)


async def test_watched_accounts_are_suggested(stage: Stage) -> None:
    await add(stage)

    found = await stage.editor.autocomplete(stage.channel, "watch show", "account", "an")

    assert [(each["name"], each["value"]) for each in found] == [("@anna · TikTok · Summer Launch", "#1")]
