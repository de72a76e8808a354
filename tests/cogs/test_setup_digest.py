"""The digest's screen of `/setup`: where and when last week is told, each menu at once, for admins."""

from datetime import UTC, datetime

import discord
import pytest
import simcord

from core.domain.access import Caller, Role
from core.services import servers
from core.services.shown_servers import ServerCard
from tests.cogs.conftest import Bot, Stage, embed, fields, said
from tests.conftest import HOME

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord

CHANNEL, DAY, HOUR = "vl:setup:digest:channel", "vl:setup:digest:day", "vl:setup:digest:hour"


async def kept(stage: Stage) -> ServerCard:
    return await servers.show(stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN))


async def opened(stage: Stage) -> simcord.ResponseMessage:
    """The digest's screen, in the place of the first one."""
    done = await stage.admin.slash(stage.channel, "setup")
    assert done.response is not None
    turned = await stage.admin.click(done.response, label="Weekly digest")
    assert turned.response is not None
    return turned.response


async def test_channel_day_and_hour_act_at_once_after_a_restart_too(stage: Stage) -> None:
    screen = await opened(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    await stage.admin.select(screen, [stage.channel], custom_id=CHANNEL)
    await stage.admin.select(screen, ["4"], custom_id=DAY)
    done = await stage.admin.select(screen, ["18"], custom_id=HOUR)

    chosen = await kept(stage)
    assert (chosen.digest_channel_id, chosen.digest_weekday, chosen.digest_hour) == (stage.channel.id, 4, 18)
    assert chosen.digest_due_at == datetime(2026, 11, 6, 18, tzinfo=UTC)
    told = fields(done)
    assert (told["Where"] or "").startswith(f"<#{stage.channel.id}>, next <t:1793988000:F>")
    assert told["When"] == "Friday at 18:00, `UTC`"


async def test_an_emptied_menu_turns_it_off(stage: Stage) -> None:
    await stage.admin.select(await opened(stage), [stage.channel], custom_id=CHANNEL)

    done = await stage.admin.select(await opened(stage), [], custom_id=CHANNEL)

    assert (await kept(stage)).digest_due_at is None
    assert (fields(done)["Where"] or "").startswith("Off")


async def test_a_channel_where_no_picture_can_be_sent_is_refused(stage: Stage) -> None:
    lacking = discord.PermissionOverwrite(attach_files=False)
    closed = stage.guild.create_text_channel("closed", overwrites={stage.guild.roles["TestBot"]: lacking})

    done = await stage.admin.select(await opened(stage), [closed], custom_id=CHANNEL)

    assert "it lacks: Attach Files." in said(done)
    assert (await kept(stage)).digest_channel_id is None


async def test_a_channel_that_is_gone_is_said_to_be(stage: Stage) -> None:
    await servers.choose_digest_channel(stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN), 404)

    done = await stage.admin.slash(stage.channel, "setup")

    assert (fields(done)["⚠️ Weekly digest"] or "").startswith("The channel is deleted")


async def test_back_leads_to_the_first_screen_after_a_restart_too(stage: Stage) -> None:
    screen = await opened(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    back = await stage.admin.click(screen, label="Back")

    assert embed(back).title == "Setup"


async def test_its_menus_and_button_ask_for_the_role_at_each_choice(stage: Stage) -> None:
    app, by = stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN)
    leads = stage.guild.create_role("leads")
    await servers.choose_role(app, by, Role.ADMIN, leads.id)
    boss = stage.guild.add_member(stage.env.create_user("boss"), roles=[leads])
    first = (await boss.slash(stage.channel, "setup")).response
    second = (await boss.slash(stage.channel, "setup")).response
    assert first is not None
    assert second is not None
    screen = (await boss.click(second, label="Weekly digest")).response
    assert screen is not None
    await servers.choose_role(app, by, Role.ADMIN, None)

    opened_again = await boss.click(first, label="Weekly digest")
    chosen = await boss.select(screen, ["3"], custom_id=DAY)

    assert said(opened_again).startswith("This is for admins")
    assert said(chosen).startswith("This is for admins")
    assert (await kept(stage)).digest_weekday == 0
