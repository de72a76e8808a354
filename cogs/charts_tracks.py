"""What of a history may be joined by a line, and where a line would say more than is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from core.services.shown_history import History, Point

Seen = tuple[datetime, int]
"""A count at a moment."""


@dataclass(frozen=True, slots=True)
class Track:
    """One count over time.

    Attributes:
        runs: readings that are joined by a line, each run for itself.
        gaps: ends of stretches in which nothing was read, of comparable readings.
        typed: views that a person typed in.
    """

    runs: Sequence[Sequence[Seen]]
    gaps: Sequence[tuple[Seen, Seen]]
    typed: Sequence[Seen]

    @property
    def seen(self) -> list[Seen]:
        """Every known count, in no order."""
        return [seen for run in (*self.runs, self.typed) for seen in run]

    @property
    def falls(self) -> list[tuple[Seen, Seen]]:
        """Neighbours of which the later one is lower."""
        pairs = [pair for run in self.runs for pair in pairwise(run)]
        return [(before, after) for before, after in pairs if after[1] < before[1]]


def track(history: History, name: str) -> Track:
    """Return one count of a history; `name` is a field of `Point`.

    An unknown count ends a run, as do another metric or exactness; a long time without a reading is a gap.
    """
    runs: list[list[Seen]] = []
    gaps: list[tuple[Seen, Seen]] = []
    before: Point | None = None
    for point in _readings(history):
        value = getattr(point, name)
        if value is None:
            before = None
            continue
        is_joined = before is not None and _comparable(before, point, name)
        if before is not None and is_joined and history.is_gap(before, point):
            gaps.append((runs[-1][-1], (point.at, value)))
            is_joined = False
        if not is_joined:
            runs.append([])
        runs[-1].append((point.at, value))
        before = point
    typed = [(point.at, point.views) for point in history.points if point.is_manual]
    return Track(
        runs, gaps, [(at, views) for at, views in typed if views is not None] if name == "views" else []
    )


def source_switches(history: History) -> list[datetime]:
    """Return when readings began to come from another source."""
    read = _readings(history)
    return [after.at for before, after in pairwise(read) if before.source != after.source]


def metric_switches(history: History) -> list[datetime]:
    """Return when views began to mean something else: another metric, or rounded instead of exact."""
    read = [point for point in _readings(history) if point.views is not None]
    return [after.at for before, after in pairwise(read) if not _comparable(before, after, "views")]


def last_known(history: History, name: str) -> Point | None:
    """Return the newest point that has this count."""
    return next((point for point in reversed(history.points) if getattr(point, name) is not None), None)


def _readings(history: History) -> list[Point]:
    return [point for point in history.points if not point.is_manual]


def _comparable(before: Point, after: Point, name: str) -> bool:
    """Whether two counts mean the same; the metric is about views only."""
    is_same = name != "views" or before.metric == after.metric
    return is_same and before.is_exact == after.is_exact
