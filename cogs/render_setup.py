"""What a server has chosen, as people see it."""

import discord

from cogs import render, words, words_digest, words_setup
from cogs.say import say
from cogs.setup_state import Mark, StepState, digest, states
from core.services.shown_servers import ServerCard


def card(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return what is chosen now and what is still missing; what is gone since is said to be gone."""
    steps = states(shown, guild)
    made = render.embed(say(words_setup.SETUP), [say(words_setup.INTRODUCTION), *_progress(steps)])
    for step in steps:
        render.field(made, _name(step), step.lines, inline=False)
    return made


def weekly(shown: ServerCard, guild: discord.Guild) -> discord.Embed:
    """Return where and when last week is told."""
    made = render.embed(say(words_digest.DIGEST), [say(words_digest.MEANING)])
    told = say(
        words_digest.TIME,
        day=say(words_digest.DAYS[shown.digest_weekday]),
        hour=f"{shown.digest_hour:02}:00",
        zone=words.code(shown.timezone),
    )
    render.field(made, say(words_digest.WHERE), digest(shown, guild).lines, inline=False)
    render.field(made, say(words_digest.WHEN), [told], inline=False)
    return made


def _name(step: StepState) -> str:
    return f"{step.mark} {step.name}"


def _progress(steps: list[StepState]) -> list[str]:
    told = {Mark.BROKEN: words_setup.BROKEN, Mark.MISSING: words_setup.MISSING}
    lines = []
    for mark, text in told.items():
        names = [step.name for step in steps if step.mark is mark]
        lines += [say(text, names=words.names(names))] * bool(names)
    return lines or [say(words_setup.COMPLETE)]
