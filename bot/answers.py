"""What sources said about one post, side by side: as a table, as one sentence, as JSON."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cogs import words
from core.domain.errors import SourceError, SourceKeyError
from core.domain.terms import Counts, Outcome, Platform, PostRef, Reading

Clean = Callable[[str], str]
"""Returns a text of others as one harmless line without secrets."""

GAP = "  "
ABSENT = "-"
NAMES = {
    Outcome.OK: "read",
    Outcome.NOT_FOUND: "not found",
    Outcome.PRIVATE: "private",
    Outcome.DELETED: "deleted",
    Outcome.REGION_LOCKED: "region locked",
    Outcome.HIDDEN: "views hidden",
    Outcome.RATE_LIMITED: "busy",
    Outcome.UNAVAILABLE: "no answer",
    Outcome.MALFORMED: "unreadable",
    Outcome.UNSUPPORTED: "unsupported",
}
"""What a cell of the table has room for; the sentences below it are `words.OUTCOMES`."""
KEY_REFUSED = "key refused"
COLUMNS = {
    "outcome": 13,
    "views": -13,
    "likes": -11,
    "comments": -11,
    "shares": -11,
    "metric": 16,
    "counts": 7,
    "author": 20,
    "ms": -6,
}
"""The table's columns after the source and their widths; numbers stand to the right."""
NO_WIDTH = {"Mn", "Me", "Cf"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said, and how long it took."""

    source: str
    result: Reading | SourceError
    latency_ms: int

    @property
    def reading(self) -> Reading | None:
        """What was read, None when the source failed."""
        return self.result if isinstance(self.result, Reading) else None

    @property
    def counts(self) -> Counts:
        """The counters; all unknown when the source failed."""
        return Counts() if self.reading is None else self.reading.counts

    @property
    def word(self) -> str:
        """The outcome in a word or two."""
        return KEY_REFUSED if isinstance(self.result, SourceKeyError) else NAMES[self.result.outcome]


class Table:
    """Rows of the same width for answers as they come; on a screen too narrow for them, a few short lines."""

    def __init__(self, sources: Sequence[str], clean: Clean, screen_width: int | None = None) -> None:
        self._clean = clean
        self._columns = {"source": max(map(len, ("source", *sources)))} | COLUMNS
        width = sum(abs(cells) + len(GAP) for cells in self._columns.values()) - len(GAP)
        self._is_narrow = screen_width is not None and screen_width < width

    def head(self) -> str | None:
        """Return the line above the rows, None when there is none."""
        return None if self._is_narrow else self._line(list(self._columns))

    def row(self, answer: Answer) -> str:
        """Return what one source said."""
        counts, reading = answer.counts, answer.reading
        numbers = [words.number(n) for n in (counts.views, counts.likes, counts.comments, counts.shares)]
        metric, exactness, author = ABSENT, ABSENT, ABSENT
        if reading is not None:
            metric, exactness = reading.metric or ABSENT, exactness_of(reading)
            author = f"@{self._clean(reading.author.handle)}" if reading.author.handle else ABSENT
        cells = [answer.source, answer.word, *numbers, metric, exactness, author, f"{answer.latency_ms:,}"]
        return self._lines(cells) if self._is_narrow else self._line(cells)

    def _line(self, said: Sequence[str]) -> str:
        pairs = zip(said, self._columns.values(), strict=True)
        return GAP.join(fitted(cell, cells) for cell, cells in pairs).rstrip()

    def _lines(self, cells: Sequence[str]) -> str:
        said = dict(zip(self._columns, cells, strict=True))
        return (
            f"{said['source']}: {said['outcome']} after {said['ms']} ms\n"
            f"  views {said['views']}, likes {said['likes']}, "
            f"comments {said['comments']}, shares {said['shares']}\n"
            f"  metric {said['metric']}, {said['counts']}, author {fitted(said['author'], 20).rstrip()}"
        )


def fitted(text: str, cells: int) -> str:
    """Return the text on so many cells of a terminal, negative: at the right. Numbers are never cut."""
    if cells > 0 and width(text) > cells:
        while width(text) > cells - 1:
            text = text[:-1]
        text += "…"
    blank = " " * (abs(cells) - width(text))
    return text + blank if cells > 0 else blank + text


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.category(char) in NO_WIDTH else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def exactness_of(reading: Reading) -> str:
    """Return whether the source rounds; without views there is nothing to tell."""
    if reading.counts.views is None:
        return ABSENT
    return "exact" if reading.exact else "rounded"


def trouble(answer: Answer, clean: Clean) -> str | None:
    """Return a sentence on a source that gave no views, None for the others."""
    if answer.result.outcome is Outcome.OK:
        return None
    said = words.OUTCOMES[answer.result.outcome]
    if isinstance(answer.result, SourceKeyError):
        said = "its key does not work now"
    elif answer.result.outcome is Outcome.UNSUPPORTED:
        said = "the source cannot read this kind of post"
    detail = clean(str(answer.result)) if isinstance(answer.result, SourceError) else ""
    return f"{answer.source}: {said}{f' ({detail})' if detail else ''}"


def closing(answers: Sequence[Answer], passed_over: Sequence[str]) -> str:
    """Return how many answered, whether they agree, and who was not asked and why."""
    answered = [answer for answer in answers if answer.reading is not None]
    told = f"{len(answered)} of {words.several(len(answers), 'source')} answered; {_agreement(answers)}."
    return f"{told} {'; '.join(passed_over)}{'.' if passed_over else ''}".rstrip()


def _agreement(answers: Sequence[Answer]) -> str:
    readings = known(answers)
    if not readings:
        return "nobody gave the views"
    metrics = list(dict.fromkeys(reading.metric or "unnamed" for reading in readings))
    same = f"same metric, {metrics[0]}" if len(metrics) == 1 else f"different metrics: {', '.join(metrics)}"
    rounded = "" if all(reading.exact for reading in readings) else ", rounded by some"
    match difference_percent(answers):
        case None:
            return "one gave the views, so there is nothing to compare them with"
        case 0:
            return f"they agree on the views ({same}{rounded})"
        case percent:
            shown = "less than 0.01 %" if percent < 0.01 else f"{percent:.2f} %"
            return f"their views differ by {shown} ({same}{rounded})"


def difference_percent(answers: Sequence[Answer]) -> float | None:
    """Return how far the fewest views are below the most, None with fewer than two to compare."""
    views = [answer.counts.views for answer in answers if answer.counts.views is not None]
    if len(views) < 2:
        return None
    return (max(views) - min(views)) / max(1, *views) * 100


def known(answers: Sequence[Answer]) -> list[Reading]:
    """Return the readings with views."""
    return [
        answer.reading for answer in answers if answer.reading is not None and answer.counts.views is not None
    ]


def passed_over(notes: Sequence[str], platform: Platform) -> list[str]:
    """Return the notes on this platform's sources that are not asked."""
    lead = f"{platform.label}: "
    return [note.removeprefix(lead) for note in notes if note.startswith(lead)]


def as_json(ref: PostRef, answers: Sequence[Answer], notes: Sequence[str], clean: Clean) -> dict[str, Any]:
    """Return everything as one object; null is unknown."""
    metrics = {reading.metric for reading in known(answers)}
    percent = difference_percent(answers)
    return {
        "platform": ref.platform.value,
        "post_id": ref.platform_post_id,
        "url": ref.url,
        "sources": [_source(answer, clean) for answer in answers],
        "asked": len(answers),
        "answered": sum(answer.reading is not None for answer in answers),
        "with_views": len(known(answers)),
        "difference_percent": None if percent is None else round(percent, 4),
        "same_metric": None if percent is None else len(metrics) == 1,
        "passed_over": list(notes),
    }


def _source(answer: Answer, clean: Clean) -> dict[str, Any]:
    reading, counts = answer.reading, answer.counts
    has_views = reading is not None and counts.views is not None
    author = None if reading is None else reading.author.handle
    return {
        "source": answer.source,
        "outcome": answer.result.outcome.value,
        "trouble": trouble(answer, clean),
        "views": counts.views,
        "likes": counts.likes,
        "comments": counts.comments,
        "shares": counts.shares,
        "metric": None if reading is None else reading.metric,
        "exact": reading.exact if reading is not None and has_views else None,
        "author": None if author is None else clean(author),
        "latency_ms": answer.latency_ms,
    }
