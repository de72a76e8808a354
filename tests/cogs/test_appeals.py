"""Appeals in Discord: a button, a form with a file, a message for the team, and an answer."""

from datetime import timedelta

import discord
import pytest
import simcord

from cogs.appeals import OpenAppeals
from core.domain.access import Caller, Role
from core.domain.errors import NotAllowedError
from core.domain.terms import Platform, PostStatus
from core.services import (
    appeals,
    campaigns,
    confirmations,
    creator_edits,
    posts,
    refresh,
    servers,
    submissions,
    verdicts,
)
from core.services.app import App
from tests.cogs.conftest import REF, Bot, Stage, buttons, embed, said
from tests.cogs.test_commands import interaction
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord
TEXT = "These views are *real*, please look at @everyone's statistics."
PICTURE = ("stats.png", b"\x89PNG not really")


@pytest.fixture
async def bound(stage: Stage, summer: Caller) -> Caller:
    """Anna's account is bound to her, her campaign pays, and the team has a channel."""
    app = stage.bot.app
    await campaigns.edit(app, summer, campaign=None, cpm="0.50", cap=500_000)
    await creator_edits.edit(app, summer, "anna", discord_id=stage.anna.id)
    await servers.choose_channel(app, summer, stage.channel.id)
    return summer


@pytest.fixture
async def rejected(stage: Stage, bound: Caller, source: FakeSource) -> Caller:
    """Anna's post was rejected by the admin's hand."""
    await taken_in(stage, bound, source, 1_234)
    plan = await verdicts.plan_reject(stage.bot.app, bound, "#1", "bought views")
    await confirmations.confirm(stage.bot.app, bound, plan.prompt_id)
    return bound


async def taken_in(stage: Stage, by: Caller, source: FakeSource, views: int) -> None:
    """By the team: members may hand in so often a minute only, and all tests share it."""
    source.tell(REF, reading(REF, views))
    await submissions.track(stage.bot.app, by, REF.url)


async def details(stage: Stage) -> simcord.ResponseMessage:
    listed = await stage.anna.slash(stage.channel, "my posts")
    assert listed.response is not None
    opened = await stage.anna.select(listed.response, ["1"], custom_id="vl:my:post")
    return opened.followups[-1]


async def appeal(stage: Stage, **typed: object) -> simcord.InteractionResult:
    form = await stage.anna.click(await details(stage), label="Appeal")
    assert form.modal is not None, said(form)
    return await stage.anna.submit_modal(form, {"text": TEXT, **typed})


def team_message(stage: Stage) -> discord.Message:
    return stage.channel.history()[-1]


async def decide(
    stage: Stage, by: simcord.MemberActor, label: str, reason: str = "we looked"
) -> simcord.InteractionResult:
    form = await by.click(team_message(stage), label=label)
    if form.modal is None:
        return form
    return await by.submit_modal(form, {"reason": reason})


def field(message: simcord.ResponseMessage | discord.Message, name: str) -> str:
    return next((each.value or "" for each in message.embeds[0].fields if each.name == name), "")


async def stands(stage: Stage, by: Caller) -> PostStatus | None:
    return (await posts.show(stage.bot.app, by, "#1")).status


async def test_an_appeal_with_a_file_reaches_the_team(stage: Stage, rejected: Caller) -> None:
    done = await appeal(stage, file=PICTURE)

    told = done.followups[-1]
    assert told.ephemeral
    assert told.embeds[0].title == "Appeal for post #1 made"
    assert "did not reach" not in (told.embeds[0].description or "")
    sent = team_message(stage)
    assert sent.embeds[0].title == "Appeal for post #1: open"
    assert (
        sent.embeds[0].description == r"These views are \*real\*, please look at @"
        "\u200beveryone's statistics."
    )
    assert field(sent, "Rejected") == f"by <@{stage.admin.id}>\nbought views"
    assert [each.filename for each in sent.attachments] == ["stats.png"]
    card = await appeals.show(stage.bot.app, rejected, 1)
    assert card.place is not None
    assert (card.file_name, card.place.message_id) == ("stats.png", sent.id)
    assert field(await details(stage), "Appeal").startswith("You appealed <t:")
    assert buttons(await details(stage)) == ["Explain"]


async def test_why_offers_it_too(stage: Stage, rejected: Caller) -> None:
    shown = await stage.anna.slash(stage.channel, "why", url=REF.url)
    others = await stage.editor.slash(stage.channel, "why", url=REF.url)
    message = shown.response or shown.followups[-1]
    assert buttons(message) == ["Appeal"]
    assert buttons(others.response or others.followups[-1]) == []
    await stage.env.restart_bot(Bot(stage.bot.app))

    form = await stage.anna.click(message, label="Appeal")
    await stage.anna.submit_modal(form, {"text": TEXT})

    assert team_message(stage).attachments == []
    again = await stage.anna.click(message, label="Appeal")
    assert said(again).startswith("There was an appeal for post `#1`")


async def test_an_unfit_file_is_refused_before_anything_is_kept(stage: Stage, rejected: Caller) -> None:
    refused = await appeal(stage, file=("page.html", b"<html>"))

    assert said(refused).startswith("Only an image or a PDF can go with an appeal.")
    assert (await appeals.screen(stage.bot.app, rejected)).total == 0


async def test_a_channel_that_is_gone_costs_the_message_and_not_the_appeal(
    stage: Stage, rejected: Caller
) -> None:
    await servers.choose_channel(stage.bot.app, rejected, 81)

    done = await appeal(stage, file=PICTURE)

    assert "**Your file did not reach the team**" in (done.followups[-1].embeds[0].description or "")
    (card,) = (await appeals.screen(stage.bot.app, rejected)).items
    assert (card.file_name, card.place) == (None, None)


async def test_without_a_channel_a_text_is_enough(stage: Stage, rejected: Caller) -> None:
    await servers.choose_channel(stage.bot.app, rejected, None)

    refused = await appeal(stage, file=PICTURE)
    done = await appeal(stage)

    assert said(refused).startswith("The team has chosen no channel that could keep your file")
    assert "did not reach" not in (done.followups[-1].embeds[0].description or "")
    shown = await stage.editor.slash(stage.channel, "inbox")
    assert buttons(shown.response or shown.followups[-1]) == ["Appeals (1)"]


async def test_a_denial_is_told_with_its_reason(stage: Stage, rejected: Caller) -> None:
    await appeal(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    await decide(stage, stage.editor, "Deny", "the *statistics* are of another post")

    sent = team_message(stage)
    assert sent.embeds[0].title == "Appeal for post #1: denied"
    assert not sent.components
    assert r"the \*statistics\* are of another post" in field(sent, "Decided")
    shown = field(await details(stage), "Appeal")
    assert shown.startswith("**denied** <t:")
    assert shown.endswith(r"the \*statistics\* are of another post")
    assert await stands(stage, rejected) is PostStatus.REJECTED


async def test_accepting_puts_the_post_back(stage: Stage, rejected: Caller) -> None:
    await appeal(stage)

    done = await decide(stage, stage.editor, "Accept")

    assert (done.followups[-1].embeds[0].description or "").startswith("**Appeal accepted: Rejected → Active")
    assert team_message(stage).embeds[0].title == "Appeal for post #1: accepted"
    assert await stands(stage, rejected) is PostStatus.ACTIVE


async def test_accepting_shows_the_money_before_it_is_frozen(
    stage: Stage, bound: Caller, source: FakeSource, clock: FixedClock
) -> None:
    await taken_in(stage, bound, source, 500)
    clock.advance(days=7)
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)
    assert await stands(stage, bound) is PostStatus.REJECTED  # by the rule, so anybody may decide
    await appeal(stage)

    asked = (await decide(stage, stage.admin, "Accept")).followups[-1]

    assert asked.embeds[0].title == "Accept the appeal and finalize this post?"
    assert "**0.25 USD** will be frozen as earned, on **500 views**." in (asked.embeds[0].description or "")
    assert buttons(asked) == ["Confirm", "Cancel"]
    assert team_message(stage).embeds[0].title == "Appeal for post #1: open"
    assert await stands(stage, bound) is PostStatus.REJECTED
    await stage.env.restart_bot(Bot(stage.bot.app))

    done = await stage.admin.click(asked, label="Confirm")

    assert "Appeal accepted: Rejected → Finalized" in (embed(done).description or "")
    assert team_message(stage).embeds[0].title == "Appeal for post #1: accepted"
    assert await stands(stage, bound) is PostStatus.FINALIZED


async def test_cancelling_leaves_the_appeal_open(
    stage: Stage, bound: Caller, source: FakeSource, clock: FixedClock
) -> None:
    await taken_in(stage, bound, source, 500)
    clock.advance(days=7)
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)
    await appeal(stage)
    asked = (await decide(stage, stage.admin, "Accept")).followups[-1]

    await stage.admin.click(asked, label="Cancel")

    assert (await appeals.show(stage.bot.app, bound, 1)).ended is None


async def test_who_rejected_and_who_is_no_editor_cannot_decide(stage: Stage, rejected: Caller) -> None:
    await appeal(stage)

    own = await decide(stage, stage.admin, "Accept")
    anna = await decide(stage, stage.anna, "Accept")

    assert said(own).startswith("You rejected this post yourself")
    assert said(anna).startswith("This is for editors")
    assert (await appeals.show(stage.bot.app, rejected, 1)).ended is None


async def test_the_second_who_decides_is_told(stage: Stage, rejected: Caller) -> None:
    await appeal(stage)
    form = await stage.editor.click(team_message(stage), label="Accept")
    other = Caller(HOME, 99, Role.EDITOR)
    await appeals.deny(stage.bot.app, other, 1, "no proof")

    late = await stage.editor.submit_modal(form, {"reason": "real"})

    assert said(late).startswith("The appeal was denied: the post stays rejected")


async def test_the_inbox_leads_to_open_appeals(stage: Stage, rejected: Caller) -> None:
    await appeal(stage)
    shown = await stage.editor.slash(stage.channel, "inbox")

    opened = await stage.editor.click(shown.response or shown.followups[-1], label="Appeals (1)")

    screen = opened.followups[-1]
    assert screen.ephemeral
    assert screen.content == "**1 appeal** open, the oldest first."
    assert buttons(screen) == ["Accept", "Deny"]
    await appeals.deny(stage.bot.app, Caller(HOME, 99, Role.EDITOR), 1, "no proof")
    empty = await stage.editor.click(shown.response or shown.followups[-1], label="Appeals (1)")
    assert said(empty).startswith("No appeal is open.")


async def test_members_do_not_read_appeals(app: App) -> None:
    with pytest.raises(NotAllowedError):
        await OpenAppeals(1, "Appeals").press(interaction(app, Role.CREATOR))


async def test_several_appeals_are_turned_through(stage: Stage, rejected: Caller, source: FakeSource) -> None:
    await appeal(stage)
    ref = tiktok(NOON - timedelta(hours=2))
    source.tell(ref, reading(ref, 5))
    await submissions.track(stage.bot.app, rejected, ref.url)
    plan = await verdicts.plan_reject(stage.bot.app, rejected, "#2", "not ours")
    await confirmations.confirm(stage.bot.app, rejected, plan.prompt_id)
    anna = Caller(HOME, stage.anna.id)
    await appeals.make(stage.bot.app, anna, 2, "This second one is real as well.")
    shown = await stage.editor.slash(stage.channel, "inbox")
    opened = await stage.editor.click(shown.response or shown.followups[-1], label="Appeals (2)")
    first = opened.followups[-1]
    assert buttons(first) == ["Accept", "Deny", "Next"]

    turned = await stage.editor.click(first, label="Next")

    second = turned.response
    assert second is not None
    assert second.embeds[0].title == "Appeal for post #2: open"
    assert buttons(second) == ["Accept", "Deny", "Previous"]
