"""Where a campaign's money stands, and warnings about its budget, as people see them."""

from collections.abc import Mapping
from typing import Any

import discord

from cogs import render, words
from cogs.say import later, many, say
from core.domain.budget import percent
from core.services.shown import BudgetCard, CampaignCard

STOPPED = later("New posts are not taken in until there is room.")
UNTOLD = later("The warning at {levels} % is not in the admin channel yet")


def lines(shown: CampaignCard) -> list[str]:
    """Return the budget, what was earned, what is reserved, and what is left."""
    money, currency = shown.money, shown.currency
    budget = say(words.NOT_SET) if shown.budget_minor is None else render.money(shown.budget_minor, currency)
    if money is None:
        return [
            say("Earned: {amount}", amount=render.money(shown.earned_minor, currency)),
            say("Budget: {amount}", amount=budget),
        ]
    reserved = render.money(money.spent.reserved_minor, currency)
    return [
        say("Budget: {amount}", amount=budget),
        say("Earned so far: {amount}", amount=render.money(money.spent.settled_minor, currency)),
        say("Reserved: up to {amount} for posts that are not finalized", amount=reserved),
        *_left(shown, money),
        _unknown(money.spent.unknown),
        _untold(money),
    ]


def warning(told: Mapping[str, Any]) -> discord.Embed:
    """Return the warning that a campaign's budget has reached a level."""
    currency = str(told["currency"])
    committed, budget = int(told["committed"]), int(told["budget"])
    is_used_up = committed >= budget
    name = words.quoted(str(told["campaign"]))
    title = say("The budget of {campaign} is used up", campaign=name)
    if not is_used_up:
        level = int(told["level"])
        title = say("The budget of {campaign} has reached {level} %", campaign=name, level=level)
    said = [
        say(
            "**{committed}** of {budget} ({percent} %) are earned, or reserved for posts that are not "
            "finalized.",
            committed=render.money(committed, currency),
            budget=render.money(budget, currency),
            percent=words.number(percent(committed, budget)),
        ),
        say(STOPPED)
        if is_used_up
        else say("Left: **{amount}**", amount=render.money(budget - committed, currency)),
        _unknown(int(told["unknown"])),
        say("`/campaign show` says where it stands now, and `/campaign edit budget` changes it."),
    ]
    colour = render.RED if is_used_up else render.AMBER
    return render.embed(title, [line for line in said if line], colour=colour)


def above(at_percent: int | None) -> list[str]:
    """Return the line that something brings a campaign above its budget; none when it does not."""
    if at_percent is None:
        return []
    return [
        say("This brings the campaign to **{percent} %** of its budget.", percent=words.number(at_percent))
    ]


def _left(shown: CampaignCard, money: BudgetCard) -> list[str]:
    if shown.budget_minor is None or money.percent is None:
        return []
    left = shown.budget_minor - money.spent.committed_minor
    if left < 0:
        over = render.money(-left, shown.currency)
        above_it = say(
            "**{amount} above the budget** ({percent} % of it).",
            amount=over,
            percent=words.number(money.percent),
        )
        return [f"{above_it} {say(STOPPED)}"]
    said = say(
        "Left: **{amount}** ({percent} % are earned or reserved)",
        amount=render.money(left, shown.currency),
        percent=words.number(money.percent),
    )
    return [said if left else f"{said}. {say(STOPPED)}"]


def _unknown(posts: int) -> str:
    if posts == 0:
        return ""
    return many(
        posts,
        "{count} post without terms is not in this sum.",
        "{count} posts without terms are not in this sum.",
    )


def _untold(money: BudgetCard) -> str:
    if not money.untold:
        return ""
    said = say(UNTOLD, levels=" %, ".join(str(each) for each in money.untold))
    if not money.has_channel:
        return say("{warning}: none is chosen. `/setup` chooses one.", warning=said)
    trouble = "" if money.trouble is None else f" ({words.escape(money.trouble, 100)})"
    return say("{warning}; it is sent as soon as that works.", warning=said + trouble)
