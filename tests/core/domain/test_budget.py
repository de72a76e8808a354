"""Budgets: what is reserved, what fits, and when to warn."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.budget import (
    LEVELS,
    OpenPost,
    Spending,
    admitted,
    level,
    parse_budget,
    percent,
    spending,
    worst_minor,
)
from core.domain.errors import MoneyFormatError
from core.domain.terms import Terms

HALF = Terms(Decimal("0.50"), 500_000)
BASE, HIGH = Terms(Decimal("0.20"), 600_000), Terms(Decimal("0.60"), 100_000)
NEEDS = st.lists(st.none() | st.integers(0, 10**12), max_size=30)
LEFT = st.integers(-(10**12), 10**13)
BUDGETS = st.integers(1, 10**15)


@pytest.mark.parametrize(
    ("post", "minor"),
    [
        (OpenPost(HALF), 250_00),
        (OpenPost(HALF, counted_views=320_000), 160_00),
        (OpenPost(HALF, counted_views=600_000), 250_00),  # never more than at the cap
        (OpenPost(HALF, counted_views=0), 0),
        (OpenPost(HALF, (HIGH,)), 250_00),  # what it has decides, not what it might be given
        (OpenPost(None, (BASE, HIGH)), 120_00),
        (OpenPost(None, (BASE, HIGH), counted_views=50_000), 30_00),  # the dearest for these views
        (OpenPost(None, (BASE, HIGH), counted_views=600_000), 120_00),
        (OpenPost(None), None),
        (OpenPost(None, counted_views=5_000), None),
    ],
)
def test_the_worst_case_of_a_post(post: OpenPost, minor: int | None) -> None:
    assert worst_minor(post, "USD") == minor


def test_posts_without_a_worst_case_are_counted_and_in_no_sum() -> None:
    found = spending(1_000, [(250, 3), (None, 2), (10, 1), (None, 1)])

    assert found == Spending(1_000, 760, 3)
    assert found.committed_minor == 1_760


@pytest.mark.parametrize(
    ("left", "needs", "fit"),
    [
        (250, [250], [True]),
        (249, [250], [False]),
        (1, [None], [True]),
        (0, [None], [False]),
        (-1, [None], [False]),
        (0, [0], [True]),
        (-1, [0], [False]),
        (600, [250, 250, 250, 100], [True, True, False, True]),
        (250, [None, 250, None], [True, True, False]),
        (0, [], []),
    ],
)
def test_what_fits(left: int, needs: list[int | None], fit: list[bool]) -> None:
    assert admitted(left, needs) == fit


@given(LEFT, NEEDS)
def test_intake_never_takes_more_than_is_left(left: int, needs: list[int | None]) -> None:
    taken = sum(need or 0 for need, is_fit in zip(needs, admitted(left, needs), strict=True) if is_fit)
    assert taken <= max(left, 0)


@given(LEFT, NEEDS)
def test_committed_never_falls_by_accepting(left: int, needs: list[int | None]) -> None:
    fit = admitted(left, needs)
    accepted = [(need, 1) for need, is_fit in zip(needs, fit, strict=True) if is_fit]
    sums = [spending(5, accepted[:count]).committed_minor for count in range(len(accepted) + 1)]
    assert sums == sorted(sums)


@given(LEFT, NEEDS)
def test_many_at_once_come_to_the_same_as_one_after_the_other(left: int, needs: list[int | None]) -> None:
    rest, single = left, []
    for need in needs:
        (is_fit,) = admitted(rest, [need])
        rest -= (need or 0) if is_fit else 0
        single.append(is_fit)
    assert admitted(left, needs) == single


@pytest.mark.parametrize(
    ("committed", "budget", "said", "reached"),
    [
        (0, 1_000, 0, 0),
        (499, 1_000, 49, 0),
        (500, 1_000, 50, 50),
        (749, 1_000, 74, 50),
        (750, 1_000, 75, 75),
        (899, 1_000, 89, 75),
        (900, 1_000, 90, 90),
        (999, 1_000, 99, 90),
        (1_000, 1_000, 100, 100),
        (1_001, 1_000, 101, 100),  # not 100: it is overdrawn
        (1_120, 1_000, 112, 100),
        (1, 3, 33, 0),
        (-5, 1_000, -1, 0),
    ],
)
def test_percent_and_level(committed: int, budget: int, said: int, reached: int) -> None:
    assert (percent(committed, budget), level(committed, budget)) == (said, reached)


@given(st.integers(0, 10**16), BUDGETS)
def test_percent_tells_which_side_of_the_budget_it_is_on(committed: int, budget: int) -> None:
    said = percent(committed, budget)
    assert (said > 100) is (committed > budget)
    assert (said == 100) is (committed == budget)
    assert level(committed, budget) == max((each for each in LEVELS if said >= each), default=0)


def test_a_budget_is_typed_as_an_amount_or_none() -> None:
    assert parse_budget("5000", "USD") == 5_000_00
    assert parse_budget(" None ", "USD") is None
    with pytest.raises(MoneyFormatError):
        parse_budget("0", "USD")
