"""`/setup` in Discord: each menu acts at once, after a restart too, and a mistake is refused."""

from typing import Any

import discord
import pytest
import simcord
from simcord.builders import ChannelHandle

from core.domain.access import Caller, Role
from core.services import servers
from core.services.shown_servers import ServerCard
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, said
from tests.conftest import HOME

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord

ADMIN_ROLE, EDITOR_ROLE, CHANNEL = "vl:setup:role:admin", "vl:setup:role:editor", "vl:setup:channel"
SUBMISSIONS = "vl:setup:submissions"


async def kept(stage: Stage) -> ServerCard:
    return await servers.show(stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN))


async def opened(stage: Stage) -> simcord.ResponseMessage:
    done = await stage.admin.slash(stage.channel, "setup")
    assert done.response is not None
    assert done.response.ephemeral
    return done.response


async def choose(stage: Stage, menu: str, *chosen: Any) -> simcord.InteractionResult:
    return await stage.admin.select(await opened(stage), list(chosen), custom_id=menu)


def closed(stage: Stage, **denied: bool) -> ChannelHandle:
    """A channel where the bot lacks something."""
    lacking = discord.PermissionOverwrite(**denied)
    return stage.guild.create_text_channel("closed", overwrites={stage.guild.roles["TestBot"]: lacking})


def chosen_in(message: simcord.ResponseMessage) -> dict[str, list[int]]:
    menus = [menu for row in message.components for menu in row["components"] if menu["type"] != 2]
    return {menu["custom_id"]: [int(one["id"]) for one in menu.get("default_values", [])] for menu in menus}


async def test_the_screen_shows_what_is_chosen_now(stage: Stage) -> None:
    done = await stage.admin.slash(stage.channel, "setup")

    assert embed(done).title == "Setup"
    editors = (await kept(stage)).editor_role_id
    assert fields(done) == {
        "▫️ Admins": "Who may do everything: people with **Manage Server**.",
        "✅ Editors": (
            f"Who may track, review and decide: all admins, and <@&{editors}>.\n"
            "Discord shows these commands to people with **Manage Server** only, until the role is allowed "
            "under **Server Settings → Integrations → TestBot**."
        ),
        "⬜ Admin channel": "Not chosen: what waits for a person is told nowhere.",
        "⬜ Submission channel": (
            "Not chosen: members who take no direct messages are not told what becomes of their posts."
        ),
        "⬜ First campaign": (
            "None yet. **Create first campaign** below asks for what matters most, "
            "`/campaign create` for all."
        ),
        "▫️ Time zone": "`UTC`: analytics tell days by it. `/setup timezone:` chooses another.",
        "▫️ Weekly digest": "Off: choose a channel to have last week told there once a week.",
    }
    assert "Still missing: Admin channel, Submission channel, First campaign." in (
        embed(done).description or ""
    )
    assert done.response is not None
    assert buttons(done.response) == ["Create first campaign", "Weekly digest"]
    assert chosen_in(done.response) == {
        ADMIN_ROLE: [],
        EDITOR_ROLE: [editors],
        CHANNEL: [],
        SUBMISSIONS: [],
    }


async def test_choices_act_at_once_after_a_restart_too(stage: Stage) -> None:
    leads, edits = stage.guild.create_role("leads"), stage.guild.create_role("edits too")
    screen = await opened(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    await stage.admin.select(screen, [leads], custom_id=ADMIN_ROLE)
    await stage.admin.select(screen, [edits], custom_id=EDITOR_ROLE)
    members = stage.guild.create_text_channel("members")
    await stage.admin.select(screen, [members], custom_id=SUBMISSIONS)
    done = await stage.admin.select(screen, [stage.channel], custom_id=CHANNEL)

    assert await kept(stage) == ServerCard(
        leads.id, edits.id, stage.channel.id, submission_channel_id=members.id
    )
    assert (
        fields(done)["✅ Submission channel"]
        == f"<#{members.id}> tells members about their posts who take no direct messages."
    )
    assert fields(done)["✅ Admin channel"] == f"<#{stage.channel.id}> says what waits for a person."
    assert done.response is not None
    assert chosen_in(done.response) == {
        ADMIN_ROLE: [leads.id],
        EDITOR_ROLE: [edits.id],
        CHANNEL: [stage.channel.id],
        SUBMISSIONS: [members.id],
    }


async def test_a_time_zone_is_chosen_and_a_wrong_one_refused_with_an_example(stage: Stage) -> None:
    done = await stage.admin.slash(stage.channel, "setup", timezone="asia/kathmandu")
    wrong = await stage.admin.slash(stage.channel, "setup", timezone="Mars/Base`")

    assert (fields(done)["✅ Time zone"] or "").startswith("`Asia/Kathmandu`")
    assert said(wrong).startswith("No time zone is called `Mars/Base`")
    assert "as in `Europe/Berlin`" in said(wrong)
    assert (await kept(stage)).timezone == "Asia/Kathmandu"


async def test_it_says_what_is_missing_until_nothing_is(stage: Stage) -> None:
    await choose(stage, CHANNEL, stage.channel)
    before = await choose(stage, SUBMISSIONS, stage.channel)
    await stage.admin.slash(stage.channel, "campaign create", name="Summer")

    after = await stage.admin.slash(stage.channel, "setup")

    assert (embed(before).description or "").endswith("Still missing: First campaign.")
    assert (embed(after).description or "").endswith("Everything that is needed is there.")
    assert buttons(after.response) == ["Weekly digest"]


async def test_a_channel_that_was_closed_since_needs_a_look(stage: Stage) -> None:
    app, by = stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_channel(app, by, closed(stage, attach_files=False).id)

    done = await stage.admin.slash(stage.channel, "setup")

    assert "Needs a look: Admin channel." in (embed(done).description or "")
    assert "it lacks Attach Files. Allow it for" in (fields(done)["⚠️ Admin channel"] or "")


async def test_emptied_menus_take_choices_back(stage: Stage) -> None:
    await choose(stage, CHANNEL, stage.channel)

    await choose(stage, CHANNEL)
    await choose(stage, EDITOR_ROLE)

    assert await kept(stage) == ServerCard()


@pytest.mark.parametrize(
    ("denied", "lacking"),
    [
        ({"send_messages": False, "embed_links": False}, "Send Messages, Embed Links"),
        ({"embed_links": False}, "Embed Links"),
        ({"view_channel": False}, "View Channel"),
    ],
)
async def test_a_channel_closed_to_the_bot_is_refused(
    stage: Stage, denied: dict[str, bool], lacking: str
) -> None:
    before = await kept(stage)

    for menu in (CHANNEL, SUBMISSIONS):
        done = await choose(stage, menu, closed(stage, **denied))

        assert f"it lacks: {lacking}" in said(done)
        assert "settings under Permissions" in said(done)
    assert await kept(stage) == before


async def test_the_admin_channel_takes_files_and_old_messages_too(stage: Stage) -> None:
    channel = closed(stage, attach_files=False, read_message_history=False)

    refused = await choose(stage, CHANNEL, channel)
    await choose(stage, SUBMISSIONS, channel)

    assert "it lacks: Attach Files, Read Message History." in said(refused)
    assert (await kept(stage)).admin_channel_id is None
    assert (await kept(stage)).submission_channel_id == channel.id


async def test_the_role_of_everybody_and_roles_nobody_can_give_are_refused(stage: Stage) -> None:
    before = await kept(stage)

    everybody = await choose(stage, EDITOR_ROLE, stage.guild.default_role)
    bots = await choose(stage, ADMIN_ROLE, stage.guild.create_role("Viewledger", managed=True))

    assert "Choose a role that only your team has" in said(everybody)
    assert "kept for a bot" in said(bots)
    assert await kept(stage) == before


async def test_the_menus_ask_for_the_role_at_each_choice(stage: Stage) -> None:
    await choose(stage, ADMIN_ROLE, stage.guild.create_role("leads"))
    before = await kept(stage)
    refused = await stage.editor.slash(stage.channel, "setup")
    assert said(refused).startswith("This is for admins")

    boss = stage.guild.add_member(stage.env.create_user("boss"), roles=[stage.guild.roles["leads"]])
    screen = (await boss.slash(stage.channel, "setup")).response
    assert screen is not None
    await choose(stage, ADMIN_ROLE)
    done = await boss.select(screen, [stage.channel], custom_id=CHANNEL)

    assert said(done).startswith("This is for admins")
    assert await kept(stage) == ServerCard(editor_role_id=before.editor_role_id)


async def test_what_was_chosen_and_is_gone_does_not_stand_in_the_way(stage: Stage) -> None:
    app, by = stage.bot.app, Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_role(app, by, Role.ADMIN, 71)
    await servers.choose_channel(app, by, 81)

    done = await stage.admin.slash(stage.channel, "setup")

    assert "a role that is deleted now" in (fields(done)["⚠️ Admins"] or "")
    assert "The channel is deleted" in (fields(done)["⚠️ Admin channel"] or "")
    assert done.response is not None
    assert chosen_in(done.response)[CHANNEL] == chosen_in(done.response)[ADMIN_ROLE] == []
