"""`python -m bot verify`: the whole ledger is replayed, and posts and payouts are held against it."""

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.arguments import Verify
from bot.log import Cleaner, set_up
from bot.settings import Settings
from core.domain.money import format_money
from core.domain.replay import Fault
from core.services import verification
from core.services.shown_ledger import Verified
from db.engine import open_database
from db.upgrade import is_current

log = logging.getLogger("bot")

FINE, FAILED, FAULTS = 0, 1, 4
SQLITE = "sqlite+aiosqlite:///"


class VerifyError(Exception):
    """Nothing can be replayed; the text is the line that says why."""


def main(command: Verify, settings: Settings) -> int:
    """Replay, print, and return the exit code."""
    set_up("WARNING", settings.log_format, settings.secrets())
    clean = Cleaner(settings.secrets())
    url = settings.database_url.get_secret_value()
    try:
        _check_there(url)
        found = asyncio.run(run(url))
    except VerifyError as error:
        print(clean(str(error)), file=sys.stderr)  # noqa: T201  the answer is for people
        return FAILED
    except Exception:
        log.exception("Ended by a bug")  # by the log, which keeps secrets to itself
        return FAILED
    said = [json.dumps(as_json(found), indent=2)] if command.as_json else lines(found)
    print("\n".join(said), flush=True)  # noqa: T201  this is the output
    return FAULTS if found.faults else FINE


async def run(url: str) -> Verified:
    """Replay the ledger of the database, which stays as it is."""
    database = open_database(url)
    try:
        if not await is_current(database):
            raise VerifyError("The database is of another version. Start the bot once, which upgrades it.")
        return await verification.verify(database)
    except OSError as error:  # asyncpg raises it when nobody listens
        raise VerifyError(f"The database cannot be read: {error}") from error
    finally:
        await database.close()


def _check_there(url: str) -> None:
    """Refuse a SQLite file that is not there: opening it would make it."""
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        raise VerifyError("There is no database yet. Start the bot once, which makes it.")


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
