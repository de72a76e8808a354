"""What may stand behind `python -m bot`."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from bot.log import one_line

CHECK_SOURCES = "check-sources"
VERIFY = "verify"
LONGEST_S = 600.0
BAD_USAGE = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One link to ask every source for; `timeout_s` None leaves each source its own time limit."""

    link: str
    as_json: bool
    timeout_s: float | None


@dataclass(frozen=True, slots=True)
class Verify:
    """Replay the whole ledger."""

    as_json: bool


def read(arguments: Sequence[str]) -> Check | Verify | None:
    """Return what to do, None to run the bot; whatever else is typed ends the process with one line."""
    parser = _parser()
    if arguments and not arguments[0].startswith("-") and arguments[0] not in {CHECK_SOURCES, VERIFY}:
        parser.error(f"there is no command {arguments[0][:100]!r}")
    typed = parser.parse_args(arguments)
    if typed.command is None:
        return None
    if typed.command == VERIFY:
        return Verify(typed.json)
    return Check(typed.link, typed.json, typed.timeout)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(
            BAD_USAGE,
            f"{one_line(message)}. There is `python -m bot`, which runs the bot, "
            f"`python -m bot {CHECK_SOURCES} LINK` and `python -m bot {VERIFY}`; add --help for more.\n",
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description="Without a command the bot runs. Settings come from the environment and .env.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", title="commands")
    check = commands.add_parser(
        CHECK_SOURCES,
        allow_abbrev=False,
        help="ask every configured source for one post, side by side",
        description="Asks every configured source for one post. Needs no Discord and no database.",
        epilog="Ends with 0 when a source gave the views, 3 when none did, 2 for settings or a link that "
        "cannot be used, 1 for a fault of the program.",
    )
    check.add_argument(
        "link", metavar="LINK", help="a post's link in quotes, a TikTok id or an Instagram shortcode"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    check.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="wait no longer than this for a source (default: its own limit of 35 s per request)",
    )
    verify = commands.add_parser(
        VERIFY,
        allow_abbrev=False,
        help="replay the whole ledger, and hold posts and payouts against it",
        description="Replays the whole ledger and tells everything that does not fit. Changes nothing, and "
        "may run beside the bot.",
        epilog="Ends with 0 when all is as it should be, 4 when something is not, 2 for settings that cannot "
        "be used, 1 for a database that cannot be read or a fault of the program.",
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not a number of seconds up to {LONGEST_S:.0f}")
    return seconds
