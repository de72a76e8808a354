"""Budgets of requests in `/status`: what they save, and what that costs in freshness."""

import discord

from cogs import render
from cogs.say import number, say
from cogs.spans import span
from core.domain.adaptive import SHORTEST
from core.services.request_budgets import BudgetState


def add_to(card: discord.Embed, state: BudgetState) -> None:
    """Add a field for a platform's budget; figures are of all servers together."""
    lines = [
        say("Looks are {shortest} to {longest} apart, by growth and age.", **_limits(state)),
        say(
            "Requests: {made} in the last 24 hours; today {today} of {budget}.",
            made=number(state.made),
            today=number(state.made_today),
            budget=number(state.per_day),
        ),
        _saved(state),
        _ages(state),
        say("Today's are spent: until midnight UTC only looks that cannot wait are made.")
        if state.is_spent
        else "",
        say("They are too few for a look at every post in 24 hours; set a greater budget.")
        if state.is_short
        else "",
    ]
    name = say("{platform}: a budget of requests", platform=state.platform.label)
    render.field(card, name, lines, inline=False)


def _limits(state: BudgetState) -> dict[str, str]:
    return {"shortest": span(SHORTEST), "longest": span(state.longest)}


def _saved(state: BudgetState) -> str:
    if state.saved is None or state.documented is None:
        return say("What it saves is told once a whole day was counted.")
    values = {"count": number(abs(state.saved)), "documented": number(state.documented)}
    if state.saved < 0:
        return say("About {count} more than the {documented} of the schedule without it.", **values)
    return say("About {count} fewer than the {documented} of the schedule without it.", **values)


def _ages(state: BudgetState) -> str:
    if state.ages is None:
        return ""
    return say(
        "Views that count are {median} old in the middle, and 95 % are at most {most}; "
        "without it {median_before} and {most_before}.",
        median=span(state.ages.median),
        most=span(state.ages.most),
        median_before=span(state.documented_ages.median),
        most_before=span(state.documented_ages.most),
    )
