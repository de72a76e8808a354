"""What may stand behind `python -m bot`."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bot.log import one_line

CHECK_SOURCES, VERIFY, BACKUP, MOVE, INVITE, WORKER = (
    "check-sources",
    "verify",
    "backup",
    "migrate-database",
    "invite",
    "worker",
)
COMMANDS = (CHECK_SOURCES, VERIFY, BACKUP, MOVE, INVITE, WORKER)
MOST_AT_ONCE = 100
LONGEST_NAME = 40
MOST_KEPT = 1_000
LONGEST_S = 600.0
BAD_USAGE = 2

Add = Callable[..., argparse.ArgumentParser]


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


@dataclass(frozen=True, slots=True)
class Backup:
    """Save the database as `file`; with `keep`, under a name with the time, and so many of these are kept."""

    file: Path
    keep: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """Move everything from one database to another; both as in `DATABASE_URL`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Invite:
    """Print the link that brings the bot to a server."""


@dataclass(frozen=True, slots=True)
class Work:
    """Carry out jobs until told to stop; `name` None: the machine's name and the process's number."""

    name: str | None
    concurrency: int


OneOff = Check | Verify | Backup | Move | Invite
Command = OneOff | Work


def read(arguments: Sequence[str]) -> Command | None:
    """Return what to do, None to run the bot; whatever else is typed ends the process with one line."""
    parser = _parser()
    if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        parser.error(f"there is no command {arguments[0][:100]!r}")
    typed = parser.parse_args(arguments)
    return None if typed.command is None else MEANT[typed.command](typed)


MEANT: Mapping[str, Callable[[argparse.Namespace], Command]] = {
    CHECK_SOURCES: lambda typed: Check(typed.link, typed.json, typed.timeout),
    VERIFY: lambda typed: Verify(typed.json),
    BACKUP: lambda typed: Backup(typed.file, typed.keep),
    MOVE: lambda typed: Move(typed.source, typed.target),
    INVITE: lambda _: Invite(),
    WORKER: lambda typed: Work(typed.name, typed.concurrency),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(
            BAD_USAGE,
            f"{one_line(message)}. There is `python -m bot`, which runs the bot, "
            f"`python -m bot {CHECK_SOURCES} LINK`, and likewise `{VERIFY}`, `{BACKUP} FILE`, "
            f"`{MOVE} FROM TO`, `{INVITE}` and `{WORKER}`; add --help for more.\n",
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description="Without a command the bot runs. Settings come from the environment and .env.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", title="commands")
    _add_check(commands.add_parser)
    _add_verify(commands.add_parser)
    _add_backup(commands.add_parser)
    _add_move(commands.add_parser)
    commands.add_parser(
        INVITE,
        allow_abbrev=False,
        help="print the link that brings the bot to a server",
        description="Asks Discord which bot this is, and prints its link with no more than it needs.",
    )
    _add_worker(commands.add_parser)
    return parser


def _add_check(add: Add) -> None:
    check = add(
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


def _add_verify(add: Add) -> None:
    verify = add(
        VERIFY,
        allow_abbrev=False,
        help="replay the whole ledger, and hold posts and payouts against it",
        description="Replays the whole ledger and tells everything that does not fit. Changes nothing, and "
        "may run beside the bot.",
        epilog="Ends with 0 when all is as it should be, 4 when something is not, 2 for settings that cannot "
        "be used, 1 for a database that cannot be read or a fault of the program.",
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object instead of lines")


def _add_backup(add: Add) -> None:
    backup = add(
        BACKUP,
        allow_abbrev=False,
        help="save a SQLite database as it is at one moment, while the bot goes on",
        description="Saves a SQLite database as it is at one moment, and replays the ledger of the copy. May "
        "run beside the bot.",
        epilog="Ends with 0 when the copy is as it should be, 4 when its ledger does not add up, 2 for "
        "settings that cannot be used, 1 when nothing could be saved.",
    )
    backup.add_argument("file", metavar="FILE", type=Path, help="where to; nothing is written over")
    backup.add_argument(
        "--keep",
        type=_kept,
        metavar="N",
        help="add the time to the file's name, and delete all of these but the newest N",
    )


def _add_move(add: Add) -> None:
    move = add(
        MOVE,
        allow_abbrev=False,
        help="move everything from one database to another, such as from SQLite to PostgreSQL",
        description="Moves every row, compares each, and replays the ledger in both. The bot must be "
        "stopped. An interrupted move goes on when it is begun again; no bot starts on TO before its end.",
        epilog="Ends with 0 when everything is moved, 4 when something differs, 2 for settings that cannot "
        "be used, 1 when it could not be done.",
    )
    move.add_argument("source", metavar="FROM", help="as in DATABASE_URL; it stays as it is")
    move.add_argument("target", metavar="TO", help="as in DATABASE_URL, an empty database")


def _add_worker(add: Add) -> None:
    worker = add(
        WORKER,
        allow_abbrev=False,
        help="carry out jobs beside the bot, on this machine or another",
        description="Carries out jobs until it is told to stop. Any number may run, with the bot's settings; "
        "WORKERS=external and PostgreSQL are needed.",
    )
    worker.add_argument(
        "--name", type=_name, metavar="NAME", help="what it is called in logs (default: machine and process)"
    )
    worker.add_argument(
        "--concurrency",
        type=_at_once,
        default=4,
        metavar="N",
        help="jobs side by side for each platform (default: 4); the platform's pace holds all the same",
    )


def _name(text: str) -> str:
    if not 0 < len(text) <= LONGEST_NAME or one_line(text) != text:
        raise argparse.ArgumentTypeError(f"a name is one line of 1 to {LONGEST_NAME} characters")
    return text


def _at_once(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 0 < count <= MOST_AT_ONCE:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not a number from 1 to {MOST_AT_ONCE}")
    return count


def _kept(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 0 < count <= MOST_KEPT:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not a number from 1 to {MOST_KEPT}")
    return count


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text[:30]!r} is not a number of seconds up to {LONGEST_S:.0f}")
    return seconds
