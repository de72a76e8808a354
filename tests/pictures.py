"""Writes the pictures in docs/charts: every case a chart has to get right, from made-up readings."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cogs import charts_bars, charts_days, charts_history, charts_lines, charts_weeks
from cogs.charts import Bar, Block, Line
from core.domain import metrics
from core.domain.terms import Counts
from core.services.shown_history import History, Point
from tests.fakes import NOON

TO = Path(__file__).parent.parent / "docs" / "charts"
HOUR = timedelta(hours=1)


def growing(hours: float) -> Counts:
    """Counts of a post that does well and calms down."""
    views = round(1_250_000 * (1 - math.exp(-hours / 60)))
    return Counts(views, views // 14, views // 310, views // 95, views // 40)


def point(hours: float, counts: Counts | None = None, source: str = "scrapecreators") -> Point:
    known = growing(hours) if counts is None else counts
    drawn = (known.views, known.likes, known.comments, known.shares)
    return Point(NOON + hours * HOUR, *drawn, source, "play_count", is_exact=True, is_manual=False)


def typed(hours: float, views: int) -> Point:
    return Point(
        NOON + hours * HOUR, views, None, None, None, "manual", "manual", is_exact=True, is_manual=True
    )


def history(points: Sequence[Point], *, end: float = 168, now: float | None = None) -> History:
    """A history of a post that was published at noon."""
    last = points[-1].at
    return History(
        post_id=1,
        points=points,
        published_at=NOON,
        window_ends_at=NOON + end * HOUR,
        counted=None,
        finalized_at=None,
        every=6 * HOUR,
        slow_every=24 * HOUR,
        slow_from=None,
        now=last if now is None else NOON + now * HOUR,
    )


def regular(until: int, since: int = 2) -> list[Point]:
    return [point(hours) for hours in range(since, until, 6)]


def finalized() -> History:
    points = [*regular(170), point(168.2), *(point(hours) for hours in range(192, 340, 24))]
    made = history(points)
    decided = NOON + 168.25 * HOUR
    counted = next(each for each in points if each.at == NOON + 168.2 * HOUR)
    return replace(made, counted=counted, finalized_at=decided, slow_from=decided)


def lower() -> History:
    points = regular(120)
    for number in range(10, len(points)):
        views = points[number].views
        assert views is not None
        points[number] = replace(points[number], views=views - 160_000)
    return history(points)


def other_source() -> History:
    points = [
        replace(each, source="tikwm" if 5 <= number < 8 else each.source)
        for number, each in enumerate(regular(150))
    ]
    return history(points)


def other_metric() -> History:
    points = [
        replace(
            each,
            metric="video_play_count",
            views=(each.views or 0) * 2 // 3,
        )
        if number >= 12
        else replace(
            each,
            source="embed",
            is_exact=False,
            views=(each.views or 0) // 10_000 * 10_000,
        )
        if number >= 9
        else each
        for number, each in enumerate(regular(150))
    ]
    return history(points)


def gaps() -> History:
    points = [
        each for number, each in enumerate(regular(160)) if number not in {*range(4, 9), *range(16, 19)}
    ]
    points[8] = replace(points[8], views=None)
    return history(points)


def by_hand() -> History:
    hidden = [replace(each, views=None, shares=None) for each in regular(100)]
    return history([*hidden[:10], typed(62, 310_000), *hidden[10:], typed(99, 420_000)])


def ten_thousand() -> History:
    many = [point(2 + number / 15) for number in range(10_000)]
    many[5_000] = replace(many[5_000], views=2_000_000, likes=150_000, comments=9_000, shares=20_000)
    return history(many)


HISTORIES: Mapping[str, Callable[[], History]] = {
    "running": lambda: history(regular(90)),
    "finalized": finalized,
    "one": lambda: history([point(3)]),
    "gaps": gaps,
    "lower": lower,
    "ten_thousand": ten_thousand,
    "by_hand": by_hand,
    "other_source": other_source,
    "other_metric": other_metric,
    "huge": lambda: history(
        [
            point(hours, Counts(*[(growing(hours).views or 0) * 7_000_000_000_000] * 4))
            for hours in range(2, 150, 6)
        ]
    ),
    "equal": lambda: history([point(hours, Counts(812, 40, 0, 3)) for hours in range(2, 100, 6)]),
    "unknown": lambda: history(
        [
            point(hours, Counts(likes=round(hours * 9), comments=round(hours / 5)))
            for hours in range(2, 100, 6)
        ]
    ),
    "nothing": lambda: history([point(hours, Counts()) for hours in range(2, 100, 6)]),
    "late": lambda: history([point(hours) for hours in range(500, 620, 6)]),
}


def compared() -> list[Line]:
    names = "anna.dances ben_cooks carla dora_the_runner emil farah.makes.long.videos gus hana ivo jo".split()
    return [
        Line(
            name,
            [
                (
                    day / 4,
                    None
                    if number == 3 and 9 < day < 14
                    else 900_000 / (number + 1) * (1 - math.exp(-day / 4 / (2 + number / 3))),
                )
                for day in range(4 * (14 - number))
            ],
        )
        for number, name in enumerate(names)
    ]


def days(gained: Sequence[int | None], each: int = 1) -> bytes:
    """Views gained over so many spans of `each` days, up to the day of noon."""
    since = NOON - (each * len(gained) - 1) * 24 * HOUR
    spans = metrics.spans(since, NOON, ZoneInfo("Europe/Berlin"), len(gained))
    return charts_days.draw(spans, gained, "Europe/Berlin")


def gaining(count: int) -> list[int | None]:
    return [round(60_000 + 30_000 * math.sin(day / 4) + 9_000 * (day * 37 % 11)) for day in range(count)]


def some_days() -> list[int | None]:
    found = gaining(30)
    found[4:6] = [None, None]
    found[11] = -21_000
    found[20] = 0
    return found


def weeks() -> bytes:
    """A week with a day that was not read, beside the week before, in which views were taken back."""
    spans = metrics.spans(NOON - 13 * 24 * HOUR, NOON, ZoneInfo("Europe/Berlin"))
    gained = gaining(14)
    gained[3], gained[10] = -12_000, None
    return charts_weeks.draw(spans, gained, "Europe/Berlin")


def blocks() -> list[Block]:
    names = "anna.dances ben_cooks carla dora_the_runner emil farah.makes.long.videos.daily gus hana ivo jo"
    creators = [Bar(name, 900_000 // (place + 1), 30 - place) for place, name in enumerate(names.split())]
    return [
        Block(
            "By status", [Bar("Active", 312_000, 14), Bar("Finalized", 1_204_500, 41), Bar("Paid", None, 1)]
        ),
        Block("By platform", [Bar("TikTok", 1_310_000, 50), Bar("Instagram", 206_500, 6)]),
        Block("By creator", [*creators, Bar("Other", 120_400, 17, is_rest=True)]),
    ]


DRAWN: Mapping[str, Callable[[], bytes]] = {
    "compared": lambda: charts_lines.draw(compared(), "days since publication", "Views"),
    "days": lambda: days(some_days()),
    "days_week": lambda: days(gaining(7)),
    "days_many": lambda: days(gaining(120), each=3),
    "days_none": lambda: days([None] * 7),
    "weeks": weeks,
    "bars": lambda: charts_bars.draw(blocks()),
}
"""Pictures of other kinds."""


def pictures() -> dict[str, bytes]:
    """Return every picture by its name."""
    drawn = {name: charts_history.draw(made()) for name, made in HISTORIES.items()}
    return drawn | {name: made() for name, made in DRAWN.items()}


if __name__ == "__main__":
    TO.mkdir(exist_ok=True)
    for name, png in pictures().items():
        (TO / f"{name}.png").write_bytes(png)
        print(f"{name:16}{len(png) / 1024:6.0f} KB")
