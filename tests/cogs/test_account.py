"""`/my …` in Discord: what members see of themselves, and that nobody else sees it."""

from datetime import timedelta

import pytest
import simcord

from cogs import lists
from core.domain.access import Caller, Role
from core.domain.errors import NotAllowedError, NotRegisteredError
from core.domain.terms import Platform
from core.services import (
    campaigns,
    confirmations,
    creator_edits,
    deals,
    holds,
    letters,
    payouts,
    refresh,
    submissions,
)
from core.services.app import App
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, hand_in, said
from tests.cogs.test_commands import interaction
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
async def bound(stage: Stage, summer: Caller) -> Caller:
    """Anna's account is bound to her, and her campaign pays."""
    await campaigns.edit(stage.bot.app, summer, campaign=None, cpm="0.50", cap=500_000)
    await creator_edits.edit(stage.bot.app, summer, "anna", discord_id=stage.anna.id)
    return summer


def text(result: simcord.InteractionResult) -> str:
    return embed(result).description or ""


def opened_fields(result: simcord.InteractionResult) -> dict[str, str]:
    """Return what a choice in the menu opened, which the person alone must see."""
    message = result.followups[-1]
    assert message.ephemeral
    return {field.name or "": field.value or "" for field in message.embeds[0].fields}


@stage_only
async def test_a_member_without_an_account_is_told_what_to_do(stage: Stage, summer: Caller) -> None:
    for command in ("my posts", "my earnings", "my accounts"):
        told = said(await stage.anna.slash(stage.channel, command))
        assert told == (
            "No account is bound to you in this server's campaigns yet. "
            "Ask the campaign's team to bind yours to you, or do it yourself with `/my link`."
        )


@stage_only
async def test_a_post_is_listed_opened_and_explained(stage: Stage, bound: Caller, source: FakeSource) -> None:
    empty = await stage.anna.slash(stage.channel, "my posts")
    assert "No posts yet. `/submit-post` hands one in" in text(empty)
    assert empty.response is not None
    assert "vl:my:post" not in str(empty.response.components)
    await hand_in(stage, source)
    listed = await stage.anna.slash(stage.channel, "my posts")
    assert "**active**: window ends <t:1794214800:R>" in text(listed)
    assert "1,234 views, read <t:1793620800:R> · ~0.62 USD" in text(listed)
    assert listed.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    opened = await stage.anna.select(listed.response, ["1"], custom_id="vl:my:post")

    shown = opened_fields(opened)
    assert (shown["Earnings"], shown["Views"]) == ("~0.62 USD", "1,234 views, read <t:1793620800:R>")
    assert "CPM: 0.50 USD per 1,000 views" in shown["Terms"]
    assert "With fewer than 1,000 views the post is rejected." in shown["What decides"]
    assert "Next look:" in shown["Looks"]
    message = opened.followups[-1]
    assert buttons(message) == ["Explain"]
    receipt = await stage.anna.click(message, label="Explain")
    assert "Receipt" in (receipt.followups[-1].embeds[0].title or "")


@stage_only
async def test_nobody_opens_anothers_post(stage: Stage, bound: Caller, source: FakeSource) -> None:
    await hand_in(stage, source)
    listed = await stage.anna.slash(stage.channel, "my posts")
    assert listed.response is not None
    await creator_edits.edit(stage.bot.app, bound, "anna", discord_id=stage.editor.id)

    refused = await stage.anna.select(listed.response, ["1"], custom_id="vl:my:post")

    assert said(refused).startswith("No account is bound to you")


@stage_only
async def test_pages_are_turned_by_members(stage: Stage, bound: Caller, source: FakeSource) -> None:
    for number in range(9):
        ref = tiktok(NOON - timedelta(hours=number))
        source.tell(ref, reading(ref, 5))
        await submissions.track(stage.bot.app, bound, ref.url)
    first = await stage.anna.slash(stage.channel, "my posts")
    assert first.response is not None

    second = await stage.anna.click(first.response, label="Next")

    assert embed(second).footer.text == "Page 2 of 2 · 9 in all"
    assert "`#9`" in text(second)


@pytest.mark.parametrize("name", lists.LISTS)
async def test_members_turn_pages_of_their_own_lists_only(app: App, name: str) -> None:
    by = interaction(app, Role.CREATOR)

    with pytest.raises(NotRegisteredError if name.startswith("my-") else NotAllowedError):
        await lists.PageButton(name, 1, "").press(by)


@stage_only
async def test_earnings_go_from_running_to_paid(
    stage: Stage, bound: Caller, source: FakeSource, clock: FixedClock
) -> None:
    await hand_in(stage, source)
    running = fields(await stage.anna.slash(stage.channel, "my earnings"))
    clock.advance(days=7)
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)
    final = fields(await stage.anna.slash(stage.channel, "my earnings"))
    plan = await payouts.plan_mark_paid(stage.bot.app, bound, "anna", "PayPal", "TX-1")
    await confirmations.confirm(stage.bot.app, bound, plan.prompt_id)
    paid = fields(await stage.anna.slash(stage.channel, "my earnings"))
    listed = await stage.anna.slash(stage.channel, "my posts")

    name = "Summer Launch (USD)"
    assert "Running: **~0.62 USD on 1 post**\nNext payout: **0.00 USD**" in (running[name] or "")
    assert "Running: no posts\nNext payout: **0.62 USD**" in (final[name] or "")
    assert "Paid so far: **0.62 USD**\nIn the ledger: earned 0.62 USD" in (paid[name] or "")
    assert "`#1` **0.62 USD** paid <t:1794225600:D> by PayPal, reference `TX-1`" in (
        paid["Latest payouts"] or ""
    )
    assert "0.62 USD · paid <t:1794225600:D> by PayPal, reference `TX-1`" in text(listed)


@stage_only
async def test_accounts_tell_their_terms_openly(stage: Stage, bound: Caller) -> None:
    await deals.add_tier(
        stage.bot.app, bound, "anna", name="*Base*", cpm="0.20", cap=600_000, requirement="say the name"
    )

    shown = fields(await stage.anna.slash(stage.channel, "my accounts"))

    lines = shown["@anna on TikTok, Summer Launch"] or ""
    assert r"**\*Base\***: 0.20 USD per 1,000, up to 600,000 views" in lines
    assert "say the name" in lines
    assert "Views count for 7 days, from 1,000 views on" in lines
    assert "Not watched: hand its posts in with `/submit-post`" in lines


@stage_only
async def test_a_hold_is_said_in_the_list_and_explained_on_the_post(
    stage: Stage, bound: Caller, source: FakeSource
) -> None:
    await hand_in(stage, source)
    await holds.hold(stage.bot.app, bound, "#1", "song *rights*")

    listed = await stage.anna.slash(stage.channel, "my posts")
    assert listed.response is not None
    opened = await stage.anna.select(listed.response, ["1"], custom_id="vl:my:post")

    assert "**on hold**" in text(listed)
    assert "rights" not in text(listed)
    assert r"song \*rights\*. It is not paid before the team releases it." in opened_fields(opened)["Status"]


@stage_only
async def test_messages_are_stopped_and_turned_on_again_under_the_accounts(
    stage: Stage, bound: Caller, source: FakeSource
) -> None:
    shown = (await stage.anna.slash(stage.channel, "my accounts")).response
    assert shown is not None
    assert "Messages about your posts: **on**" in (shown.embeds[0].description or "")
    await stage.env.restart_bot(Bot(stage.bot.app))

    stopped = (await stage.anna.click(shown, label="Stop messages about my posts")).response

    assert stopped is not None
    assert "Messages about your posts: **off**" in (stopped.embeds[0].description or "")
    assert buttons(stopped) == ["Turn messages on again"]
    assert not await letters.are_wanted(stage.bot.app, bound.guild_id, stage.anna.id)
    again = (await stage.anna.click(stopped, label="Turn messages on again")).response
    assert again is not None
    assert "**on**" in (again.embeds[0].description or "")
    assert await letters.are_wanted(stage.bot.app, bound.guild_id, stage.anna.id)


@stage_only
async def test_who_has_no_account_any_more_stops_no_messages(stage: Stage, bound: Caller) -> None:
    shown = (await stage.anna.slash(stage.channel, "my accounts")).response
    assert shown is not None
    await creator_edits.edit(stage.bot.app, bound, "anna", discord_id=stage.editor.id)

    done = await stage.anna.click(shown, label="Stop messages about my posts")

    assert said(done).startswith("No account is bound to you")
    assert await letters.are_wanted(stage.bot.app, bound.guild_id, stage.anna.id)
