"""The pulse card as everybody sees it, and the buttons that keep and stop it."""

from dataclasses import replace
from datetime import timedelta

import discord
import pytest
import simcord

from cogs import render_pulse
from cogs.boards import Boards
from core.domain.budget import Spending
from core.domain.terms import CampaignState, PostStatus
from core.services.pulses import EVERY
from core.services.shown import BudgetCard, CampaignCard
from core.services.shown_boards import Pulse
from tests.cogs.conftest import Bot, Stage, buttons, hand_in, said
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]

SUMMER = CampaignCard(
    id=1,
    name="Summer *x*",
    slug="summer",
    currency="USD",
    state=CampaignState.ACTIVE,
    window_days=7,
    minimum_views=1_000,
    max_age_days=7,
    cpm=None,
    cap_views=None,
    budget_minor=100_000,
    home_guild_id=HOME,
    guild_ids=(),
    creators=4,
    posts={PostStatus.ACTIVE: 3, PostStatus.PAID: 1},
    waiting=2,
    excluded=0,
    earned_minor=500,
    notes=None,
    money=BudgetCard(Spending(30_000, 17_000, 0), 47, (), None, has_channel=True),
)
DOING = Pulse(SUMMER, 12_000, 1, 400, NOON + timedelta(days=1), NOON)


@pytest.fixture
def kept(stage: Stage) -> Boards:
    return Boards(stage.bot.app, stage.bot, (discord.DiscordException,))


def told(pulse: Pulse) -> dict[str | None, str | None]:
    return {field.name: field.value for field in render_pulse.card(pulse).fields}


def cards(stage: Stage) -> list[discord.Message]:
    return [message for message in stage.channel.history() if message.embeds]


async def press(stage: Stage, who: simcord.MemberActor | None = None) -> simcord.InteractionResult:
    actor = who or stage.admin
    shown = (await actor.slash(stage.channel, "campaign show")).response
    assert shown is not None
    return await actor.click(shown, label="Keep a pulse card here")


def test_it_tells_percent_of_the_budget_and_amounts_only_where_they_are_shown() -> None:
    hidden, shown = told(DOING), told(replace(DOING, card=replace(SUMMER, shows_amounts=True)))

    assert hidden == {
        "Views": "**12,000**\n+400 in 24 h\nunknown of 1 post",
        "Posts": "Active: 3\nPaid: 1\nWaiting for review: 2",
        "Creators": "**4**",
        "Budget": "████░░░░░░ 47 %",
        "Next window ends": "<t:1793707200:F> (<t:1793707200:R>)",
        "Read": "Every reading is from <t:1793620800:R> or newer.",
    }
    assert shown["Budget"] == "████░░░░░░ 47 %\n470.00 USD of 1,000.00 USD"


def test_what_is_not_known_or_not_there_is_no_number() -> None:
    bare = replace(SUMMER, posts={}, waiting=0, money=None, state=CampaignState.ARCHIVED)
    pulse = Pulse(bare, None, 0, None, None, None)

    assert told(pulse) == {
        "Views": "**unknown**\nunknown in 24 h",
        "Posts": "none yet",
        "Creators": "**4**",
        "Read": "Nothing was read yet.",
    }
    assert render_pulse.card(pulse).description == "This campaign takes in no more posts."


def test_a_budget_that_is_overdrawn_has_a_full_bar() -> None:
    over = BudgetCard(Spending(150_000, 0, 0), 150, (), None, has_channel=True)

    assert told(replace(DOING, card=replace(SUMMER, money=over)))["Budget"] == "██████████ 150 %"


async def test_it_appears_for_everybody_and_is_edited_in_place(
    stage: Stage, source: FakeSource, clock: FixedClock, kept: Boards
) -> None:
    done = await press(stage)
    await kept.keep()
    (first,) = cards(stage)
    await hand_in(stage, source)

    clock.advance(seconds=EVERY.total_seconds())
    await kept.keep()

    assert "appears in this channel" in said(done)
    (now,) = cards(stage)
    assert now.id == first.id
    assert {field.name: field.value for field in now.embeds[0].fields}["Posts"] == "Active: 1"


async def test_admins_stop_it_after_a_restart_and_nobody_else(stage: Stage, kept: Boards) -> None:
    await press(stage)
    await kept.keep()
    (card,) = cards(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    anna = await stage.anna.click(card, label="Stop")
    admin = await stage.admin.click(card, label="Stop")
    again = await stage.admin.click(card, label="Stop")
    await kept.keep()

    assert said(anna).startswith("This is for admins")
    assert said(admin).startswith("The card goes")
    assert said(again).startswith("No card of this campaign")
    assert cards(stage) == []


async def test_deleting_the_message_ends_it(
    stage: Stage, source: FakeSource, clock: FixedClock, kept: Boards
) -> None:
    await press(stage)
    await kept.keep()
    (card,) = cards(stage)
    here = stage.bot.get_partial_messageable(stage.channel.id)
    await here.get_partial_message(card.id).delete()
    await hand_in(stage, source)

    for _ in range(3):
        clock.advance(seconds=EVERY.total_seconds())
        await kept.keep()

    assert cards(stage) == []


async def test_editors_are_not_offered_it(stage: Stage) -> None:
    shown = await stage.editor.slash(stage.channel, "campaign show")

    assert buttons(shown.response) == []


async def test_a_channel_closed_to_the_bot_is_refused(stage: Stage) -> None:
    lacking = discord.PermissionOverwrite(embed_links=False)
    closed = stage.guild.create_text_channel("closed", overwrites={stage.guild.roles["TestBot"]: lacking})
    shown = (await stage.admin.slash(closed, "campaign show")).response
    assert shown is not None

    done = await stage.admin.click(shown, label="Keep a pulse card here")

    assert "it lacks: Embed Links." in said(done)
