"""Budgets of requests in `/status`: what they save, what that costs, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import discord
import pytest
import simcord

from cogs import render_request_budgets
from core.domain.ports import SourceState
from core.domain.request_budgets import Ages, RequestBudget
from core.domain.terms import Platform
from core.services.request_budgets import BudgetState
from tests.cogs.conftest import Stage, fields, hand_in
from tests.fakes import FakeSource

HOUR = timedelta(hours=1)
STATE = BudgetState(
    Platform.TIKTOK,
    per_day=5_000,
    made_today=1_900,
    made=3_210,
    documented=8_400,
    saved=5_190,
    ages=Ages(2.14 * HOUR, 9 * HOUR),
    documented_ages=Ages(3 * HOUR, 5.7 * HOUR),
    longest=24 * HOUR,
    is_spent=False,
    is_short=False,
)
BEGIN = "Looks are 1 h to 1 d apart, by growth and age."
MADE = "Requests: 3,210 in the last 24 hours; today 1,900 of 5,000."
SAVED = "About 5,190 fewer than the 8,400 of the schedule without it."
AGES = "Views that count are 2.1 h old in the middle, and 95 % are at most 9 h; without it 3 h and 5.7 h."
SPENT = "Today's are spent: until midnight UTC only looks that cannot wait are made."
SHORT = "They are too few for a look at every post in 24 hours; set a greater budget."
UNKNOWN = "What it saves is told once a whole day was counted."


class Counted(FakeSource):
    def states(self) -> Sequence[SourceState]:
        return [SourceState(Platform.TIKTOK, "fake", False, len(self.asked), 0, None, None, None)]


def shown(**changes: object) -> list[str]:
    card = discord.Embed()
    render_request_budgets.add_to(card, replace(STATE, **changes))  # type: ignore[arg-type]  # named by tests
    (field,) = card.fields
    assert field.name == "TikTok: a budget of requests"
    return (field.value or "").splitlines()


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [BEGIN, MADE, SAVED, AGES]),
        ({"saved": -40}, [BEGIN, MADE, SAVED.replace("5,190 fewer", "40 more"), AGES]),
        ({"saved": None, "ages": None}, [BEGIN, MADE, UNKNOWN]),
        ({"is_spent": True}, [BEGIN, MADE, SAVED, AGES, SPENT]),
        (
            {"is_short": True, "longest": 60 * HOUR},
            [BEGIN.replace("1 d", "2.5 d"), MADE, SAVED, AGES, SHORT],
        ),
    ],
)
def test_a_budget_is_told_with_what_it_saves_and_costs(changes: dict[str, object], lines: list[str]) -> None:
    assert shown(**changes) == lines


@pytest.mark.simcord(check_errors=False)
@pytest.mark.usefixtures("summer")
async def test_status_tells_the_budget_that_is_set(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    app, counted = stage.bot.app, Counted()
    counted.asked = source.asked
    budgets = {Platform.TIKTOK: RequestBudget(500)}
    stage.bot.app = replace(
        app,
        schedule=replace(app.schedule, budgets=budgets),
        sources={**app.sources, Platform.TIKTOK: counted},
    )
    stage.bot.loop_states = list

    told: simcord.InteractionResult = await stage.editor.slash(stage.channel, "status")

    lines = (fields(told)["TikTok: a budget of requests"] or "").splitlines()
    assert lines[:3] == [BEGIN, "Requests: 1 in the last 24 hours; today 1 of 500.", UNKNOWN]
    assert fields(told)["Views are read"] == "every 6 h"
