"""Which days are summed up: those that are over, a while after their end, some at a time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.metrics import midnight

LAG = timedelta(hours=1)
"""How long after its end a day is summed up: what was read on it is stored by then."""
MOST_DAYS = 400
"""So many days are summed up in one go: each go looks through every post of a campaign."""


def over(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the midnight of the zone up to which every day is over for `LAG`."""
    return midnight((now - LAG).astimezone(zone).date(), zone)


def target(start: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return until when days are summed up next, from a midnight of the zone; `start` when none is over."""
    far = midnight(start.astimezone(zone).date() + timedelta(MOST_DAYS), zone)
    return max(start, min(far, over(now, zone)))


def is_ahead(until: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Whether days are summed up that are not over: a clock was wrong."""
    return until > over(now + 2 * LAG, zone)


def begins_days(moments: Iterable[datetime], zone: ZoneInfo) -> bool:
    """Whether each of the moments is a midnight of the zone."""
    return all(midnight(moment.astimezone(zone).date(), zone) == moment for moment in moments)
