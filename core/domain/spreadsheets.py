"""Cells of exported tables: what people typed must not become a formula in whoever's spreadsheet."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes the text of a cell for a formula, or looks past them for one."""


def defused(text: str) -> str:
    """Return a cell's text as it is, or after an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
