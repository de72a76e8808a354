"""Where a campaign's money stands, in words, and what a warning says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cogs import render_campaigns, render_deals, render_post_plans, render_posts
from cogs.render_budget import above, warning
from core.domain.budget import Spending
from core.domain.deals import Agreement
from core.services.shown import BudgetCard, PostChanged, PostPlan
from core.services.shown_deals import DealEffect, DealPlan, DealSet
from tests.cogs.cards import CAMPAIGN, CREATOR, POST, TERMS

TOLD: Mapping[str, Any] = {
    "campaign_id": 1,
    "campaign": "Summer *x*",
    "level": 75,
    "committed": 160_000,
    "budget": 200_000,
    "currency": "USD",
    "unknown": 0,
}
STOPPED = "New posts are not taken in until there is room."
NOT_YET = "is not in the admin channel yet"


def money(card: BudgetCard, budget_minor: int | None = 100_000) -> list[str]:
    shown = render_campaigns.campaign(replace(CAMPAIGN, budget_minor=budget_minor, money=card))
    return ({field.name: field.value for field in shown.fields}["Money"] or "").split("\n")


def test_a_budget_is_shown_with_what_is_earned_reserved_and_left() -> None:
    assert money(BudgetCard(Spending(20_000, 50_000, 0), 70)) == [
        "Budget: 1,000.00 USD",
        "Earned so far: 200.00 USD",
        "Reserved: up to 500.00 USD for posts that are not finalized",
        "Left: **300.00 USD** (70 % are earned or reserved)",
    ]


def test_without_a_budget_nothing_is_left_over() -> None:
    assert money(BudgetCard(Spending(20_000, 50_000, 0)), None) == [
        "Budget: not set",
        "Earned so far: 200.00 USD",
        "Reserved: up to 500.00 USD for posts that are not finalized",
    ]


@pytest.mark.parametrize(
    ("card", "last"),
    [
        (
            BudgetCard(Spending(50_000, 50_000, 0), 100),
            f"Left: **0.00 USD** (100 % are earned or reserved). {STOPPED}",
        ),
        (
            BudgetCard(Spending(50_000, 62_000, 0), 112),
            f"**120.00 USD above the budget** (112 % of it). {STOPPED}",
        ),
        (BudgetCard(Spending(0, 0, 3), 0), "3 posts without terms are not in this sum."),
        (BudgetCard(Spending(0, 0, 1), 0), "1 post without terms is not in this sum."),
        (
            BudgetCard(Spending(0, 75_000, 0), 75, (50, 75), has_channel=False),
            f"The warning at 50 %, 75 % {NOT_YET}: none is chosen. `/setup` chooses one.",
        ),
        (
            BudgetCard(Spending(0, 75_000, 0), 75, (75,)),
            f"The warning at 75 % {NOT_YET}; it is sent as soon as that works.",
        ),
        (
            BudgetCard(Spending(0, 75_000, 0), 75, (75,), "Forbidden: *no*"),
            rf"The warning at 75 % {NOT_YET} (Forbidden: \*no\*); it is sent as soon as that works.",
        ),
    ],
)
def test_what_needs_attention_is_said(card: BudgetCard, last: str) -> None:
    assert money(card)[-1] == last


def test_a_warning_says_what_is_committed_and_what_is_left() -> None:
    said = warning(TOLD)

    assert said.title == r"The budget of “Summer \*x\*” has reached 75 %"
    assert (said.description or "").split("\n") == [
        "**1,600.00 USD** of 2,000.00 USD (80 %) are earned, or reserved for posts that are not finalized.",
        "Left: **400.00 USD**",
        "`/campaign show` says where it stands now, and `/campaign edit budget` changes it.",
    ]


@pytest.mark.parametrize(("committed", "percent"), [(200_000, 100), (224_000, 112)])
def test_the_last_warning_says_that_intake_stops(committed: int, percent: int) -> None:
    said = warning({**TOLD, "level": 100, "committed": committed, "unknown": 2})

    assert said.title == r"The budget of “Summer \*x\*” is used up"
    assert f"({percent} %)" in (said.description or "")
    assert (
        "\nNew posts are not taken in until there is room.\n2 posts without terms are not in this sum.\n"
        in (said.description or "")
    )


def test_going_above_the_budget_is_said() -> None:
    line = "This brings the campaign to **112 %** of its budget."
    assert above(112) == [line]
    assert above(None) == []
    planned = PostPlan(1, "set-cpm", POST, "", TERMS, 5, 5, above_percent=112)
    done = PostChanged("set-cpm", POST, POST.status, above_percent=112)
    agreed, effect = Agreement(TERMS), DealEffect()

    assert line in (render_post_plans.plan(planned).description or "")
    assert line in [field.value for field in render_posts.changed(done).fields]
    assert line in (
        render_deals.plan(DealPlan(1, "deal", CREATOR, agreed, effect, None, 112)).description or ""
    )
    assert render_deals.headline(DealSet("deal", CREATOR, effect, None, 112)).endswith(line)
    assert "budget" not in render_deals.headline(DealSet("deal", CREATOR, effect))
