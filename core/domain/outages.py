"""When a platform counts as unreadable, so that people are told, and when as readable again.

What the sources say of themselves begins with the process; since when a platform is out is kept, so that a
restart neither repeats the news nor takes silence for recovery.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from core.domain.ports import SourceState

TOLD_AFTER = timedelta(minutes=30)
"""How long nothing must have been read before people are told."""


class Change(Enum):
    """What becomes of a platform's outage."""

    NONE = auto()
    BEGINS = auto()
    IS_TOLD = auto()
    ENDS = auto()


def judge(states: Sequence[SourceState], began_at: datetime | None, *, is_told: bool) -> Change:
    """Return what the sources of a platform, as they are now, change.

    An outage begins when the latest news is a source's failure. It is told once a source fails `TOLD_AFTER`
    or longer after that; whatever answers ends it. No news changes nothing.

    Args:
        began_at: since when nothing was read, aware UTC; None: there is no outage.
        is_told: whether people were told of it.
    """
    failed_at = _latest(state.last_failed_at for state in states if state.is_failing)
    worked_at = _latest(state.last_ok_at for state in states)
    if began_at is None:
        is_news = failed_at is not None and (worked_at is None or failed_at > worked_at)
        return Change.BEGINS if is_news else Change.NONE
    if worked_at is not None and worked_at > began_at:
        return Change.ENDS
    if not is_told and failed_at is not None and failed_at - began_at >= TOLD_AFTER:
        return Change.IS_TOLD
    return Change.NONE


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)
