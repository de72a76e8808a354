"""The pictures on the page of a shared report, as SVG without any text: that is in the page around them."""

from collections.abc import Sequence

from cogs import report_words, words
from core.services.shown_reports import PlatformFigures, ViewsBar

WIDTH, HEIGHT = 720.0, 200.0
FILLED = 0.76
"""How much of its place a bar takes."""
LEAST = 1.5
"""So high is the bar of a count that is known, at least."""


def over_time(bars: Sequence[ViewsBar]) -> str:
    """Return bars over and under a line, a dotted line where nobody looked; its label says the whole."""
    counts = [bar.views for bar in bars if bar.views is not None]
    high, low = max([0, *counts]), min([0, *counts])
    scale = HEIGHT / max(1, high - low)
    base = high * scale
    place = WIDTH / max(1, len(bars))
    drawn = "".join(_bar(bar, number * place, place, base, scale) for number, bar in enumerate(bars))
    return (
        f'<svg class="chart" role="img" aria-label="{_label(bars)}" preserveAspectRatio="none" '
        f'viewBox="0 -2 {WIDTH:g} {HEIGHT + 4:g}">{_line("base", 0, WIDTH, base, "")}{drawn}</svg>'
    )


def share(of: PlatformFigures, most: int) -> str:
    """Return a bar as long as the platform's views are of `most`; an empty one when they are unknown."""
    part = 0.0 if of.figures.views is None or most <= 0 else 100 * of.figures.views / most
    return (
        '<svg class="share" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">'
        '<rect class="track" width="100" height="8"/>'
        f'<rect class="bar" width="{part:.2f}" height="8"/></svg>'
    )


def _bar(bar: ViewsBar, left: float, place: float, base: float, scale: float) -> str:
    said = f"<title>{report_words.bar(bar)}: {words.number(bar.views)}</title>"
    x, width = left + place * (1 - FILLED) / 2, place * FILLED
    if bar.views is None:
        return _line("gap", x, x + width, base, said)
    height = max(LEAST, abs(bar.views) * scale)
    y, kind = (base - height, "bar") if bar.views >= 0 else (base, "loss")
    where = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f'<rect class="{kind}" {where}>{said}</rect>'


def _line(kind: str, x1: float, x2: float, y: float, said: str) -> str:
    return f'<line class="{kind}" x1="{x1:.2f}" x2="{x2:.2f}" y1="{y:.2f}" y2="{y:.2f}">{said}</line>'


def _label(bars: Sequence[ViewsBar]) -> str:
    """Return what the picture shows in a sentence."""
    first, last = report_words.short_day(bars[0].first), report_words.short_day(bars[-1].last)
    best = max((bar for bar in bars if bar.views is not None), key=lambda bar: bar.views or 0, default=None)
    most = "" if best is None else f", the most on {report_words.bar(best)}: {words.number(best.views)}"
    return f"Views gained from {first} to {last}{most}"
