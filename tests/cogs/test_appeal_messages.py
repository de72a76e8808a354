"""The team's message about an appeal says how it ended, whichever way that was, and after a restart too."""

import logging
from collections.abc import Awaitable, Callable

import discord
import pytest
from sqlalchemy import update

from cogs.appeal_messages import AppealMessages
from cogs.appeals import publish
from cogs.troubles import PATIENCE
from core.domain.access import Caller, Role
from core.services import (
    appeal_messages,
    appeals,
    confirmations,
    creator_edits,
    servers,
    submissions,
    verdicts,
)
from db.appeal_rows import Appeal
from tests.cogs.conftest import REF, Stage
from tests.conftest import HOME
from tests.fakes import FakeSource, FixedClock, reading

pytestmark = pytest.mark.simcord(check_errors=False)
TEXT = "These views are real, please look at the statistics."
Decide = Callable[[Stage, Caller], Awaitable[None]]


@pytest.fixture
async def appealed(stage: Stage, summer: Caller, source: FakeSource) -> Caller:
    """Anna's post was rejected; her appeal is in the team's channel."""
    app, bot = stage.bot.app, stage.bot
    await creator_edits.edit(app, summer, "anna", discord_id=stage.anna.id)
    await servers.choose_channel(app, summer, stage.channel.id)
    source.tell(REF, reading(REF, 1_234))
    await submissions.track(app, summer, REF.url)
    plan = await verdicts.plan_reject(app, summer, "#1", "bought views")
    await confirmations.confirm(app, summer, plan.prompt_id)
    made = await appeals.make(app, Caller(HOME, stage.anna.id, Role.CREATOR), 1, TEXT)
    assert await publish(bot, app, made, None)
    return summer


def messages(stage: Stage) -> AppealMessages:
    return AppealMessages(stage.bot.app, stage.bot, (discord.DiscordException,))


def told(stage: Stage) -> tuple[str | None, int]:
    """The title of the only message, and how many rows of buttons it has."""
    (message,) = [each for each in stage.channel.history() if each.embeds]
    return message.embeds[0].title, len(message.components)


async def unreject(stage: Stage, by: Caller) -> None:
    await stage.admin.slash(stage.channel, "post unreject", post="#1", reason="they are real")


async def deny_elsewhere(stage: Stage, by: Caller) -> None:
    await appeals.deny(stage.bot.app, Caller(HOME, stage.editor.id, Role.EDITOR), 1, "no proof")


@pytest.mark.parametrize(("decide", "end"), [(unreject, "accepted"), (deny_elsewhere, "denied")])
async def test_however_it_ends_the_message_says_so_without_buttons(
    stage: Stage, appealed: Caller, decide: Decide, end: str
) -> None:
    await messages(stage).renew()
    assert told(stage) == ("Appeal for post #1: open", 1)

    await decide(stage, appealed)
    await messages(stage).renew()

    assert told(stage) == (f"Appeal for post #1: {end}", 0)
    assert await appeal_messages.due(stage.bot.app, {HOME}) == []


async def test_it_is_edited_once(stage: Stage, appealed: Caller) -> None:
    await unreject(stage, appealed)

    for _ in range(3):
        await messages(stage).renew()

    assert stage.env.transcript().count("PATCH /channels/") == 1


async def test_a_message_that_is_gone_is_left(stage: Stage, appealed: Caller) -> None:
    await unreject(stage, appealed)
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Appeal).values(message_id=404))

    await messages(stage).renew()

    assert await appeal_messages.due(stage.bot.app, {HOME}) == []


async def test_a_closed_channel_is_told_once_and_tried_again_slowly(
    stage: Stage, appealed: Caller, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await unreject(stage, appealed)
    lacking = discord.PermissionOverwrite(view_channel=False)
    closed = stage.guild.create_text_channel("closed", overwrites={stage.guild.roles["TestBot"]: lacking})
    async with stage.bot.app.sessions.begin() as session:
        await session.execute(update(Appeal).values(channel_id=closed.id))
    caplog.set_level(logging.WARNING, "cogs.appeal_messages")
    kept = messages(stage)

    for _ in range(3):
        await kept.renew()
    clock.advance(seconds=PATIENCE.total_seconds())
    await kept.renew()

    assert stage.env.transcript().count("PATCH /channels/") == 2
    assert len(caplog.records) == 1
    assert len(await appeal_messages.due(stage.bot.app, {HOME})) == 1


async def test_before_discord_is_connected_nothing_is_tried(stage: Stage, appealed: Caller) -> None:
    await unreject(stage, appealed)

    away = discord.Client(intents=discord.Intents.none())
    await AppealMessages(stage.bot.app, away, (discord.DiscordException,)).renew()

    assert told(stage) == ("Appeal for post #1: open", 1)
