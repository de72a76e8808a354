"""A database as large as they come, made where it lies: a million posts, fifty million readings, their money.

Everything follows from a post's number, so that it is the same each time: posts come in evenly over a year,
are read for thirty days, and readings lie in the order of time, as a bot would have written them.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from string import Template

from sqlalchemy import text

from db.engine import Database, Session
from db.models import Snapshot
from tests.big_money import account
from tests.big_tables import TABLES

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YEAR_S, READ_S = 365 * 86_400, 30 * 86_400
CAMPAIGNS, SERVERS, CREATORS_EACH = 300, 20, 50
LARGE, MIDDLE = 1, 2
"""The campaigns with 10,000 and 1,000 posts; the others share the rest."""
LARGE_POSTS, MIDDLE_POSTS = 10_000, 1_000
PART = 1_000_000
"""So many readings are made in one transaction."""
HISTORY = Template(
    """INSERT INTO snapshots (id, post_id, taken_at, source, metric, is_exact, views, likes, comments, shares,
           saves)
       SELECT t * $reads + k + 1, n + 1, $taken_at, 'scrapecreators', 'play_count', $yes,
              CASE WHEN $unknown THEN NULL ELSE $views END, $views / 20, $views / 100, n % 50, n % 20
       FROM (SELECT q.t AS t, r.k AS k, q.t - r.k * $apart AS n, $hash AS h
             FROM $ticks q CROSS JOIN $rounds r) AS x
       WHERE n >= 0 ORDER BY t, k"""
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: `reads` readings of each post over thirty days, fewer of younger ones."""

    posts: int
    reads: int

    @property
    def apart(self) -> int:
        """By how many posts' intake two readings of a post are apart."""
        return max(1, self.posts * READ_S // YEAR_S // self.reads)

    @property
    def at_end(self) -> int:
        """The number of the reading that lies nearest to the window's end."""
        step = self.apart * YEAR_S / self.posts
        return min(self.reads - 1, round(7 * 86_400 / step))


SMALL = Size(20_000, 52)
LARGE_SQLITE = Size(1_000_000, 11)
LARGE_POSTGRES = Size(1_000_000, 52)


async def fill(database: Database, size: Size) -> None:
    """Fill an empty database that has every migration; indexes of readings are made after them."""
    async with database.sessions.begin() as session:
        dialect = _dialect(session, size)
        await _without_checks(session)
        for template in TABLES:
            await session.execute(text(template.substitute(dialect)))
        indexes = list(Snapshot.__table__.indexes)  # type: ignore[attr-defined]  # a table it is
        connection = await session.connection()
        for index in indexes:
            await connection.run_sync(index.drop)
    step = max(1, PART // size.reads)
    for first in range(0, size.posts, step):
        await _read(database, size, first, min(first + step, size.posts))
    async with database.sessions.begin() as session:
        connection = await session.connection()
        for index in indexes:
            await connection.run_sync(index.create)
    await account(database, NOW - timedelta(hours=2))
    await _finish(database)


async def _read(database: Database, size: Size, first: int, until: int) -> None:
    """Write what was read between the intakes of two posts."""
    async with database.sessions.begin() as session:
        await _without_checks(session)
        more = {
            "ticks": _numbers(session, "t", first, until),
            "rounds": _numbers(session, "k", 0, size.reads),
        }
        parts = _dialect(session, size) | more
        parts["hash"] = _hash(f"(q.t - r.k * {size.apart})")
        await session.execute(text(HISTORY.substitute(parts)))


def _dialect(session: Session, size: Size) -> dict[str, str]:
    """Return what statements are made of: numbers of posts `n`, mixed ones `h`, readings `k`."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    end, posts = int(NOW.timestamp()), size.posts
    stride = max(1, posts // LARGE_POSTS)

    def moment(seconds: str) -> str:
        if is_postgres:
            return f"to_timestamp({seconds})"
        return f"strftime('%Y-%m-%d %H:%M:%S.000000', {seconds}, 'unixepoch')"

    views = "((h % 2000 + 1) * 50 * ($k + 1) / ($k + 8) - CASE WHEN (h + $k) % 97 = 0 THEN 20 ELSE 0 END)"
    unknown = f"((h + $k) % 53 = 0 AND $k > 0 AND $k <> {size.at_end})"
    last = f"({_least(is_postgres)}({size.reads - 1}, ({posts} - 1 - n) / {size.apart}))"
    shown = f"({last} - CASE WHEN {Template(unknown).substitute(k=last)} THEN 1 ELSE 0 END)"
    born = f"({end} - ({posts} - n) * CAST({YEAR_S} AS BIGINT) / {posts})"
    return _counts(session, posts) | {
        "campaign": f"CASE WHEN n % {stride} = 0 THEN {LARGE} WHEN n % {stride * 10} = 1 THEN {MIDDLE}"
        f" ELSE 3 + n % {CAMPAIGNS - 2} END",
        "age": f"(({posts} - n) * CAST({YEAR_S} AS BIGINT) / {posts})",
        "born": moment(born),
        "ends": moment(f"({born} + 604800)"),
        "checked": moment(f"({end} - 7200)"),
        "now": moment(str(end)),
        "soon": moment(f"({end} - 600 + h % 21600)"),
        "later": moment(f"({end} - 600 + h % 86400)"),
        "ago": moment(f"({end} - n * 3600)"),
        "taken_at": moment(f"({end} - ({posts} - t) * CAST({YEAR_S} AS BIGINT) / {posts})"),
        "yes": "true" if is_postgres else "1",
        "no": "false" if is_postgres else "0",
        "views": Template(views).substitute(k="k"),
        "unknown": Template(unknown).substitute(k="k"),
        "shown_views": Template(views).substitute(k=shown),
        "read_at": moment(f"({born} + {shown} * {size.apart} * CAST({YEAR_S} AS BIGINT) / {posts})"),
        "counted_views": Template(views).substitute(k=str(size.at_end)),
        "counted_id": f"((n + {size.at_end * size.apart}) * {size.reads} + {size.at_end} + 1)",
        "reads": str(size.reads),
        "apart": str(size.apart),
        "json": "'{}'",
    }


def _counts(session: Session, posts: int) -> dict[str, str]:
    return {
        "posts": _numbers(session, "n", 0, posts),
        "campaigns": _numbers(session, "n", 1, CAMPAIGNS + 1),
        "servers": _numbers(session, "n", 1, SERVERS + 1),
        "creators": _numbers(session, "n", 0, CAMPAIGNS * CREATORS_EACH),
        "servers_count": str(SERVERS),
        "creators_each": str(CREATORS_EACH),
        "hash": _hash("n"),
    }


def _numbers(session: Session, name: str, first: int, until: int) -> str:
    """Return whole numbers as a table with one column."""
    if session.get_bind().dialect.name == "postgresql":
        return f"(SELECT generate_series(CAST({first} AS BIGINT), {until - 1}) AS {name})"
    return (
        f"(WITH RECURSIVE counted({name}) AS (VALUES ({first}) UNION ALL"
        f" SELECT {name} + 1 FROM counted WHERE {name} < {until - 1}) SELECT {name} FROM counted)"
    )


def _hash(number: str) -> str:
    return f"({number} * 7919 % 1000003)"


def _least(is_postgres: bool) -> str:
    return "LEAST" if is_postgres else "MIN"


async def _without_checks(session: Session) -> None:
    """Let this transaction write rows whose others follow: all of them are there in the end."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        await session.execute(text("PRAGMA defer_foreign_keys = ON"))


async def _finish(database: Database) -> None:
    """Let ids go on from where they are, and the planner know what there is."""
    async with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            await connection.execute(text("ANALYZE"))
            await connection.commit()
            return
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in (
            "campaigns",
            "creators",
            "posts",
            "snapshots",
            "ledger_entries",
            "audit_entries",
            "runs",
        ):
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            await alone.execute(text(last))
        await alone.execute(text("VACUUM ANALYZE"))


def sized(posts: int, snapshots: int) -> Size:
    """Return the size with so many posts and about so many readings."""
    size = Size(posts, max(1, snapshots // posts))
    missing = snapshots - posts * size.reads * (1 - READ_S / YEAR_S / 2)
    return replace(size, reads=size.reads + max(0, round(missing / posts)))
