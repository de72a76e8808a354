"""What every part of the benchmark hands back, and the table made of it.

A row is the median over repetitions beside the median of a bare baseline of the same run: machines differ and
are shared, so the ratio is what counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median
from typing import TypeVar

Each = TypeVar("Each")

HEAD = ("what", "median", "spread", "unit", "baseline", "ratio", "goal", "met")
LEFT = (0, 3, 6, 7)
"""The columns of words; those of numbers end at the right."""


class Size(Enum):
    """How much work a part does: minutes all together, or half an hour and some ten GB."""

    SMALL = "small"
    FULL = "full"

    def pick(self, small: Each, full: Each) -> Each:
        """Return the one of the two that is meant for this size."""
        return small if self is Size.SMALL else full


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit on a row's ratio, or on what was measured itself; reached inclusively."""

    limit: float
    is_ratio: bool = True
    is_least: bool = False

    def met(self, row: "Row") -> bool:
        """Whether the row keeps to it; a ratio that is not known does not."""
        value = row.ratio if self.is_ratio else row.middle
        if value is None:
            return False
        return value >= self.limit if self.is_least else value <= self.limit

    def told(self, unit: str) -> str:
        """Return it in a few characters."""
        return f"{'≥' if self.is_least else '≤'} {self.limit:g}{' x' if self.is_ratio else f' {unit}'}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, in every repetition, beside the same of the bare baseline.

    Args:
        measured: one figure for each repetition, at least one.
        baseline: likewise, in the same unit; empty where there is nothing to compare with.
        goal: None where a row only informs.
        note: what helps to understand the figure, told below the table.
    """

    what: str
    measured: Sequence[float]
    unit: str
    baseline: Sequence[float] = ()
    goal: Goal | None = None
    note: str = ""

    @property
    def middle(self) -> float:
        """The median of the repetitions."""
        return median(self.measured)

    @property
    def ratio(self) -> float | None:
        """How many times the baseline's median it is; None without a baseline, or when that is zero."""
        bare = median(self.baseline) if self.baseline else 0
        return self.middle / bare if bare else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is; None without a goal."""
        return None if self.goal is None else self.goal.met(self)

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the table."""
        spread = f"{figure(min(self.measured))} to {figure(max(self.measured))}"
        return (
            self.what,
            figure(self.middle),
            spread if len(self.measured) > 1 else "",
            self.unit,
            figure(median(self.baseline)) if self.baseline else "",
            "" if self.ratio is None else f"{self.ratio:.3g} x",
            "" if self.goal is None else self.goal.told(self.unit),
            {None: "", True: "yes", False: "NO"}[self.is_met],
        )


def at_most_times(limit: float) -> Goal:
    """Return the goal to be at most so many times the baseline."""
    return Goal(limit)


def at_least_times(limit: float) -> Goal:
    """Return the goal to be at least so many times the baseline."""
    return Goal(limit, is_least=True)


def at_most(limit: float) -> Goal:
    """Return the goal to measure at most so much, in the row's unit."""
    return Goal(limit, is_ratio=False)


def figure(value: float) -> str:
    """Return a number with as many digits as one can trust."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as an aligned Markdown table, the notes below it."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    rule = ["-" * width if column in LEFT else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    told = [_line(line, widths) for line in lines]
    told.insert(1, _line(rule, widths))
    notes = [f"- {row.what}: {row.note}" for row in rows if row.note]
    return "\n".join([*told, *(["", *notes] if notes else [])])


def percentile(samples: Sequence[float], share: float) -> float:
    """Return what `share` (0 to 1) of the samples do not exceed; there is at least one."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.ljust(width) if column in LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"
