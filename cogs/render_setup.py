"""What a server has chosen, as people see it."""

import discord

from cogs import render, words, words_setup
from cogs.setup_state import Mark, StepState, digest, states
from cogs.words_digest import DAYS
from core.services.shown_servers import ServerCard


def card(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return what is chosen now and what is still missing; what is gone since is said to be gone."""
    steps = states(shown, guild)
    made = render.embed("Setup", [words_setup.INTRODUCTION, *_progress(steps)])
    for step in steps:
        render.field(made, _name(step), step.lines, inline=False)
    return made


def weekly(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return where and when last week is told."""
    made = render.embed("Weekly digest", [words_setup.DIGEST_MEANING])
    hour = f"{DAYS[shown.digest_weekday]} at {shown.digest_hour:02}:00, {words.code(shown.timezone)}"
    render.field(made, "Where", digest(shown, guild).lines, inline=False)
    render.field(made, "When", [hour], inline=False)
    return made


def _name(step: StepState) -> str:
    return f"{step.mark} {step.name}"


def _progress(steps: list[StepState]) -> list[str]:
    told = {Mark.BROKEN: words_setup.BROKEN, Mark.MISSING: words_setup.MISSING}
    lines = []
    for mark, text in told.items():
        names = [step.name for step in steps if step.mark is mark]
        lines += [text.format(names=words.names(names))] * bool(names)
    return lines or [words_setup.COMPLETE]
