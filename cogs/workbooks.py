"""Tables as a workbook. Its library takes a while to load: it is asked for in a thread, by who exports."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]  # as above

from cogs.exports import Cell, Table, plain

EXACT_DIGITS = 15
"""So many digits of a number a spreadsheet keeps; one with more is written as text."""
TEXT_FORMAT = "@"


def written(tables: Sequence[Table]) -> bytes:
    """Return tables as the sheets of a workbook; numbers are numbers, text is never a formula."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, column) for column in table.columns])
        for row in table.rows:
            sheet.append([_cell(sheet, cell) for cell in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell(sheet: Any, cell: Cell) -> Any:
    value = plain(cell)
    if isinstance(value, str) or len(Decimal(value).as_tuple().digits) > EXACT_DIGITS:
        made = WriteOnlyCell(sheet, str(value))
        made.data_type, made.number_format = "s", TEXT_FORMAT
        return made
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        made.number_format = f"{Decimal(0).quantize(value)}"
    return made
