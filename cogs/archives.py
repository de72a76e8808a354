"""A member's own data as one file: a ZIP of tables, cut where Discord would not take it."""

import codecs
import csv
import io
import zipfile
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.spreadsheets import defused
from core.services.shown_privacy import Cell, Part, Sheet

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
    """The file, and how many rows of each table are in it, the newest."""

    content: bytes
    kept: Sequence[tuple[Sheet, int]]

    @property
    def cut(self) -> Sequence[tuple[Sheet, int]]:
        """Return the tables of which rows are left out."""
        return [(sheet, rows) for sheet, rows in self.kept if rows < sheet.total]


class Tables:
    """Gathers tables as their rows come, and packs them.

    They are kept as bytes: of as many cells the garbage collector would see every one. Both work for long on
    much data: not for the event loop.
    """

    def __init__(self) -> None:
        self._tables: dict[str, _Table] = {}

    def add(self, part: Part) -> None:
        """Add rows to their table."""
        table = self._tables.setdefault(part.sheet.name, _Table(part.sheet))
        for row in part.rows:
            table.add(row)

    def packed(self, at: datetime, limit: int = LIMIT) -> Archive:
        """Return a ZIP of at most `limit` bytes; where that is too little the oldest rows are left out.

        Args:
            at: when the data was as it is told.
        """
        kept = {name: table.rows for name, table in self._tables.items()}
        while True:
            content, sizes = self._zipped(at, kept)
            largest = max(sizes, key=lambda name: sizes[name], default=None)
            if len(content) <= limit or largest is None:
                break
            kept[largest] //= 2
        return Archive(content, [(table.sheet, kept[name]) for name, table in self._tables.items()])

    def _zipped(self, at: datetime, kept: dict[str, int]) -> tuple[bytes, dict[str, int]]:
        """Return the file, and how many bytes each table that has rows takes in it."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, self._about(at, kept))
            for name, table in self._tables.items():
                archive.writestr(f"{name}.csv", table.newest(kept[name]))
            sizes = {info.filename.removesuffix(".csv"): info.compress_size for info in archive.infolist()}
        return made.getvalue(), {name: sizes[name] for name, rows in kept.items() if rows}

    def _about(self, at: datetime, kept: dict[str, int]) -> str:
        totals = {name: table.sheet.total for name, table in self._tables.items()}
        lines = [f"{name}.csv: {kept[name]:,} of {total:,} rows" for name, total in totals.items()]
        return "\n".join([FIRST_LINES.format(at=at), *lines, ""])


class _Table:
    """A table as CSV in UTF-8, with the mark by which Excel knows it; all text is in quotes."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._lines = _Lines()
        self._writer = csv.writer(self._lines, quoting=csv.QUOTE_NONNUMERIC)
        self._writer.writerow(sheet.columns)

    @property
    def rows(self) -> int:
        return len(self._lines.ends) - 1

    def add(self, row: Sequence[Cell]) -> None:
        self._writer.writerow([_plain(cell) for cell in row])

    def newest(self, rows: int) -> memoryview:
        """Return the names of the columns and so many of the rows."""
        return memoryview(self._lines.content)[: self._lines.ends[rows]]


class _Lines:
    """Lines, and where each of them ends."""

    def __init__(self) -> None:
        self.content = bytearray(codecs.BOM_UTF8)
        self.ends = array("Q")

    def write(self, line: str) -> None:
        """Take a line from the writer, which hands over each at once."""
        self.content += line.encode(errors="replace")
        self.ends.append(len(self.content))


def _plain(cell: Cell) -> Cell:
    if cell is None:
        return ""
    return defused(cell) if isinstance(cell, str) else cell
