"""Budgets of requests a day: what is made is counted, what posts want is measured, looks are fitted to it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.domain.adaptive import DAY, LONGEST
from core.domain.request_budgets import MEASURED_EVERY, Ages, Demand, RequestBudget, fitted, percentile
from core.domain.terms import Platform
from core.services.app import App
from core.services.tally import Tally
from db import demand, request_counts
from db.engine import UNUSABLE, Session

log = logging.getLogger(__name__)

MEDIAN, MOST = 0.5, 0.95
"""The ages that are told: half of what is shown is younger, and 95 % of it."""
RESTS = 50
"""How many times as long as it takes the measuring rests."""
LOOP = "requests"


@dataclass(frozen=True, slots=True)
class BudgetState:
    """Where a platform with a budget is.

    Attributes:
        made_today: requests since midnight UTC.
        made: requests in the last 24 hours, in whole hours.
        documented: requests a day that the documented schedule would make for the same posts, about; None
            before posts were counted.
        saved: how many fewer that were than these, negative: more; None before a whole day was counted.
        ages: how old shown views are; None: there are none.
        documented_ages: how old the documented schedule would have them.
        longest: the longest time between two looks at a post.
        is_spent: today's budget is used up.
        is_short: the budget is too small for a look at every post in 24 hours.
    """

    platform: Platform
    per_day: int
    made_today: int
    made: int
    documented: int | None
    saved: int | None
    ages: Ages | None
    documented_ages: Ages
    longest: timedelta
    is_spent: bool
    is_short: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name, times in seconds; None is not known."""
        return {
            "platform": self.platform.value,
            "per_day": self.per_day,
            "made_today": self.made_today,
            "made_24_hours": self.made,
            "documented_per_day": self.documented,
            "saved": self.saved,
            "age_median_s": None if self.ages is None else self.ages.median.total_seconds(),
            "age_95_s": None if self.ages is None else self.ages.most.total_seconds(),
            "documented_age_median_s": self.documented_ages.median.total_seconds(),
            "documented_age_95_s": self.documented_ages.most.total_seconds(),
            "longest_s": self.longest.total_seconds(),
            "is_spent": self.is_spent,
            "is_short": self.is_short,
        }


async def measure_due(app: App) -> Tally:
    """Measure what posts want where that is due, and fit their looks into the budgets."""
    for platform, budget in app.schedule.budgets.items():
        if budget.measured_again_at is None or app.clock() >= budget.measured_again_at:
            await _measure(app, platform, budget)
    return Tally()


async def is_spent(app: App, platform: Platform) -> bool:
    """Bring the platform's budget up to date; return whether today's is used up. Without one it never is."""
    if platform not in app.schedule.budgets:
        return False
    await measure_due(app)
    return await note(app, platform)


async def note(app: App, platform: Platform) -> bool:
    """Add up the requests made since the last time; return whether today's budget is used up."""
    budget = app.schedule.budgets.get(platform)
    if budget is None:
        return False
    now, made = app.clock(), _asked(app, platform)
    new, budget.noted = made - budget.noted, made  # before any wait: who comes meanwhile adds them no more
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if new:
        try:
            async with app.sessions.begin() as session:
                await request_counts.add(session, platform, now, new)
        except BaseException:
            budget.noted -= new  # they are added the next time
            raise
    async with app.reads() as session:
        today = await request_counts.since(session, platform, midnight)
    budget.left = budget.per_day - today
    _tell_spent(platform, budget, was=budget.is_spent, now=budget.left <= 0)
    return budget.is_spent


async def settle(app: App) -> None:
    """Add up what was asked and is not added yet, for the process ends; what cannot be kept is told."""
    for platform in app.schedule.budgets:
        try:
            await note(app, platform)
        except UNUSABLE as error:
            log.warning("%s: the last requests could not be added up (%s)", platform.label, error)


def runs_out(app: App, platform: Platform) -> bool:
    """Return whether the day's budget is used up by what this process asked since it was noted."""
    budget = app.schedule.budgets.get(platform)
    return budget is not None and _asked(app, platform) - budget.noted >= budget.left


async def states(app: App) -> Sequence[BudgetState]:
    """Return where every platform with a budget is, as it was measured last: nobody waits for that."""
    found = []
    for platform, budget in app.schedule.budgets.items():
        await note(app, platform)
        async with app.reads() as session:
            found.append(await _state(session, app, platform, budget))
    return found


async def _state(session: Session, app: App, platform: Platform, budget: RequestBudget) -> BudgetState:
    now, refresh = app.clock(), app.schedule.refresh
    made = await request_counts.since(session, platform, now - DAY)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = await request_counts.first_hour(session, platform)
    documented = budget.demand.documented(refresh) if budget.is_measured else None
    is_known = documented is not None and first is not None and first <= now - DAY
    return BudgetState(
        platform=platform,
        per_day=budget.per_day,
        made_today=await request_counts.since(session, platform, midnight),
        made=made,
        documented=documented,
        saved=documented - made if documented is not None and is_known else None,
        ages=budget.demand.ages,
        documented_ages=Ages(refresh * MEDIAN, refresh * MOST),
        longest=budget.pace.longest,
        is_spent=budget.is_spent,
        is_short=budget.is_short,
    )


async def _measure(app: App, platform: Platform, budget: RequestBudget) -> None:
    """Ask the database what posts want; the longer that takes, the longer it is until it is asked again."""
    now = app.clock()
    budget.measured_again_at = now + MEASURED_EVERY  # who comes meanwhile does not ask too
    async with app.reads() as session:
        found = await demand.measured(session, platform, now, app.schedule)
        watched = await demand.watched(session, platform)
    median, most = percentile(found.ages, MEDIAN), percentile(found.ages, MOST)
    budget.demand = Demand(
        posts=found.posts,
        daily=found.daily,
        ends=found.ends,
        listings=round(watched * (DAY / app.watch_interval)),
        ages=None if median is None or most is None else Ages(median, most),
    )
    budget.pace, budget.is_measured = fitted(budget.demand, budget.per_day), True
    ended = app.clock()
    budget.measured_again_at = ended + max(MEASURED_EVERY, (ended - now) * RESTS)
    _tell_short(platform, budget, was=budget.is_short, now=budget.pace.longest > LONGEST)


def _asked(app: App, platform: Platform) -> int:
    """Return how often this process asked the platform's sources: for posts, pages, listings, profiles."""
    chains = (app.sources.get(platform), app.accounts.get(platform), app.pages.get(platform))
    return sum(state.asked for chain in chains if chain is not None for state in chain.states())


def _tell_spent(platform: Platform, budget: RequestBudget, *, was: bool, now: bool) -> None:
    budget.is_spent = now
    if now and not was:
        text = "%s: the day's %s requests are spent; until midnight UTC only looks that cannot wait are made"
        log.warning(text, platform.label, budget.per_day)
    if was and not now:
        log.info("%s: a new day's requests; looks that waited are made", platform.label)


def _tell_short(platform: Platform, budget: RequestBudget, *, was: bool, now: bool) -> None:
    budget.is_short = now
    if now and not was:
        text = (
            "%s: %s requests a day are too few to look at every post in 24 hours; looks are %.0f hours apart"
        )
        log.warning(text, platform.label, budget.per_day, budget.pace.longest.total_seconds() / 3600)
    if was and not now:
        log.info("%s: the requests a day are enough for every post again", platform.label)
