"""Where a campaign's money stands, and warnings about its budget, as people see them."""

from collections.abc import Mapping
from typing import Any

import discord

from cogs import render, words
from core.domain.budget import percent
from core.services.shown import BudgetCard, CampaignCard

STOPPED = "New posts are not taken in until there is room."
UNTOLD = "The warning at {levels} % is not in the admin channel yet"


def lines(shown: CampaignCard) -> list[str]:
    """Return the budget, what was earned, what is reserved, and what is left."""
    money, currency = shown.money, shown.currency
    budget = words.NOT_SET if shown.budget_minor is None else render.money(shown.budget_minor, currency)
    if money is None:
        return [f"Earned: {render.money(shown.earned_minor, currency)}", f"Budget: {budget}"]
    reserved = render.money(money.spent.reserved_minor, currency)
    return [
        f"Budget: {budget}",
        f"Earned so far: {render.money(money.spent.settled_minor, currency)}",
        f"Reserved: up to {reserved} for posts that are not finalized",
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
    state = "is used up" if is_used_up else f"has reached {int(told['level'])} %"
    said = [
        (
            f"**{render.money(committed, currency)}** of {render.money(budget, currency)} "
            f"({percent(committed, budget):,} %) are earned, or reserved for posts that are not finalized."
        ),
        STOPPED if is_used_up else f"Left: **{render.money(budget - committed, currency)}**",
        _unknown(int(told["unknown"])),
        "`/campaign show` says where it stands now, and `/campaign edit budget` changes it.",
    ]
    colour = render.RED if is_used_up else render.AMBER
    return render.embed(f"The budget of {name} {state}", [line for line in said if line], colour=colour)


def above(at_percent: int | None) -> list[str]:
    """Return the line that something brings a campaign above its budget; none when it does not."""
    if at_percent is None:
        return []
    return [f"This brings the campaign to **{at_percent:,} %** of its budget."]


def _left(shown: CampaignCard, money: BudgetCard) -> list[str]:
    if shown.budget_minor is None or money.percent is None:
        return []
    left = shown.budget_minor - money.spent.committed_minor
    if left < 0:
        over = render.money(-left, shown.currency)
        return [f"**{over} above the budget** ({money.percent:,} % of it). {STOPPED}"]
    said = f"Left: **{render.money(left, shown.currency)}** ({money.percent:,} % are earned or reserved)"
    return [said if left else f"{said}. {STOPPED}"]


def _unknown(posts: int) -> str:
    if posts == 0:
        return ""
    return f"{words.several(posts, 'post without terms is', 'posts without terms are')} not in this sum."


def _untold(money: BudgetCard) -> str:
    if not money.untold:
        return ""
    said = UNTOLD.format(levels=" %, ".join(str(each) for each in money.untold))
    if not money.has_channel:
        return f"{said}: none is chosen. `/setup` chooses one."
    trouble = "" if money.trouble is None else f" ({words.escape(money.trouble, 100)})"
    return f"{said}{trouble}; it is sent as soon as that works."
