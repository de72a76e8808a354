"""`make bench`, `make bench-full`: every part's table, each with a baseline of the same run.

`python -m tests.bench c g` runs some parts, `--full` in full, `--write` puts their tables in the page.
"""

import argparse
import asyncio
import gc
import importlib
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench_machine import GB, load, machine, today
from tests.bench_page import PAGE, put
from tests.bench_table import Row, Size, table

Run = Callable[[Path, Size], Coroutine[Any, Any, Sequence[Row]]]

NO_ROOM = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its title, the module whose `run(folder, size)` makes it, GB it needs on disk by size."""

    title: str
    module: str
    small_gb: float
    full_gb: float


PARTS = {
    "a": Part("Storing what was read", "tests.bench_writes", 0.2, 1),
    "b": Part("A round, against the least its pace allows", "tests.bench_round", 0.2, 0.5),
    "c": Part("Memory by the number of due posts", "tests.bench_memory", 0.5, 3),
    "d": Part("People answered while a round runs", "tests.bench_loop", 0.2, 0.5),
    "e": Part("Questions at full size", "tests.bench_queries", 2, 16),
    "f": Part("Jobs with one, two and four workers", "tests.bench_workers", 0.2, 0.5),
    "g": Part("From the start to the first command", "tests.bench_start", 0.2, 0.5),
    "h": Part("The largest server, asked for everything once", "tests.bench_largest", 0.5, 0.5),
}


def main(arguments: Sequence[str]) -> int:
    """Run the parts asked for; return 1 if one of them failed, 2 without room for them on the disk."""
    asked = read(arguments)
    size, home = Size.FULL if asked.full else Size.SMALL, Path(asked.folder or tempfile.gettempdir())
    letters = asked.parts or list(PARTS)
    needed = max(size.pick(PARTS[each].small_gb, PARTS[each].full_gb) for each in letters)
    free = shutil.disk_usage(home).free / GB
    print(f"Needs {needed:g} GB below {home} for as long as it runs, of which {free:.0f} are free")
    if free < needed:
        print("That is not enough: name a folder with more room by --folder", file=sys.stderr)
        return NO_ROOM
    print(f"{today()}, `{command(asked)}`, the load before: {load()}\n{machine(home)}\n")
    tables = {letter: one(letter, home, size) for letter in letters}
    print(f"The load after: {load()}")
    if asked.write:
        put({letter: text for letter, text in tables.items() if text}, f"{facts(asked, home)}")
    return int(not all(tables.values()))


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"letters of {', '.join(PARTS)}; all")
    parser.add_argument("--full", action="store_true", help="over an hour and a large disk, not minutes")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    parser.add_argument("--folder", help="where the databases are made; the system's temporary folder")
    asked = parser.parse_args(arguments)
    if strange := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(strange))}")
    return asked


def one(letter: str, home: Path, size: Size) -> str:
    """Run a part in a fresh folder and show its table; return it, "" if the part failed."""
    part = PARTS[letter]
    print(f"({letter}) {part.title}", flush=True)
    gc.collect()
    try:
        with tempfile.TemporaryDirectory(prefix=f"bench-{letter}-", dir=home) as folder:
            run: Run = importlib.import_module(part.module).run
            told = table(asyncio.run(run(Path(folder), size)))
    except Exception:  # noqa: BLE001  a part that fails stops no other
        traceback.print_exc()
        print(f"({letter}) failed\n", flush=True)
        return ""
    print(f"{told}\n", flush=True)
    return told


def command(asked: argparse.Namespace) -> str:
    return " ".join(["python -m tests.bench", *asked.parts, *(["--full"] if asked.full else [])])


def facts(asked: argparse.Namespace, home: Path) -> str:
    return f"{today()}, `{command(asked)}`, load after the run {load()}.\n{machine(home)}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
