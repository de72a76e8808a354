"""A member's own data as one file: a ZIP of tables, cut where Discord would not take it."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.spreadsheets import defused
from core.services.shown_privacy import Cell, OwnData, Sheet

LIMIT = 10_000_000
"""Most bytes that Discord takes as one file, a little below its 10 MiB."""
ABOUT = "about.txt"
FIRST_LINES = """\
Everything this bot has stored about you, as of {at:%Y-%m-%d %H:%M} UTC.

Times are UTC, ids are text, amounts are exact and in the currency beside them; an empty cell is not known or
not there. "you" is you, "team" is somebody of the campaign's team, "rule" is the bot's own rule. Text that a
spreadsheet would calculate has an apostrophe before it.
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """The file, and how many rows of which table are left out of it, as name, kept and total."""

    content: bytes
    cut: Sequence[tuple[str, int, int]]


def packed(data: OwnData, limit: int = LIMIT) -> Archive:
    """Return a ZIP of at most `limit` bytes; where that is too little the oldest rows are left out.

    It works for long on much data: not for the event loop.
    """
    kept = {sheet.name: len(sheet.rows) for sheet in data.sheets}
    while True:
        content, sizes = _zipped(data, kept)
        largest = max(sizes, key=lambda name: sizes[name], default=None)
        if len(content) <= limit or largest is None or not any(kept.values()):
            break
        kept[largest] //= 2
    return Archive(content, _cut(data, kept))


def table(sheet: Sheet, most: int) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which Excel knows it; all text is in quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(sheet.columns)
    for row in sheet.rows[:most]:
        writer.writerow([_plain(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _zipped(data: OwnData, kept: dict[str, int]) -> tuple[bytes, dict[str, int]]:
    """Return the file, and how many bytes each table that has rows takes in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ABOUT, _about(data, kept))
        for sheet in data.sheets:
            archive.writestr(f"{sheet.name}.csv", table(sheet, kept[sheet.name]))
        sizes = {info.filename.removesuffix(".csv"): info.compress_size for info in archive.infolist()}
    return made.getvalue(), {name: sizes[name] for name, rows in kept.items() if rows}


def _about(data: OwnData, kept: dict[str, int]) -> str:
    lines = [f"{sheet.name}.csv: {kept[sheet.name]:,} of {sheet.total:,} rows" for sheet in data.sheets]
    return "\n".join([FIRST_LINES.format(at=data.at), *lines, ""])


def _cut(data: OwnData, kept: dict[str, int]) -> Sequence[tuple[str, int, int]]:
    rows = [(sheet.name, kept[sheet.name], sheet.total) for sheet in data.sheets]
    return [(name, left, total) for name, left, total in rows if left < total]


def _plain(cell: Cell) -> Cell:
    if cell is None:
        return ""
    return defused(cell.encode(errors="replace").decode()) if isinstance(cell, str) else cell
