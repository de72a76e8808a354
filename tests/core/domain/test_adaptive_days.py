"""Ten days of posts: the budget holds every day, no window's end is missed, and what is shown is truer."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from core.domain.adaptive import DAY, LONGEST
from core.domain.refresh import Schedule
from tests.core.domain.watched_days import DAYS, START, Played, fitted_to, made_up, play

POSTS = 1_200
"""The documented schedule makes 23,885 looks at them in the ten days, up to 2,700 on one."""
BETTER = 0.7
"""What is shown is off by less than this part of what it is off by when all posts are looked at alike."""


@pytest.mark.parametrize(
    ("per_day", "even_hours"),
    [(2_000, 8.8), (1_600, 11.5)],  # so far apart are as many looks, if all posts get alike
)
def test_a_budget_holds_and_makes_more_of_the_same_number_of_looks(per_day: int, even_hours: float) -> None:
    posts = made_up(POSTS)
    seen = play(posts, Schedule(), fitted_to(per_day), per_day)
    evenly = play(made_up(POSTS), Schedule(refresh=timedelta(hours=even_hours)), lambda *_: None)

    assert max(seen.by_day.values()) <= per_day
    assert not seen.put_off
    assert evenly.by_day.total() >= seen.by_day.total()
    assert seen.error < BETTER * evenly.error
    for post in over(posts):
        running = [look for look in post.looks if look <= post.end]
        assert running[-1] == post.end
        assert all(later - look <= LONGEST for look, later in pairwise(running))


@pytest.mark.parametrize("per_day", [900, 300])
def test_a_budget_that_is_too_small_keeps_what_cannot_wait(per_day: int) -> None:
    posts = made_up(POSTS)
    seen = play(posts, Schedule(), fitted_to(per_day), per_day)

    assert seen.put_off
    for post in over(posts):
        assert post.end in post.looks
        assert any(post.end - DAY <= look < post.end for look in post.looks)


def over(posts: Sequence[Played]) -> list[Played]:
    """Return those whose windows ended in the days, after a first look."""
    return [post for post in posts if post.looks and post.looks[0] < post.end < START + DAYS * DAY]
