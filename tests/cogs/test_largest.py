"""The largest server: whatever is asked is answered, within what Discord takes."""

import logging

import discord
import pytest

from cogs.boards import Boards
from cogs.digests import Digests
from tests.cogs.conftest import Stage
from tests.cogs.sent import check_sizes, messages, press, refused, too_loud
from tests.fakes import NOON
from tests.largest import Place, fill
from tests.largest_asked import ASKED, LAST_PAGES, SUGGESTED, TYPED
from tests.standins.payloads import Json

BY_ITSELF = 3
"""A board, a pulse card and a digest."""
UNREACHABLE = (discord.DiscordException,)


@pytest.mark.simcord(check_errors=False, settle_timeout=60)
async def test_everything_is_answered_within_the_limits(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    app = stage.bot.app
    await fill(app.database, Place(stage.guild.id, stage.admin.id, stage.channel.id, NOON))

    await Boards(app, stage.bot, UNREACHABLE).keep()
    await Digests(app, stage.bot, UNREACHABLE).send()
    posted = messages(stage.env)
    answers = await asked(stage)
    turned = await last_pages(stage)
    offered = await suggested(stage)

    everything = messages(stage.env)
    assert len(posted) == BY_ITSELF
    assert [name for name, sent in (answers | turned).items() if not sent] == []
    assert [entry.message for entry in caplog.records if entry.levelno >= logging.ERROR] == []
    assert refused(stage.env) == []
    check_sizes(everything)
    assert too_loud(everything) == []
    assert max(offered) == 25


async def asked(stage: Stage) -> dict[str, list[Json]]:
    """What each command sent."""
    found = {}
    for command, options in ASKED:
        since = len(stage.env.http_requests)
        await stage.admin.slash(stage.channel, command, **options)
        found[f"{command} {options}"] = messages(stage.env, since)
    return found


async def last_pages(stage: Stage) -> dict[str, list[Json]]:
    """What each list sent when it was turned far past its end."""
    shown = (await stage.admin.slash(stage.channel, "campaign list")).response
    assert shown is not None
    return {custom_id: await press(stage, shown, custom_id) for custom_id in LAST_PAGES}


async def suggested(stage: Stage) -> list[int]:
    """How much each option suggested."""
    return [
        len(await stage.admin.autocomplete(stage.channel, command, option, typed))
        for command, option in SUGGESTED
        for typed in TYPED
    ]
