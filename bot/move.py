"""`python -m bot migrate-database FROM TO`: every row moves, is compared, and the ledger is replayed."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot import values, verify
from bot.arguments import Move
from bot.one_off import FAULTS, FINE, CommandError, say
from db import moving
from db.engine import UNUSABLE, Database, open_database, without_password
from db.moving import NotEmptyError
from db.upgrade import is_current


async def run(command: Move) -> int:
    """Move, compare, and return the exit code; whoever is interrupted does it again, and it goes on."""
    source_url, target_url = _address("FROM", command.source), _address("TO", command.target)
    if without_password(source_url) == without_password(target_url):
        raise CommandError("FROM and TO are the same database.")
    verify.check_there(source_url)
    async with AsyncExitStack() as stack:
        source = await stack.enter_async_context(_alone(source_url, "FROM"))
        target = await stack.enter_async_context(_alone(target_url, "TO"))
        try:
            return await _move(source, target, without_password(source_url))
        except UNUSABLE as error:
            cause = next(iter(str(error).splitlines()), type(error).__name__)
            raise CommandError(f"The move was interrupted ({cause}). Do it again, and it goes on.") from error


async def _move(source: Database, target: Database, name: str) -> int:
    if not await is_current(source):
        raise CommandError(verify.OTHER_VERSION)
    try:
        if await moving.begin(target, name):
            say("Going on with the move that was interrupted.")
    except NotEmptyError as error:
        raise CommandError("TO has rows already, and not from this move. Give an empty database.") from error
    total = 0
    async with source.reader.connect() as rows:
        for table in moving.tables():
            total += await moving.copy(rows, target, table, _progress)
        faults = await _differences(source, target)
    if faults:
        say(*faults, "FROM is as it was. TO is not the same, and no bot starts on it.")
        return FAULTS
    await moving.finish(target)
    say(
        f"{total:,} rows in {len(moving.tables())} tables, each the same in both.",
        *verify.lines(await verify.verified(target)),
        "FROM is as it was. Set DATABASE_URL to TO, and start the bot.",
    )
    return FINE


async def _differences(source: Database, target: Database) -> list[str]:
    """Return where the two differ, by rows and by what the ledger comes to."""
    async with source.reader.connect() as here, target.reader.connect() as there:
        found = [await moving.difference(here, there, table) for table in moving.tables()]
    faults = [fault for fault in found if fault is not None]
    if await verify.verified(source) != await verify.verified(target):
        faults.append("The ledger does not come to the same.")
    return faults


@asynccontextmanager
async def _alone(url: str, name: str) -> AsyncIterator[Database]:
    """Open a database that no bot works on."""
    database = open_database(url)
    try:
        if not await _has_turn(database, name):
            raise CommandError(f"A bot works on {name}. Stop it first, so that nothing is written meanwhile.")
        yield database
    finally:
        await database.close()


async def _has_turn(database: Database, name: str) -> bool:
    try:
        return await database.turn.held()
    except UNUSABLE as error:
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise CommandError(f"{name} cannot be opened: {cause}") from error


def _address(name: str, typed: str) -> str:
    try:
        return str(values.database_url(typed))
    except ValueError as error:
        raise CommandError(f"{name} {error}.") from error


def _progress(table: str, done: int, total: int) -> None:
    print(f"{table}: {done:,} of {total:,}", file=sys.stderr)  # noqa: T201  how far it is
