"""`python -m bot backup FILE`: a copy of a SQLite database as it is at one moment, while the bot goes on."""

import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bot import verify
from bot.arguments import Backup
from bot.clock import utc_now
from bot.one_off import FAULTS, FINE, CommandError, say
from bot.settings import Settings
from db.engine import open_database

FOR_POSTGRESQL = (
    "PostgreSQL brings its own tool, which does this while the bot goes on: "
    "pg_dump --format=custom --file={file} DATABASE; pg_restore puts it back."
)
OWNER_ONLY = 0o600
"""Nobody else may read it: there are names in it."""


async def run(command: Backup, settings: Settings) -> int:
    """Save, look whether it adds up, and only then give it its name; return the exit code."""
    url = settings.database_url.get_secret_value()
    if not url.startswith(verify.SQLITE):
        raise CommandError(FOR_POSTGRESQL.format(file=command.file))
    verify.check_there(url)
    file = command.file if command.keep is None else _dated(command.file)
    if file.exists():
        raise CommandError(
            f"{file} is there already, and stays as it is. Name another file, or add --keep 7."
        )
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")  # each its own, if two are made at once
    try:
        _copy(Path(url.removeprefix(verify.SQLITE).partition("?")[0]), draft)
        code = await _look(draft)
        draft.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise CommandError(f"The backup could not be made: {error}") from error
    finally:
        for left in draft.parent.glob(f"{draft.name}*"):
            left.unlink()
    say(f"Saved {file} ({file.stat().st_size:,} bytes)")
    _forget(command)
    return code


def _copy(source: Path, draft: Path) -> None:
    """Copy in one step, so that it is of one moment; who writes meanwhile does not wait for it."""
    draft.unlink(missing_ok=True)
    draft.touch(OWNER_ONLY)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(draft)) as there,
    ):
        here.backup(there, pages=-1)
        (found,) = there.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise CommandError(f"The database is damaged, and was not saved: {found}")
    with draft.open("rb") as written:
        os.fsync(written.fileno())


async def _look(draft: Path) -> int:
    """Replay the ledger of the copy, and tell what it comes to; return the exit code."""
    database = open_database(f"{verify.SQLITE}{draft}")
    try:
        found = await verify.verified(database)
    finally:
        await database.close()
    with closing(sqlite3.connect(draft)) as there:
        there.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    say(*verify.lines(found))
    return FAULTS if found.faults else FINE


def _dated(file: Path) -> Path:
    return file.with_name(f"{file.stem}-{utc_now():%Y%m%dT%H%M%SZ}{file.suffix}")


def _forget(command: Backup) -> None:
    """Delete the oldest of those with this name and a time, so that as many as wanted are left."""
    if command.keep is None:
        return
    stem, suffix = re.escape(command.file.stem), re.escape(command.file.suffix)
    dated = re.compile(rf"{stem}-\d{{8}}T\d{{6}}Z{suffix}")
    kept = sorted(each for each in command.file.parent.iterdir() if dated.fullmatch(each.name))
    for old in kept[: -command.keep]:
        old.unlink()
        say(f"Deleted {old}")
