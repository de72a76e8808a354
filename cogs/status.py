"""`/status`: what runs, when it ran last and runs next, and how the sources are doing."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import render, render_request_budgets, words
from cogs.checks import app_of, loop_states, needs
from cogs.doctor import COLOURS, MARKS
from cogs.errors import Reply, answer
from cogs.findings import of_program
from cogs.say import later, say
from cogs.spans import span
from core.domain.access import Role
from core.domain.terms import Platform
from core.services import health
from core.services.app import App
from core.services.health import Grade, LastRun, LoopState, Report

TITLES = {
    Grade.PASS: later("All is well"),
    Grade.WARN: later("It works, with some trouble"),
    Grade.FAIL: later("Something does not work"),
}


class Status(commands.Cog):
    """`/status`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @needs(Role.EDITOR)
    async def status(self, interaction: discord.Interaction) -> None:
        """See what runs, when it ran last and runs next, and how the sources are doing."""
        await interaction.response.defer(ephemeral=True)
        app = app_of(interaction)
        report = await health.report(app, loop_states(interaction))
        shown = card(report, app, latency_s=interaction.client.latency)
        await answer(interaction, Reply(embeds=[shown]))


def card(report: Report, app: App, *, latency_s: float) -> discord.Embed:
    """Return how everything is doing; what other servers have in the bot is not told."""
    loops = [_loop(loop, grade, run) for loop, grade, run in report.loops]
    made = render.embed(say(TITLES[report.grade]), loops, colour=COLOURS[report.grade])
    told = of_program(report, app.source_notes)
    render.field(made, say("Parts"), [f"{MARKS[each.grade]} {each.what}" for each in told], inline=False)
    if len(report.budgets) < len(Platform):
        render.field(made, say("Views are read"), [say("every {span}", span=span(app.schedule.refresh))])
    render.field(made, say("Accounts are looked at"), [say("every {span}", span=span(app.watch_interval))])
    render.field(made, "Discord", [_away(latency_s)])
    for budget in report.budgets:
        render_request_budgets.add_to(made, budget)
    return made


def _loop(loop: LoopState, grade: Grade, run: LastRun | None) -> str:
    now = say("running now") if loop.running_since else say("last beat {ago}", ago=words.ago(loop.beat_at))
    facts = [now, *([] if run is None else [_worked(run)]), *([say("stands by")] * loop.is_standby)]
    return f"{MARKS[grade]} {loop.name}: {', '.join(facts)}"


def _worked(run: LastRun) -> str:
    """Return when it worked and how long it took; how much there was to do is of all servers together."""
    took = span(run.finished_at - run.started_at)
    return say("worked {ago} for {span}", ago=words.ago(run.finished_at), span=took)


def _away(latency_s: float) -> str:
    """Return how far away Discord is."""
    if not _is_known(latency_s):
        return "?"
    return say("{milliseconds} ms away", milliseconds=words.number(round(latency_s * 1000)))


def _is_known(latency_s: float) -> bool:
    return 0 <= latency_s < 1e6
