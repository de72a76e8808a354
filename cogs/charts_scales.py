"""Numbers and times on paper: short forms, round ticks, and fewer points that look the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

UNITS = ((1e18, "Qi"), (1e15, "Qa"), (1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOURS = (1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720, 1440, 2160, 4320, 8760)
TIME_TICKS = 5
FINEST = 400
"""No step is finer than such a part of the highest value, so that four digits tell ticks apart."""

Mark = tuple[float, float]
"""A place: across, up."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of numbers with its round ticks."""

    low: float
    high: float
    ticks: Sequence[float] = ()

    def part(self, value: float) -> float:
        """Return where a number lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def compact(value: float) -> str:
    """Return a number in four digits at most: `950`, `1.2K`, `447.5K`."""
    for size, unit in UNITS:
        if abs(value) >= size * 0.99995:
            return f"{value / size:.4g}{unit}"
    return f"{value:.4g}"


def value_scale(values: Sequence[float], about: int, *, whole: bool = True) -> Scale:
    """Return the scale for values, with about so many steps.

    It begins at zero, unless all values lie in the upper half; then it begins just below the least of them,
    with steps wide enough for short labels.

    Args:
        whole: they are counts, so no tick lies between two whole numbers.
    """
    least, most = min(values, default=0.0), max(values, default=0.0)
    base = least if least < 0 or most / 2 < least < most else 0.0
    top = max(most, 0.0)
    step = _nice(max((top - base) / about, top / FINEST), whole=whole)
    first = math.floor(base / step)
    last = max(math.ceil(top / step), first + 1)
    return Scale(first * step, last * step, [number * step for number in range(first, last + 1)])


def time_scale(start: datetime, end: datetime) -> Scale:
    """Return the scale for a span, in seconds since 1970, with ticks at round hours and days in UTC."""
    low, high = start.timestamp(), end.timestamp()
    step = next((h for h in HOURS if (high - low) / (h * 3600) <= TIME_TICKS), 0) * 3600
    step = step or math.ceil((high - low) / TIME_TICKS / 86_400) * 86_400
    ticks = range(math.ceil(low / step) * step, math.floor(high) + 1, step)
    return Scale(low, high, list(ticks))


def time_labels(scale: Scale) -> list[str]:
    """Return what stands under the ticks: days, or hours with the day at midnight."""
    return [_time_label(datetime.fromtimestamp(tick, tz=UTC)) for tick in scale.ticks]


def time_note(scale: Scale) -> str:
    """Return what the ticks leave out: the zone, the year, and the day when all is on one."""
    first, last = (datetime.fromtimestamp(at, tz=UTC) for at in (scale.low, scale.high))
    years = f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
    has_day = any(tick % 86_400 == 0 for tick in scale.ticks)
    return f"{years}, UTC" if has_day else f"{day(first)}, {years}, UTC"


def day(moment: date) -> str:
    """Return `Nov 2`; months are in English wherever the bot runs."""
    return f"{MONTHS[moment.month - 1]} {moment.day}"


def moment(at: datetime) -> str:
    """Return `Nov 2, 12:00` in UTC."""
    utc = at.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M}"


def thinned(marks: Sequence[Mark], columns: int) -> list[Mark]:
    """Return fewer marks that make the same line: of each column the first, least, most and last.

    Args:
        marks: in order from left to right.
        columns: how many stretches of the same width; nothing is left out of so few marks.
    """
    if len(marks) <= columns:
        return list(marks)
    width = (marks[-1][0] - marks[0][0]) / columns or 1.0
    kept: list[Mark] = []
    start = 0
    for end in range(1, len(marks) + 1):
        column = int((marks[start][0] - marks[0][0]) / width)
        if end == len(marks) or int((marks[end][0] - marks[0][0]) / width) != column:
            kept += _extremes(marks[start:end])
            start = end
    return kept


def spaced(places: Sequence[float], distance: float) -> list[float]:
    """Return places, in order, of which no two are nearer than a distance."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] >= distance:
            kept.append(place)
    return kept


def widened(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Return a span that is at least four hours long, around the same middle."""
    short = timedelta(hours=4) - (end - start)
    return (start - short / 2, end + short / 2) if short > timedelta(0) else (start, end)


def _extremes(marks: Sequence[Mark]) -> list[Mark]:
    numbers = range(len(marks))
    least = min(numbers, key=lambda number: marks[number][1])
    most = max(numbers, key=lambda number: marks[number][1])
    return [marks[number] for number in sorted({0, least, most, len(marks) - 1})]


def _nice(rough: float, *, whole: bool) -> float:
    """Return the round number that is not below a rough one."""
    if rough <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * size for nice in NICE if nice * size >= rough * 0.999)
    return max(1.0, math.ceil(step)) if whole else step


def _time_label(tick: datetime) -> str:
    return day(tick) if (tick.hour, tick.minute) == (0, 0) else f"{tick:%H:%M}"
