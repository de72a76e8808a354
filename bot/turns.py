"""Several processes on one database: one has the turn, and only that one talks to Discord.

On PostgreSQL the others stand by for it; a SQLite file is for one process.
"""

import asyncio
import logging

from bot.client import Client
from bot.line import StartError, talk
from core.services.app import App
from db.engine import Database

log = logging.getLogger("bot")

PATIENCE_S = 12.0
"""How long a process that is just stopping may still hold a SQLite file: longer than stopping may take."""
LOOK_S, LOOK_AT_FILE_S = 2.0, 0.2
"""How often the turn is asked for on PostgreSQL, and on SQLite at the start, in seconds."""


async def alone(database: Database, patience_s: float = PATIENCE_S) -> None:
    """Take a SQLite file for this process; raise `StartError` when another keeps it so many seconds."""
    if database.engine.dialect.name != "sqlite" or await database.turn.held():
        return
    log.info("Another process uses the database; waiting for its end")
    try:
        async with asyncio.timeout(patience_s):
            while not await database.turn.held():  # noqa: ASYNC110  no event tells of another process
                await asyncio.sleep(LOOK_AT_FILE_S)
    except TimeoutError:
        raise StartError(
            "Another process uses the database; stop it first: a SQLite file is for one, PostgreSQL for more"
        ) from None


async def talk_in_turn(client: Client, token: str, app: App) -> None:
    """Stay connected to Discord while this process has the turn: two connections hear everything twice.

    Raises `StartError` when Discord ends it for good, or when another process has taken the turn.
    """
    await turn_comes(client, app)
    talking, leaving = asyncio.create_task(talk(client, token)), asyncio.create_task(turn_goes(app))
    try:
        done, _ = await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        talking.cancel()
        leaving.cancel()
        await asyncio.wait({talking, leaving})


async def turn_comes(client: Client, app: App, look_s: float = LOOK_S) -> None:
    """Return once this process has the turn."""
    while not await _has_turn(app):
        if not client.is_standby:
            log.info("standing by: another process on this database has the turn")
        client.is_standby = True
        await asyncio.sleep(look_s)
    if client.is_standby:
        log.info("this process has the turn now")
    client.is_standby = False


async def turn_goes(app: App, look_s: float = LOOK_S) -> None:
    """Raise `StartError` once another process has the turn; a database that does not tell is no reason."""
    while await _has_turn(app) is not False:  # noqa: ASYNC110  no event tells of it
        await asyncio.sleep(look_s)
    raise StartError("Another process has taken the turn over; start this one again, and it stands by")


async def _has_turn(app: App) -> bool | None:
    """Whether this process has the turn; None when the database does not tell."""
    try:
        return await app.has_turn()
    except Exception as error:  # noqa: BLE001  drivers raise what they like
        log.debug("The database does not tell whose turn it is: %s", type(error).__name__)
        return None
