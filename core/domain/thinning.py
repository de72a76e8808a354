"""Which old readings of a post say nothing that others do not say: of each day the last known one stays."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.comparison import ByDay, Seen
from core.domain.lifecycle import COUNTED_BEFORE

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """A reading that is kept; `views` None: they were unknown."""

    id: int
    taken_at: datetime
    views: int | None
    is_manual: bool


@dataclass(frozen=True, slots=True)
class Rested:
    """What says which readings of a decided post stay.

    Attributes:
        read_at: when the reading that is shown was taken.
        named: the readings that its money rests on.
    """

    published_at: datetime | None
    window_ends_at: datetime | None
    read_at: datetime | None
    named: Collection[int]


def superfluous(
    looks: Sequence[Look], post: Rested, *, before: datetime, zone: ZoneInfo, grace: timedelta
) -> list[int]:
    """Return the ids of readings from before a moment that may go.

    What stays: of each day in the zone the last reading with known views (without one, the last); the one
    nearest to each whole day after publication; the first and the last of all, and the one that is shown;
    what a person typed; what money rests on; everything around the window's end.

    Args:
        looks: all readings of the post, oldest first.
    """
    if not looks:
        return []
    kept = {looks[0].id, looks[-1].id, *post.named, *_by_day(looks, zone), *_by_age(looks, post)}
    return [
        look.id
        for look in looks
        if look.taken_at < before
        and look.id not in kept
        and not look.is_manual
        and look.taken_at != post.read_at
        and not _is_near_end(look, post, grace)
    ]


def _by_day(looks: Iterable[Look], zone: ZoneInfo) -> Collection[int]:
    """Return the last readings of the days, those with known views first."""
    last: dict[tuple[date, bool], int] = {}
    for look in looks:
        last[look.taken_at.astimezone(zone).date(), look.views is not None] = look.id
    return [look_id for (day, is_known), look_id in last.items() if is_known or (day, True) not in last]


def _by_age(looks: Sequence[Look], post: Rested) -> Collection[int]:
    """Return the readings that stand for whole days after publication, as comparisons take them."""
    if post.published_at is None:
        return []
    found = ByDay(post.published_at, max(0, (looks[-1].taken_at - post.published_at) // DAY + 1))
    for look in looks:
        if look.views is not None:
            found.add(Seen(look.taken_at, look.views, None, is_exact=True))
    moments = {seen.at for seen in found.readings if seen is not None}
    return [look.id for look in looks if look.taken_at in moments]


def _is_near_end(look: Look, post: Rested, grace: timedelta) -> bool:
    end = post.window_ends_at
    return end is not None and end - COUNTED_BEFORE <= look.taken_at <= end + grace
