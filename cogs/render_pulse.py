"""The pulse card of a campaign as everybody sees it."""

import discord

from cogs import render, words
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
        [] if is_active else ["This campaign takes in no more posts."],
        colour=render.GREEN if is_active else render.GREY,
    )
    render.field(made, "Views", _views(pulse))
    render.field(made, "Posts", _posts(pulse))
    render.field(made, "Creators", [f"**{shown.creators:,}**"])
    render.field(made, "Budget", _budget(pulse), inline=False)
    if pulse.window_ends_at is not None:
        render.field(made, "Next window ends", [words.at(pulse.window_ends_at)], inline=False)
    render.field(made, "Read", [_age(pulse)], inline=False)
    return made


def _views(pulse: Pulse) -> list[str]:
    gained = words.UNKNOWN if pulse.gained is None else f"{pulse.gained:+,}"
    unknown = f"unknown of {words.several(pulse.unknown, 'post')}" if pulse.unknown else ""
    return [f"**{words.number(pulse.views)}**", f"{gained} in 24 h", unknown]


def _posts(pulse: Pulse) -> list[str]:
    counts = pulse.card.posts
    lines = [f"{words.STATUSES[each]}: {counts[each]:,}" for each in PostStatus if counts.get(each)]
    waiting = f"Waiting for review: {pulse.card.waiting:,}" if pulse.card.waiting else ""
    return [*lines, waiting] if lines or waiting else ["none yet"]


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
        f"{committed} of {render.money(shown.budget_minor, shown.currency)}",
    ]


def _age(pulse: Pulse) -> str:
    if pulse.oldest_at is None:
        return "Nothing was read yet."
    return f"Every reading is from {words.ago(pulse.oldest_at)} or newer."
