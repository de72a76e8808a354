"""Points at which a program can be killed: before each write, before each COMMIT, and just after it.

What is killed here has as little say as after `kill -9`: whatever it still tries, nothing of it reaches the
database, what it had open is undone, and what it tells people is thrown away.
"""

from typing import Any

from sqlalchemy import Connection, event, orm

from db.engine import Database

WRITES = ("INSERT", "UPDATE", "DELETE", "SELECT SETVAL")
WROTE = "wrote"


class Killed(Exception):  # noqa: N818  it is no error of anybody's
    """All that a program gets from its database once it is killed."""


class PowerCut:
    """Counts the points that the programs on watched databases pass, and kills them at number `at`.

    Args:
        at: the first point is 1; None only counts.
    """

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.points: list[str] = []
        self.is_dead = False
        self._is_written = False

    def watch(self, database: Database) -> None:
        """Have the program on this database pass its points here."""
        for engine in {database.engine.sync_engine, database.reader.sync_engine}:
            event.listen(engine, "before_cursor_execute", self._statement)
            event.listen(engine, "commit", self._commit)
        watched = type("Watched", (orm.Session,), {})
        event.listen(watched, "after_commit", self._committed)
        database.sessions.configure(sync_session_class=watched)

    def _count(self, point: str) -> None:
        if not self.is_dead:
            self.points.append(point)
            self.is_dead = len(self.points) == self.at

    def _pass(self, point: str) -> None:
        self._count(point)
        self._end_if_dead()

    def _end_if_dead(self) -> None:
        if self.is_dead:
            raise Killed(self.points[-1])

    def _statement(self, connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        self._end_if_dead()
        if statement.lstrip().upper().startswith(WRITES):
            connection.info[WROTE] = True
            self._pass(f"before {' '.join(statement.split()[:3])}")

    def _commit(self, connection: Connection) -> None:
        self._end_if_dead()
        if connection.info.pop(WROTE, False):
            self._is_written = True
            self._pass("before COMMIT")

    def _committed(self, session: orm.Session) -> None:
        if self._is_written:  # no error here: the session would keep its connection
            self._is_written = False
            self._count("after COMMIT")
