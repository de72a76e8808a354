"""The pulse card of a campaign as everybody sees it."""

import discord

from cogs import quantities, render, words
from cogs.say import many, number, say
from core.domain.terms import CampaignState, PostStatus
from core.services.shown_boards import Pulse

CELLS = 10
"""So many cells the bar of a budget has."""


def card(pulse: Pulse) -> discord.Embed:
    """Return how a campaign is doing; amounts where it shows them only."""
    shown = pulse.card
    is_active = shown.state is CampaignState.ACTIVE
    made = render.embed(
        words.escape(shown.name, 80),
        [] if is_active else [say("This campaign takes in no more posts.")],
        colour=render.GREEN if is_active else render.GREY,
    )
    render.field(made, say("Views"), _views(pulse))
    render.field(made, say("Posts"), _posts(pulse))
    render.field(made, say("Creators"), [f"**{number(shown.creators)}**"])
    render.field(made, say("Budget"), _budget(pulse), inline=False)
    if pulse.window_ends_at is not None:
        render.field(made, say("Next window ends"), [words.at(pulse.window_ends_at)], inline=False)
    render.field(made, say("Read"), [_age(pulse)], inline=False)
    return made


def _views(pulse: Pulse) -> list[str]:
    gained = say(words.UNKNOWN) if pulse.gained is None else quantities.signed(pulse.gained)
    unknown = ""
    if pulse.unknown:
        unknown = many(pulse.unknown, "unknown of {count} post", "unknown of {count} posts")
    return [f"**{words.number(pulse.views)}**", say("{gained} in 24 h", gained=gained), unknown]


def _posts(pulse: Pulse) -> list[str]:
    counts = pulse.card.posts
    lines = [
        f"{say(words.STATUSES[each])}: {number(counts[each])}" for each in PostStatus if counts.get(each)
    ]
    waiting = ""
    if pulse.card.waiting:
        waiting = say("Waiting for review: {count}", count=number(pulse.card.waiting))
    return [*lines, waiting] if lines or waiting else [say("none yet")]


def _budget(pulse: Pulse) -> list[str]:
    """Return how much of the budget is committed; nothing without a budget."""
    shown = pulse.card
    if shown.money is None or shown.money.percent is None:
        return []
    filled = min(CELLS, shown.money.percent * CELLS // 100)
    bar = "█" * filled + "░" * (CELLS - filled)
    if not shown.shows_amounts:
        return [f"{bar} {shown.money.percent} %"]
    committed = render.money(shown.money.spent.committed_minor, shown.currency)
    return [
        f"{bar} {shown.money.percent} %",
        say(
            "{committed} of {budget}",
            committed=committed,
            budget=render.money(shown.budget_minor, shown.currency),
        ),
    ]


def _age(pulse: Pulse) -> str:
    if pulse.oldest_at is None:
        return say("Nothing was read yet.")
    return say("Every reading is from {ago} or newer.", ago=words.ago(pulse.oldest_at))
