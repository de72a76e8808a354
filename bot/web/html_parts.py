"""Pieces of the pages for people: a page, sections, tables. Everything that others wrote is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from bot.web.report_style import STYLE
from cogs import words

NAME_LIMIT = 100
NUMBERS = frozenset(
    (
        "Videos,Views,Average,Engagement,Without public views,Likes,Comments,Shares,Views gained,"
        "Earned,Paid,Owed,Due,Questions,Failed"
    ).split(",")
)
"""Columns of numbers, which are set to the right."""


def document(title: str, body: str) -> str:
    """Return a page around what is HTML already."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow, noarchive">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>"


def tabled(title: str, caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """Return a section with a table; nothing without rows."""
    return section(title, table(caption, head, rows) + note) if rows else ""


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are HTML already; the first of a row says what the row is about."""
    kinds = [' class="n"' if name in NUMBERS else "" for name in head]
    named = "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in zip(head, kinds, strict=True))
    lines = "".join(f"<tr>{_cells(row, kinds)}</tr>" for row in rows)
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{named}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _cells(row: Sequence[str], kinds: Sequence[str]) -> str:
    rest = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row[1:], kinds[1:], strict=True))
    return f'<th scope="row">{row[0]}</th>{rest}'


def text(said: str, limit: int = NAME_LIMIT) -> str:
    """Return text of others on one line, as HTML that does nothing."""
    return escape(words.clean(said, limit))
