"""The same question of each of several campaigns, in one statement.

An index gives the newest posts of one campaign in order; those of several are put together from each one's.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Dialect, Select, TextualSelect, bindparam, literal_column, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.sql.compiler import SQLCompiler

from db.engine import Session
from db.types import BigId

MOST_EACH = 100
"""Of more campaigns all posts are sorted: the database would take longer over so long a statement."""
CAMPAIGN = literal_column(":this_campaign", type_=BigId)
"""Stands in the question for the campaign."""
DIALECTS: dict[str, Dialect] = {
    "sqlite": SQLiteDialect(paramstyle="named"),
    "postgresql": PGDialect(paramstyle="named"),  # type: ignore[no-untyped-call]  # has no types
}


def of_each(
    session: Session, campaign_ids: Collection[int], question: Select[*tuple[Any, ...]]
) -> TextualSelect:
    """Return the question's rows for all of the campaigns; it asks for `CAMPAIGN`.

    The statement is put together as text, for of a hundred parts SQLAlchemy takes 100 ms, each time anew.
    """
    dialect = DIALECTS[session.get_bind().dialect.name]
    compiled = question.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    one = str(compiled).replace(":", ":each_")  # its parameters are not those of the statement around it
    given = [
        bindparam(f"each_{name}", value, type_=_type(compiled, name))
        for name, value in compiled.params.items()
    ]
    parts: list[str] = []
    for number, campaign_id in enumerate(campaign_ids):
        part = one.replace(":each_this_campaign", f":campaign_{number}")
        parts.append(f"SELECT * FROM ({part}) AS of_{number}")  # noqa: S608  nothing of it comes from outside
        given.append(bindparam(f"campaign_{number}", campaign_id, type_=BigId))
    return text(" UNION ALL ".join(parts)).bindparams(*given).columns(*question.selected_columns)


def _type(compiled: SQLCompiler, name: str) -> Any:
    """Return a parameter's type; each of a list's has the list's name and a number."""
    known = name if name in compiled.binds else name.rpartition("_")[0]
    return compiled.binds[known].type
