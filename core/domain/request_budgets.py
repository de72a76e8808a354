"""A platform's budget of requests a day: what it is spent on, and how far looks are stretched to fit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.domain.adaptive import DAY, FARTHEST, LONGEST, Pace, interval_s, wanted

RESERVE = 0.1
"""The share of a budget that is kept for first looks, retries and what people ask for."""
MEASURED_EVERY = timedelta(minutes=5)
"""How often it is measured what posts want."""
MOST_STRETCH = 1e9
"""By which every wanted time becomes the longest one."""
STEPS = 60
"""Halvings that find a factor far more exactly than posts can be foreseen."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Posts that are about as old and grow about as fast: so many, their share over, views a day or None."""

    posts: int
    share: float
    growth: int | None


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the shown views of posts that count are: half are younger than `median`, 95 % than `most`."""

    median: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Demand:
    """What a platform's posts want in a day.

    Attributes:
        posts: those whose regular looks are adaptive.
        daily: looks that are due within a day whatever they want: decided, gone and idle posts.
        ends: windows that end within a day, each with a look at its end.
        listings: requests for the listings of watched accounts.
        ages: of what is shown now; None: there is nothing.
    """

    posts: Sequence[Alike] = ()
    daily: int = 0
    ends: int = 0
    listings: int = 0
    ages: Ages | None = None

    @property
    def fixed(self) -> int:
        """Requests a day that are made however long regular looks wait."""
        return self.daily + self.ends + self.listings

    def documented(self, refresh: timedelta) -> int:
        """Return how many requests a day looking at every post at one interval comes to."""
        return round(sum(each.posts for each in self.posts) * (DAY / refresh)) + self.fixed


@dataclass
class RequestBudget:
    """What is known of a platform's budget in this process; measured every few minutes.

    Attributes:
        measured_again_at: when what posts want is to be measured again; None: now, for the first time.
        per_day: requests that the platform may be asked on a UTC day.
        noted: requests of this process that the database knows of.
        left: requests that the day had left then, of all processes.
        is_spent: the day's budget is used up.
        is_short: it is too small for a look at every post in 24 hours.
    """

    per_day: int
    pace: Pace = field(default_factory=Pace)
    demand: Demand = field(default_factory=Demand)
    is_measured: bool = False
    measured_again_at: datetime | None = None
    noted: int = 0
    left: int = 0
    is_spent: bool = False
    is_short: bool = False


def regular_looks(posts: Sequence[Alike], pace: Pace) -> float:
    """Return how many regular looks a day these posts get at this pace."""
    return _looks([(each.posts, wanted(each.share, each.growth).total_seconds()) for each in posts], pace)


def fitted(demand: Demand, per_day: int) -> Pace:
    """Return the pace at which what posts want fits into the budget, the reserve kept.

    Wanted times are stretched until it fits, up to 24 hours. Where even a look in 24 hours at every post is
    too much, the longest time grows faster than it must, so that something is left for the posts that grow.
    """
    posts = [(each.posts, wanted(each.share, each.growth).total_seconds()) for each in demand.posts]
    room = per_day * (1 - RESERVE) - demand.fixed
    all_daily = sum(number for number, _ in posts)
    if all_daily <= room:
        return _stretched(posts, room, LONGEST)
    room -= demand.ends  # each has a look in the 24 hours before its window's end too
    times = min(all_daily / room, FARTHEST / LONGEST) if room > 0 else FARTHEST / LONGEST
    return _stretched(posts, room, min(LONGEST * times**2, FARTHEST))


def percentile(counted: Mapping[timedelta, int], part: float) -> timedelta | None:
    """Return the age that this part of what was counted is younger than; None when nothing was.

    Args:
        counted: how many there are in each class, by its upper end; ages are even within a class.
        part: above 0, 1 at most.
    """
    wanted_number, lower = sum(counted.values()) * part, timedelta()
    for upper, number in sorted(counted.items()):
        if wanted_number <= number and number:
            return lower + (upper - lower) * (wanted_number / number)
        wanted_number, lower = wanted_number - number, upper
    return None


def _looks(posts: Sequence[tuple[int, float]], pace: Pace) -> float:
    day = DAY.total_seconds()
    return sum(number * day / interval_s(wanted_s, pace) for number, wanted_s in posts)


def _stretched(posts: Sequence[tuple[int, float]], room: float, longest: timedelta) -> Pace:
    """Return the least stretch at which the looks fit, the greatest when none does."""
    short, long = 1.0, MOST_STRETCH
    if _looks(posts, Pace(short, longest)) <= room:
        return Pace(short, longest)
    for _ in range(STEPS):
        middle = (short * long) ** 0.5
        short, long = (short, middle) if _looks(posts, Pace(middle, longest)) <= room else (middle, long)
    return Pace(long, longest)
