"""Watched accounts: how many posts come in at first, how far back a sync pages, when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.links import is_believable, published_estimate
from core.domain.refresh import FIRST_RETRY, JITTER
from core.domain.terms import CreatorState, Listed, Platform, Reading, WatchState

IMPORTS = (0, 5, 10, 15, 30)
"""How many of an account's newest posts may come in at first."""
SWEEP_EVERY = timedelta(days=1)
"""How often a sync pages back over all posts that may still count, not just to the first one known."""
SWEEP_BACK = timedelta(days=30)
"""How far back such a sync goes at least: hidden posts are found that long after publication."""
UNMARKED = 3
"""Most pinned posts that a source may fail to call so; platforms allow three."""

FAILED_SYNCS = 3
"""After so many failed syncs in a row a person is told that an account cannot be read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the syncs of an account have come; times are aware UTC.

    Attributes:
        since_at: posts published before it never come in; None until the first sync has set it.
        known_to: publication of the newest post seen when a sync was last complete; None: never.
        swept_at: when a sync last paged back over everything that may still count; None: never.
    """

    since_at: datetime | None = None
    known_to: datetime | None = None
    swept_at: datetime | None = None


def is_sweep(progress: Progress, now: datetime) -> bool:
    """Whether a sync that begins now pages back over everything that may still count."""
    since = progress.swept_at
    return since is None or since > now or now - since >= SWEEP_EVERY


def reaches_to(progress: Progress, now: datetime, back: timedelta = SWEEP_BACK) -> datetime:
    """Return the time of publication down to which a sync that begins now reads pages; `since_at` is set.

    An incomplete sync moves nothing, so the next one reads again what it may have missed.

    Args:
        back: how far back a sweep goes, further if the last complete sync is longer ago.
    """
    if progress.since_at is None:
        raise ValueError("the first sync goes by number, not by time")
    if progress.known_to is None:
        return progress.since_at
    known_to = min(progress.known_to, now)
    if is_sweep(progress, now):
        known_to = min(known_to, now - max(back, SWEEP_BACK))
    return max(progress.since_at, known_to)


def published_at(reading: Reading) -> datetime | None:
    """Return when a listed post was published: as the source says if that can be, else as its id tells."""
    said = reading.published_at
    return said if is_believable(said, reading.ref) else published_estimate(reading.ref)


def has_reached(page: Sequence[Listed], down_to: datetime) -> bool:
    """Whether a page ends before that time, for others of the same second may follow.

    Pinned posts say nothing: they come first. The last post decides and not the oldest, for a source may
    forget to say what is pinned (three at most).
    """
    times = [published_at(each.reading) for each in page if not each.is_pinned]
    last = times[-1] if times else None
    return last is not None and last < down_to


def has_passed(page: Sequence[Listed], down_to: datetime) -> bool:
    """Whether a whole page is from before that time, as far as times are told; pinned posts say nothing.

    A sweep ends so: no single post out of its order can end it.
    """
    times = [published_at(each.reading) for each in page if not each.is_pinned]
    return bool(times) and all(time is not None and time < down_to for time in times)


def is_wanted(listed: Listed) -> bool:
    """Whether watching takes in such a post: on Instagram reels only, on TikTok all."""
    return listed.reading.ref.platform is Platform.TIKTOK or listed.is_reel


def first_import(seen: Sequence[Listed], number: int) -> Sequence[Listed]:
    """Return the newest posts of all that were seen, newest first, at most `number`."""
    dated = [(time, each) for each in seen if (time := published_at(each.reading)) is not None]
    newest = sorted(dated, key=lambda one: one[0], reverse=True)
    return [each for _, each in newest[:number]]


def next_sync(now: datetime, every: timedelta, failures: int, jitter: float) -> datetime:
    """Return when an account is synced next: at the regular pace, sooner after a failure.

    Args:
        jitter: from 0 (inclusive) to 1 (exclusive); spreads syncs.
    """
    pause = every if failures == 0 else min(every, every / FIRST_RETRY * 2 ** min(failures - 1, 10))
    return now + pause * (1 + JITTER * jitter)


def is_synced(state: WatchState, creator: CreatorState | None) -> bool:
    """Whether an account is synced now: not while it or its creator (None: a competitor's) is paused."""
    return state is WatchState.ACTIVE and creator in {None, CreatorState.ACTIVE}
