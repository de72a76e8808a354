"""The settings of budgets: what is set is held to, what is not leaves the schedule as it is."""

import pytest

from bot.building import request_budgets
from bot.settings import load
from core.domain.terms import Platform

pytestmark = pytest.mark.usefixtures("no_settings")


def test_nothing_set_is_no_budget() -> None:
    assert request_budgets(load()) == {}


@pytest.mark.parametrize("platform", Platform)
def test_a_platform_has_the_budget_that_is_set_for_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{platform.value.upper()}_REQUESTS_PER_DAY", "1234")

    found = request_budgets(load())

    assert {each: budget.per_day for each, budget in found.items()} == {platform: 1_234}
