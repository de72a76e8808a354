"""Notices in the admin channel: each is sent once, and kept while it cannot be."""

import logging
from typing import Any

import discord
import pytest

from cogs.notices import Notices
from cogs.troubles import PATIENCE
from core.domain.access import Caller, Role
from core.services import budget_warnings, campaigns, outages, servers
from core.services.jobs import Home
from db import notices
from db.records import Notice
from tests.cogs.conftest import Stage, embed, fields, hand_in
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]


@pytest.fixture
def sender(stage: Stage) -> Notices:
    return Notices(stage.bot.app, stage.bot, (discord.DiscordException,))


def admin(stage: Stage) -> Caller:
    return Caller(HOME, stage.admin.id, Role.ADMIN)


async def choose(stage: Stage, channel_id: int) -> None:
    await servers.choose_channel(stage.bot.app, admin(stage), channel_id)


async def warned(stage: Stage, source: FakeSource) -> None:
    """The campaign has come to 80 % of its budget, and that is written."""
    await campaigns.edit(stage.bot.app, admin(stage), campaign=None, cpm="1", cap=8_000, budget="10")
    await hand_in(stage, source)
    await budget_warnings.warn_due(stage.bot.app)


def titles(stage: Stage) -> list[str | None]:
    return [message.embeds[0].title for message in stage.channel.history() if message.embeds]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [entry.message for entry in caplog.records if entry.name == "cogs.notices" and entry.levelno > 20]


async def test_a_warning_comes_once_whatever_is_restarted(
    stage: Stage, source: FakeSource, sender: Notices
) -> None:
    await choose(stage, stage.channel.id)
    await warned(stage, source)

    await sender.send()
    await sender.send()
    await budget_warnings.warn_due(stage.bot.app)
    await Notices(stage.bot.app, stage.bot, (discord.DiscordException,)).send()

    assert titles(stage) == ["The budget of “Summer Launch” has reached 75 %"]
    (sent,) = [each for each in stage.channel.history() if each.embeds]
    assert "**8.00 USD** of 10.00 USD (80 %)" in (sent.embeds[0].description or "")


async def test_without_a_channel_it_waits_and_the_campaign_says_so(
    stage: Stage, source: FakeSource, sender: Notices
) -> None:
    await warned(stage, source)
    await sender.send()
    assert titles(stage) == []
    shown = await stage.editor.slash(stage.channel, "campaign show")
    assert "The warning at 75 % is not in the admin channel yet: none is chosen." in (
        fields(shown)["Money"] or ""
    )

    await choose(stage, stage.channel.id)
    await sender.send()

    assert len(titles(stage)) == 1
    shown = await stage.editor.slash(stage.channel, "campaign show")
    assert "admin channel" not in (fields(shown)["Money"] or "")


async def test_a_channel_that_is_gone_is_told_once_and_tried_again_slowly(
    stage: Stage,
    source: FakeSource,
    clock: FixedClock,
    sender: Notices,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await choose(stage, 81)
    await warned(stage, source)
    caplog.set_level(logging.INFO, "cogs.notices")

    for _ in range(3):
        await sender.send()
    clock.advance(seconds=PATIENCE.total_seconds())
    await sender.send()

    assert stage.env.transcript().count("POST /channels/81/messages") == 2
    assert len(warnings(caplog)) == 1
    assert "Unknown Channel" in warnings(caplog)[0]
    shown = await stage.editor.slash(stage.channel, "campaign show")
    assert "Unknown Channel" in (fields(shown)["Money"] or "")

    await choose(stage, stage.channel.id)
    await sender.send()
    assert len(titles(stage)) == 1
    assert caplog.messages[-1] == f"Notices reach server {HOME} again"


async def test_one_that_is_broken_or_of_a_later_version_costs_no_other(
    stage: Stage, source: FakeSource, sender: Notices, caplog: pytest.LogCaptureFixture
) -> None:
    await choose(stage, stage.channel.id)
    kept = {
        "guild_id": HOME,
        "channel": "admin",
        "args": {"campaign_id": 9},
        "made_at": stage.bot.app.clock(),
    }
    async with stage.bot.app.sessions.begin() as session:
        session.add_all([Notice(topic=topic, **kept) for topic in ("budget", "comet")])
    await warned(stage, source)

    await sender.send()

    assert titles(stage) == ["The budget of “Summer Launch” has reached 75 %"]
    assert warnings(caplog) == ["Notice 1 could not be sent"]


async def test_before_discord_is_connected_nothing_is_tried(
    stage: Stage, source: FakeSource, caplog: pytest.LogCaptureFixture
) -> None:
    await choose(stage, stage.channel.id)
    await warned(stage, source)

    away = discord.Client(intents=discord.Intents.none())
    await Notices(stage.bot.app, away, (discord.DiscordException,)).send()

    assert titles(stage) == []
    assert warnings(caplog) == []


async def test_a_used_up_budget_is_told_kindly_to_creators_and_plainly_to_the_team(
    stage: Stage, source: FakeSource
) -> None:
    await campaigns.edit(stage.bot.app, admin(stage), campaign=None, cpm="1", cap=8_000, budget="5")

    to_anna = await hand_in(stage, source)
    changed = await stage.admin.slash(stage.channel, "campaign edit", budget="none")
    taken = await hand_in(stage, source)

    assert "**budget used up**: The budget of “Summer Launch” is used up, so new posts are not taken in." in (
        embed(to_anna).description or ""
    )
    assert "USD" not in (embed(to_anna).description or "")
    assert "Budget: not set" in (fields(changed)["Money"] or "")
    assert embed(taken).title == "1 of 1 link added"


async def test_an_outage_and_its_end_are_told_in_words(stage: Stage, sender: Notices) -> None:
    await choose(stage, stage.channel.id)
    since, until = NOON.timestamp(), NOON.timestamp() + 3600
    down = {"platform": "tiktok", "since": since, "refused": ["tik*wm"]}
    back = {"platform": "tiktok", "since": since, "until": until}
    async with stage.bot.app.sessions.begin() as session:
        for topic, args in ((outages.DOWN, down), (outages.BACK, back)):
            notices.add(session, HOME, notices.ADMIN, topic, args, NOON)

    await sender.send()

    assert titles(stage) == ["TikTok cannot be read", "TikTok can be read again"]
    told = [each.embeds[0].description or "" for each in stage.channel.history()]
    assert told[0].startswith("No source has answered since <t:1793620800:F>")
    assert "Refused: tik\\*wm. Its key is wrong" in told[0]
    assert told[1].startswith("No source answered from <t:1793620800:F>")


async def test_without_a_refusal_none_is_named(stage: Stage, sender: Notices) -> None:
    await choose(stage, stage.channel.id)
    async with stage.bot.app.sessions.begin() as session:
        down = {"platform": "instagram", "since": NOON.timestamp(), "refused": []}
        notices.add(session, HOME, notices.ADMIN, outages.DOWN, down, NOON)

    await sender.send()

    (sent,) = [each.embeds[0] for each in stage.channel.history()]
    assert "Refused" not in (sent.description or "")


async def test_a_worker_sends_in_one_server_without_hearing_of_any(
    stage: Stage, source: FakeSource, sender: Notices
) -> None:
    await choose(stage, stage.channel.id)
    await warned(stage, source)

    await sender.send_in(Home(HOME + 1, None, "en"))
    assert titles(stage) == []
    await sender.send_in(Home(HOME, "Studio", "de"))
    await sender.send()

    assert len(titles(stage)) == 1
    assert titles(stage) != ["The budget of “Summer Launch” has reached 75 %"]  # it is in German


async def test_what_another_process_sent_meanwhile_is_not_sent_again(
    stage: Stage, source: FakeSource, sender: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    await choose(stage, stage.channel.id)
    await warned(stage, source)
    app, send = stage.bot.app, discord.PartialMessageable.send
    async with app.sessions.begin() as session:
        (first,) = await notices.to_admins(session, [HOME])
        session.add(again := twin_of(first[0]))

    async def send_late(self: discord.PartialMessageable, **what: Any) -> discord.Message:
        async with app.sessions.begin() as session:
            await notices.sent(session, again.id, app.clock())
        return await send(self, **what)

    monkeypatch.setattr(discord.PartialMessageable, "send", send_late)
    await sender.send()

    assert len(titles(stage)) == 1


def twin_of(notice: Notice) -> Notice:
    told = {"guild_id", "channel", "topic", "args", "made_at"}
    return Notice(key="twin", **{name: getattr(notice, name) for name in told})
