"""`/doctor`: everything that would keep the bot from working here, each with the way to mend it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from cogs import render, words
from cogs.checks import app_of, caller, loop_states, needs
from cogs.errors import Reply, answer
from cogs.findings import Finding, of_program
from cogs.refusals_setup import ADMIN_PERMISSIONS, DIGEST_PERMISSIONS, PERMISSIONS
from cogs.say import later, many, say
from core.domain.access import Caller, Role
from core.domain.errors import ServerOnlyError
from core.services import health, servers
from core.services.app import App
from core.services.health import Grade
from core.services.shown_servers import ServerCard

CLOCKS_DIFFER = timedelta(seconds=30)
"""So far the machine's clock may be from Discord's."""
MARKS = {Grade.PASS: "✅", Grade.WARN: "⚠️", Grade.FAIL: "❌"}
COLOURS = {Grade.PASS: render.GREEN, Grade.WARN: render.AMBER, Grade.FAIL: render.RED}
WORST_FIRST = (Grade.FAIL, Grade.WARN, Grade.PASS)
ROLES_GONE = (later("The admin role is deleted."), later("The editor role is deleted."))
CHOOSE_ANOTHER = later("Choose another one with `/setup`.")


class Doctor(commands.Cog):
    """`/doctor`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @needs(Role.ADMIN)
    async def doctor(self, interaction: discord.Interaction) -> None:
        """Find what keeps the bot from working here, with the way to mend each."""
        await interaction.response.defer(ephemeral=True)
        found = await examine(interaction, await caller(interaction))
        await answer(interaction, Reply(embeds=[card(found)]))


async def examine(interaction: discord.Interaction, by: Caller) -> Sequence[Finding]:
    """Return what was looked at, sound things too."""
    if interaction.guild is None:
        raise ServerOnlyError
    app, guild = app_of(interaction), interaction.guild
    report = await health.report(app, loop_states(interaction))
    program = of_program(report, app.source_notes)
    if report.database is Grade.FAIL:
        return [_clock(interaction, app), *program]
    chosen = await servers.show(app, by)
    return [
        *_choices(chosen, guild),
        _admin_channel(chosen, guild),
        *_submissions(chosen, guild),
        *_digest_channel(chosen, guild),
        await _commands(interaction),
        _clock(interaction, app),
        *program,
    ]


def card(found: Sequence[Finding]) -> discord.Embed:
    """Return the findings, the gravest first; what is sound is told in a line each."""
    ordered = sorted(found, key=lambda finding: WORST_FIRST.index(finding.grade))
    wrong = [finding for finding in ordered if finding.grade is not Grade.PASS]
    lines = [_line(finding) for finding in ordered]
    title = say("Everything works")
    if wrong:
        title = many(len(wrong), "{count} thing needs a look", "{count} things need a look")
    return render.embed(title, lines, colour=COLOURS[ordered[0].grade])


def _line(finding: Finding) -> str:
    mark = MARKS[finding.grade]
    if finding.grade is Grade.PASS:
        return f"{mark} {finding.what}"
    return f"{mark} **{finding.what}** {finding.mend}"


def _choices(chosen: ServerCard, guild: discord.Guild) -> list[Finding]:
    """Return what is wrong with the roles, and whether there is a campaign."""
    roles = (chosen.admin_role_id, chosen.editor_role_id)
    gone = [
        Finding(Grade.WARN, say(what), say(CHOOSE_ANOTHER))
        for what, role_id in zip(ROLES_GONE, roles, strict=True)
        if role_id is not None and guild.get_role(role_id) is None
    ]
    if not chosen.has_campaign:
        mend = say("Make one with `/campaign create`.")
        gone.append(Finding(Grade.WARN, say("There is no campaign, so no post can be handed in."), mend))
    return gone or [Finding(Grade.PASS, say("Roles and campaign are there."))]


def _admin_channel(chosen: ServerCard, guild: discord.Guild) -> Finding:
    """Return whether the bot can write where it tells what waits for a person."""
    if chosen.admin_channel_id is None:
        mend = say("Choose an admin channel with `/setup`.")
        return Finding(Grade.WARN, say("What waits for a person is told nowhere."), mend)
    gone = say("The admin channel is deleted, or hidden from the bot.")
    return _channel(gone, chosen.admin_channel_id, guild, ADMIN_PERMISSIONS)


def _submissions(chosen: ServerCard, guild: discord.Guild) -> list[Finding]:
    """Return whether the bot can write where members are told what no direct message can, if chosen."""
    channel_id = chosen.submission_channel_id
    gone = say("The submission channel is deleted, or hidden from the bot.")
    return [] if channel_id is None else [_channel(gone, channel_id, guild, PERMISSIONS)]


def _digest_channel(chosen: ServerCard, guild: discord.Guild) -> list[Finding]:
    """Return whether the bot can tell last week where it should; nothing where no digest is wanted."""
    if chosen.digest_channel_id is None:
        return []
    gone = say("The weekly digest's channel is deleted, or hidden from the bot.")
    return [_channel(gone, chosen.digest_channel_id, guild, DIGEST_PERMISSIONS)]


def _channel(gone: str, channel_id: int, guild: discord.Guild, needed: Mapping[str, str]) -> Finding:
    channel = guild.get_channel(channel_id)
    if channel is None:
        return Finding(Grade.FAIL, gone, say(CHOOSE_ANOTHER))
    allowed, where = channel.permissions_for(guild.me), channel.mention
    missing = [say(called) for permission, called in needed.items() if not getattr(allowed, permission)]
    if missing:
        what = say("In {channel} the bot lacks: {lacking}.", channel=where, lacking=words.names(missing))
        mend = say("Allow it for the bot's role in the channel's settings, under Permissions.")
        return Finding(Grade.FAIL, what, mend)
    return Finding(Grade.PASS, say("The bot can write in {channel}.", channel=where))


async def _commands(interaction: discord.Interaction) -> Finding:
    """Return whether Discord offers the commands that this program has."""
    tree: app_commands.CommandTree[discord.Client] = interaction.client.tree  # type: ignore[attr-defined]  # a Bot's
    try:
        own = await tree.fetch_commands(guild=interaction.guild)
        offered = {command.name for command in own or await tree.fetch_commands()}
    except discord.DiscordException:
        mend = say("Try again in a minute.")
        return Finding(Grade.WARN, say("Discord does not say which commands it offers."), mend)
    here = {command.name for command in tree.get_commands()}
    if missing := sorted(here - offered):
        mend = say("Restart the bot, which gives them to Discord; people then reload Discord.")
        what = say("Discord does not know {commands} yet.", commands=words.names(missing))
        return Finding(Grade.FAIL, what, mend)
    return Finding(Grade.PASS, say("Discord offers all {count} commands.", count=len(here)))


def _clock(interaction: discord.Interaction, app: App) -> Finding:
    """Return whether the machine's clock is right, by the time at which Discord made the interaction."""
    apart = abs(app.clock() - interaction.created_at)
    if apart > CLOCKS_DIFFER:
        what = many(
            round(apart.total_seconds()),
            "The machine's clock is {count} second from Discord's.",
            "The machine's clock is {count} seconds from Discord's.",
        )
        mend = say("Turn on time synchronization (NTP): windows end by this clock.")
        return Finding(Grade.FAIL, what, mend)
    return Finding(Grade.PASS, say("The machine's clock is right."))
