"""Whole numbers as people type them where Discord takes text only."""

import re

from core.domain.errors import NumberFormatError

MINUS = "[-\u2212\u2013]"
SPACES = "[ \u00a0\u2009\u202f]"
THOUSANDS = rf"[0-9]{{1,3}}(?:(?:{SPACES}[0-9]{{3}}){{1,9}}|(?:,[0-9]{{3}}){{1,9}})"
TYPED = re.compile(rf"(?P<minus>{MINUS})?(?P<number>[0-9]{{1,30}}|{THOUSANDS})")
PARTED = re.compile(r"[0-9]{1,3}(?:[,.'\u2019_ ][0-9]{3}){1,9}")
"""Thousands that are parted by something else: `1.000` is one, or one thousand."""
EXAMPLE = "1000"


def parse_whole(name: str, text: str) -> int:
    """Read digits, whose thousands spaces or commas may part, and a minus; the range is for others to check.

    Raises `NumberFormatError`, whose example is what was probably meant.
    """
    typed = text.strip()
    found = TYPED.fullmatch(typed)
    if found is None:
        raise NumberFormatError(name, typed[:100], _meant(typed))
    number = int(re.sub(f"{SPACES}|,", "", found["number"]))
    return -number if found["minus"] else number


def _meant(typed: str) -> str:
    return re.sub("[^0-9]", "", typed) if PARTED.fullmatch(typed) else EXAMPLE
