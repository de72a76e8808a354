"""What commands share that do one thing and end: their log, and a line for what cannot be done."""

import asyncio
import logging
import sys
from collections.abc import Coroutine
from typing import Any

from bot.log import Cleaner, set_up
from bot.settings import Settings

log = logging.getLogger("bot")

FINE, FAILED, FAULTS = 0, 1, 4
"""Exit codes: done; it could not be done; it was done, and something does not fit."""


class CommandError(Exception):
    """It cannot be done; the text is the line that says why."""


def carry_out(settings: Settings, work: Coroutine[Any, Any, int]) -> int:
    """Do it, and return the exit code; what goes wrong is told without secrets."""
    set_up("WARNING", settings.log_format, settings.secrets())
    try:
        return asyncio.run(work)
    except CommandError as error:
        print(Cleaner(settings.secrets())(str(error)), file=sys.stderr)  # noqa: T201  for people
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)  # noqa: T201  likewise
    except Exception:
        log.exception("Ended by a bug")  # by the log, which keeps secrets to itself
    return FAILED


def say(*lines: str) -> None:
    """Print what came of it."""
    print(*lines, sep="\n", flush=True)  # noqa: T201  this is the output
