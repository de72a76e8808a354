"""Reasons as the database has them, in the person's language where they are sentences of the program's own.

They are part of the trail and stay English there; what a person typed is shown as it was typed.
"""

import re
from collections.abc import Mapping
from string import Formatter

from cogs.say import ENGLISH, grouped, later, say, spoken
from cogs.words import escape

SENTENCES = (
    later("{reason}, the campaign's budget is used up"),
    later("{reason}, after its counting window was over"),
    later("window open"),
    later("window over, waiting for a good reading"),
    later("no good reading around the window's end, a person must decide"),
    later("the rule could not decide on this post, a person must"),
    later("{said}, {minimum} needed"),
    later("{said} counted, terms are not set"),
    later("{said} counted, terms set"),
    later("{said} counted"),
    later("about {views} views (rounded by the source)"),
    later("{views} views"),
    later("handed in"),
    later("tracked by link"),
    later("rejection undone"),
    later("found on the page of {account}, published by {author}"),
    later("found on the page of {account}"),
    later("published by {author}, not by {account}"),
    later("payout #{payout} voided: {why}"),
    later("payout #{payout}, {how}"),
    later("payout #{payout}"),
)
"""What the program writes down as a reason, by the rules and services that do."""
FIGURE, NAME, ANY = r"[0-9][0-9,]*", r"@\S+", r".+"
SHAPES: Mapping[str, str] = {
    "views": FIGURE,
    "minimum": FIGURE,
    "payout": FIGURE,
    "account": NAME,
    "author": NAME,
    "said": rf"(?:about )?{FIGURE} views(?: \(rounded by the source\))?",
}
"""What each place may hold, by its name; others hold anything."""


def reason(text: str, limit: int = 100) -> str:
    """Return a stored reason escaped; what was typed by a person has at most `limit` characters."""
    return escape(text, limit) if spoken() == ENGLISH else _known(text, limit) or escape(text, limit)


def _known(text: str, limit: int) -> str | None:
    for sentence, pattern in PATTERNS.items():
        found = pattern.fullmatch(text)
        if found is not None:
            return say(
                sentence, **{name: _value(name, part, limit) for name, part in found.groupdict().items()}
            )
    return None


def _value(name: str, part: str, limit: int) -> str:
    if name in {"reason", "said"}:
        return reason(part, limit)
    return grouped(part) if SHAPES.get(name) == FIGURE else escape(part, limit)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what a sentence looks like with its places filled."""
    parts = [
        re.escape(text) + ("" if name is None else f"(?P<{name}>{SHAPES.get(name, ANY)})")
        for text, name, _, _ in Formatter().parse(sentence)
    ]
    return re.compile("".join(parts), re.DOTALL)


PATTERNS = {sentence: _pattern(sentence) for sentence in SENTENCES}
