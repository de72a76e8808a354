"""In which of several stretches of time a moment lies, as the database works it out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case


def placed(
    at: ColumnElement[Any], starts: Sequence[Any], values: Sequence[ColumnElement[Any]]
) -> ColumnElement[Any]:
    """Return the value of the stretch in which a moment lies, found by halves; each ends as the next begins.

    What lies before the first one, or after the last one, is counted to it.
    """
    if len(starts) == 1:
        return values[0]
    middle = len(starts) // 2
    before = placed(at, starts[:middle], values[:middle])
    return case((at < starts[middle], before), else_=placed(at, starts[middle:], values[middle:]))
