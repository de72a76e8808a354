"""`/doctor` and `/status`: what is wrong is said first, with the way to mend it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from cogs.findings import Finding, of_program
from core.domain.access import Caller, Role
from core.domain.ports import SourceState
from core.domain.terms import Platform
from core.services import health, servers
from core.services.app import App
from core.services.health import Grade, LoopState
from db.models import Server
from tests.cogs.conftest import Stage, embed, fields, hand_in
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = pytest.mark.simcord(check_errors=False)
WELL = SourceState(Platform.TIKTOK, "fake", False, 3, 0, NOON, None, None)
REELS = replace(WELL, platform=Platform.INSTAGRAM)


def loop(**changes: object) -> LoopState:
    state = LoopState("decisions", 30.0, None, NOON, NOON, None, None)
    return replace(state, **changes)  # type: ignore[arg-type]  # named by the tests


class Told(FakeSource):
    """A source that is doing as it is told."""

    def __init__(self, *states: SourceState) -> None:
        super().__init__()
        self._states = states

    def states(self) -> Sequence[SourceState]:
        return self._states


def with_sources(app: App, *states: SourceState, notes: Sequence[str] = ()) -> App:
    return replace(app, sources={Platform.TIKTOK: Told(*states)}, source_notes=notes)


async def found(app: App, *loops: LoopState) -> list[Finding]:
    return of_program(await health.report(app, loops), app.source_notes)


def wrong(findings: Sequence[Finding]) -> list[str]:
    return [f"{each.grade} {each.what} {each.mend}" for each in findings if each.grade is not Grade.PASS]


async def examined(stage: Stage, clock: FixedClock, app: App | None = None) -> discord.Embed:
    """What the admin is shown while the machine's clock is right, unless it was moved."""
    stage.bot.app = app or with_sources(stage.bot.app, WELL, REELS)
    before = await stage.admin.slash(stage.channel, "help")
    assert before.response is not None
    if clock.now == NOON:
        clock.now = discord.utils.snowflake_time(before.response.id)
    return embed(await stage.admin.slash(stage.channel, "doctor"))


async def set_up(stage: Stage, **overwrites: bool) -> None:
    """An admin channel, with what the bot is denied in it."""
    denied: dict[Any, discord.PermissionOverwrite] = {
        stage.guild.roles["TestBot"]: discord.PermissionOverwrite(**overwrites)
    }
    channel = stage.guild.create_text_channel("team", overwrites=denied)
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).admin_channel_id = channel.id


@pytest.mark.usefixtures("summer")
async def test_where_all_is_well_it_says_so(stage: Stage, clock: FixedClock) -> None:
    await set_up(stage)

    shown = await examined(stage, clock)

    assert shown.title == "Everything works", shown.description
    assert "The bot can write in <#" in (shown.description or "")
    assert "TikTok by `fake`: answered last" in (shown.description or "")


async def test_what_nobody_chose_yet_is_named_with_the_next_step(stage: Stage, clock: FixedClock) -> None:
    shown = await examined(stage, clock)

    assert shown.title == "2 things need a look"
    assert "**There is no campaign, so no post can be handed in.** Make one" in (shown.description or "")
    assert "**What waits for a person is told nowhere.** Choose an admin channel" in (shown.description or "")


@pytest.mark.usefixtures("summer")
async def test_a_channel_without_rights_and_a_deleted_role_are_found(stage: Stage, clock: FixedClock) -> None:
    await set_up(stage, send_messages=False)
    by = Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_role(stage.bot.app, by, Role.EDITOR, 404)

    shown = await examined(stage, clock)

    assert (shown.description or "").startswith("❌ **In <#")
    assert "the bot lacks: Send Messages, Embed Links, Attach Files.** Allow it" in (shown.description or "")
    assert "**The editor role is deleted.** Choose another one" in (shown.description or "")


@pytest.mark.usefixtures("summer")
async def test_the_submission_channel_is_looked_at_once_it_is_chosen(stage: Stage, clock: FixedClock) -> None:
    await set_up(stage)
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).submission_channel_id = 404

    shown = await examined(stage, clock)

    assert "❌ **The submission channel is deleted, or hidden from the bot.** Choose another one" in (
        shown.description or ""
    )


async def test_a_digests_channel_without_rights_or_deleted_is_found(stage: Stage, clock: FixedClock) -> None:
    denied: dict[Any, discord.PermissionOverwrite] = {
        stage.guild.roles["TestBot"]: discord.PermissionOverwrite(attach_files=False)
    }
    closed = stage.guild.create_text_channel("news", overwrites=denied)
    by = Caller(HOME, stage.admin.id, Role.ADMIN)

    await servers.choose_digest_channel(stage.bot.app, by, closed.id)
    lacking = await examined(stage, clock)
    await servers.choose_digest_channel(stage.bot.app, by, 404)
    gone = await examined(stage, clock)

    assert f"In <#{closed.id}> the bot lacks: Attach Files.** Allow it" in (lacking.description or "")
    assert "**The weekly digest's channel is deleted, or hidden from the bot.**" in (gone.description or "")


async def test_a_clock_that_is_wrong_is_found_by_discords(stage: Stage, clock: FixedClock) -> None:
    clock.now = NOON + timedelta(hours=1)

    shown = await examined(stage, clock)

    assert "from Discord's.** Turn on time synchronization" in (shown.description or "")


async def test_commands_that_discord_does_not_know_are_found(stage: Stage, clock: FixedClock) -> None:
    @discord.app_commands.command(name="brand-new")
    async def brand_new(_interaction: discord.Interaction) -> None:
        """Do something that Discord was not told of."""

    stage.bot.tree.add_command(brand_new)

    shown = await examined(stage, clock)

    assert "**Discord does not know brand-new yet.** Restart the bot" in (shown.description or "")


@pytest.mark.simcord(check_errors=False)
async def test_sources_say_what_is_wrong_and_whose_turn_it_is(app: App) -> None:
    refused = replace(WELL, is_failing=True, is_refused=True)
    down = replace(
        REELS, is_failing=True, last_failed_at=NOON, closed_until=NOON + timedelta(minutes=5), name="other"
    )

    told = wrong(await found(with_sources(app, refused, down)))
    unread = wrong(await found(with_sources(app, WELL, notes=["Instagram: hikerapi is passed over"])))

    assert told[0].startswith("warn TikTok by `fake`: the key is refused")
    assert told[1].startswith("warn Instagram by `other` fails since <t:")
    assert len(unread) == 1
    assert unread[0].startswith("fail No source reads Instagram. Whoever runs the bot sets a key in `.env`")


async def test_loops_that_are_silent_or_fail_are_named(app: App) -> None:
    sound = with_sources(app, WELL, REELS)

    silent = wrong(await found(sound, loop(beat_at=NOON - timedelta(hours=1))))
    failing = wrong(await found(sound, loop(error="ValueError: no")))
    standing_by = await found(sound, loop(is_standby=True))

    assert silent[0].startswith("fail Nothing is heard of: decisions.")
    assert failing[0].startswith("warn The last pass failed of: decisions.")
    assert "stands by" in " ".join(each.what for each in standing_by)


@pytest.mark.usefixtures("summer")
async def test_posts_that_wait_too_long_are_told(stage: Stage, source: FakeSource, clock: FixedClock) -> None:
    await hand_in(stage, source)
    sound = with_sources(stage.bot.app, WELL, REELS)
    before = wrong(await found(sound))

    clock.advance(hours=14)

    assert before == []
    assert wrong(await found(sound))[0].startswith("fail Posts on TikTok wait for a look since <t:")


async def test_status_shows_the_loops_and_nothing_of_other_servers(stage: Stage) -> None:
    stage.bot.app = with_sources(stage.bot.app, WELL, REELS)
    stage.bot.loop_states = lambda: [loop()]

    shown: simcord.InteractionResult = await stage.editor.slash(stage.channel, "status")

    told = fields(shown)
    assert (embed(shown).description or "").startswith("✅ decisions: last beat <t:")
    assert "TikTok by `fake`" in (told["Parts"] or "")
    assert told["Views are read"] == "every 6 h"
    assert not any("budget" in name for name in told if name)
