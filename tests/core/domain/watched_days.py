"""Ten days of posts that grow as real ones do; what a rule shows of them is held against the truth."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from math import exp

from core.domain.adaptive import DAY, Measured, Pace, growth_after, share_over
from core.domain.lifecycle import COUNTED_BEFORE
from core.domain.refresh import Schedule, Tracked, next_check
from core.domain.request_budgets import Alike, Demand, fitted
from core.domain.terms import Availability, PostKind, PostStatus, TrackingStatus

START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS, WINDOW = 10, 7 * DAY
REFITTED = timedelta(hours=3)
Pacing = Callable[[datetime, Sequence["Played"]], Pace | None]


@dataclass(slots=True)
class Played:
    """A post whose views follow a curve: it takes off some time after publication, and then flattens out."""

    published_at: datetime
    final: float
    takes_off: float
    slowness: float
    views: int = 0
    read_at: datetime | None = None
    growth: int | None = None
    status: PostStatus = PostStatus.ACTIVE
    looks: list[datetime] = field(default_factory=list)

    @property
    def end(self) -> datetime:
        return self.published_at + WINDOW

    def views_at(self, at: datetime) -> float:
        days = (at - self.published_at) / DAY - self.takes_off
        return 0.0 if days <= 0 else self.final * (1 - exp(-days / self.slowness))

    def off_by(self, until: datetime) -> float:
        """The sum over time, in days, of how far what was shown since the last look is from the truth."""
        if self.read_at is None or until <= self.read_at:
            return 0.0
        span = until - self.read_at
        truth = sum(self.views_at(self.read_at + span * part) for part in (0.125, 0.375, 0.625, 0.875)) / 4
        return (truth - self.views) * (span / DAY)

    def look(self, now: datetime) -> None:
        before = Measured(self.views, self.read_at, "play_count", is_exact=True)
        after = Measured(int(self.views_at(now)), now, "play_count", is_exact=True)
        self.growth = growth_after(self.growth, before, after)
        self.views, self.read_at = int(self.views_at(now)), now
        self.looks.append(now)
        if now >= self.end:
            self.status = PostStatus.FINALIZED

    def tracked(self, now: datetime) -> Tracked:
        return Tracked(
            kind=PostKind.INTERNAL,
            status=self.status,
            tracking=TrackingStatus.DIRECT_ADD,
            availability=Availability.LIVE,
            needs_person=False,
            published_at=self.published_at,
            window_ends_at=self.end,
            looked_at=now,
            gone_at=None,
            failures=0,
            growth=self.growth,
        )


@dataclass
class Seen:
    """What came of the days: looks by day, how many days' looks ran out, and the error of what was shown."""

    by_day: Counter[int] = field(default_factory=Counter)
    put_off: Counter[int] = field(default_factory=Counter)
    off_by: float = 0.0
    shown_for: float = 0.0

    @property
    def error(self) -> float:
        """By how many views what is shown of a post that counts is off on average."""
        return self.off_by / self.shown_for


def made_up(number: int, seed: int = 1) -> list[Played]:
    """Posts published from a week before the days on, most of them small and a few very large."""
    chance = random.Random(seed)  # noqa: S311  made up, the same each time
    return [
        Played(
            START + timedelta(days=chance.uniform(-7, DAYS)),
            chance.lognormvariate(8, 2),
            chance.choice([0, 0, 0, chance.uniform(0, 4)]),
            chance.uniform(0.3, 3),
        )
        for _ in range(number)
    ]


def play(posts: Sequence[Played], schedule: Schedule, pacing: Pacing, per_day: int | None = None) -> Seen:
    """Look at the posts when they are due; once the day's budget is spent only at what cannot wait."""
    chance = random.Random(2)  # noqa: S311  the same each time
    seen, until = Seen(), START + DAYS * DAY
    first = [max(START, post.published_at) + timedelta(hours=chance.uniform(0, 6)) for post in posts]
    queue = [(at, number) for number, at in enumerate(first)]
    heapify(queue)
    pace, fits_until = pacing(START, []), START
    while queue and queue[0][0] < until:
        now, number = heappop(queue)
        post, day = posts[number], (now - START).days
        if now >= fits_until:
            pace, fits_until = (
                pacing(now, [each for each in posts if each.published_at <= now]),
                now + REFITTED,
            )
        if per_day is not None and seen.by_day[day] >= per_day and not _is_urgent(post, now):
            seen.put_off[day] += 1
            heappush(queue, (min(at for at in _turns(post, day) if at > now), number))
            continue
        if post.status is PostStatus.ACTIVE:
            _compare(seen, post, now)
        post.look(now)
        seen.by_day[day] += 1
        due = next_check(post.tracked(now), now=now, schedule=schedule, jitter=chance.random(), pace=pace)
        assert due is not None
        heappush(queue, (due, number))
    for post in posts:
        if post.status is PostStatus.ACTIVE:
            _compare(seen, post, until)
    return seen


def fitted_to(per_day: int) -> Pacing:
    """The rule: what the posts want, fitted into the budget, as the program does it."""

    def pace(now: datetime, posts: Sequence[Played]) -> Pace:
        running = [post for post in posts if post.status is PostStatus.ACTIVE]
        classes = Counter(
            (round(share_over(post.published_at, post.end, now) * 7), _class_of(post.growth))
            for post in running
        )
        alike = [
            Alike(number, share / 7, None if growth is None else int(1.5 * 2**growth / 2))
            for (share, growth), number in classes.items()
        ]
        ends = sum(now < post.end <= now + DAY for post in running)
        return fitted(Demand(alike, daily=len(posts) - len(running), ends=ends), per_day)

    return pace


def _class_of(growth: int | None) -> int | None:
    return None if growth is None else growth.bit_length()


def _is_urgent(post: Played, now: datetime) -> bool:
    """Whether it is a first look, that of a window's end, or the only one of the day before it."""
    half = COUNTED_BEFORE / 2
    is_near = now >= post.end - half and bool(post.looks) and post.looks[-1] < now - half
    return not post.looks or (post.status is PostStatus.ACTIVE and (now >= post.end or is_near))


def _turns(post: Played, day: int) -> Sequence[datetime]:
    """When a look that was put off may be made: on the next day, or once it cannot wait."""
    return START + (day + 1) * DAY, post.end - COUNTED_BEFORE / 2, post.end


def _compare(seen: Seen, post: Played, now: datetime) -> None:
    if post.read_at is not None and now > post.read_at:
        seen.off_by += post.off_by(now)
        seen.shown_for += (now - post.read_at) / DAY
