"""`python -m bot verify`: the whole ledger is replayed, and posts and payouts are held against it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.arguments import Verify
from bot.one_off import FAULTS, FINE, CommandError, say
from bot.settings import Settings
from core.domain.money import format_money
from core.domain.replay import Fault
from core.services import verification
from core.services.shown_ledger import Verified
from db.engine import Database, open_database
from db.upgrade import is_current

SQLITE = "sqlite+aiosqlite:///"
OTHER_VERSION = "The database is of another version. Start the bot once, which upgrades it."


async def run(command: Verify, settings: Settings) -> int:
    """Replay, print, and return the exit code."""
    url = settings.database_url.get_secret_value()
    check_there(url)
    database = open_database(url)
    try:
        found = await verified(database)
    finally:
        await database.close()
    say(*([json.dumps(as_json(found), indent=2)] if command.as_json else lines(found)))
    return FAULTS if found.faults else FINE


async def verified(database: Database) -> Verified:
    """Replay the ledger of a database, which stays as it is."""
    try:
        if not await is_current(database):
            raise CommandError(OTHER_VERSION)
        return await verification.verify(database)
    except OSError as error:  # asyncpg raises it when nobody listens
        raise CommandError(f"The database cannot be read: {error}") from error


def check_there(url: str) -> None:
    """Refuse a SQLite file that is not there: opening it would make it."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        raise CommandError("There is no database yet. Start the bot once, which makes it.")


def lines(found: Verified) -> list[str]:
    """Return a line for each fault, and what everything comes to."""
    balance = ", ".join(format_money(minor, currency) for currency, minor in sorted(found.balances.items()))
    entries = "1 entry" if found.entries == 1 else f"{found.entries:,} entries"
    campaigns = "1 campaign" if found.campaigns == 1 else f"{found.campaigns:,} campaigns"
    faults = "1 fault" if len(found.faults) == 1 else f"{len(found.faults):,} faults"
    verdict = faults if found.faults else "all as it should be"
    told = f"{entries} in {campaigns}, balance {balance or 'nothing'}: {verdict}"
    return [fault.said for fault in found.faults] + [told]


def as_json(found: Verified) -> dict[str, Any]:
    """Return everything as one object; amounts are in minor units."""
    return {
        "entries": found.entries,
        "campaigns": found.campaigns,
        "balances_minor": dict(found.balances),
        "faults": [_fault(fault) for fault in found.faults],
    }


def _fault(fault: Fault) -> Mapping[str, Any]:
    return asdict(fault) | {"said": fault.said}
