"""`python -m bot check-sources LINK`: every configured source is asked for one post, side by side."""

import asyncio
import io
import json
import logging
import os
import re
import shutil
import signal
import sys
from collections.abc import Sequence

from bot import answers
from bot.answers import Answer, Clean, Table
from bot.arguments import Check
from bot.clock import utc_now
from bot.log import Cleaner, set_up
from bot.settings import Settings
from bot.wiring import source_config
from cogs import words
from cogs.refusals import refusal
from core.domain.errors import LinkError, MalformedError, NotALinkError, SourceDownError, SourceError
from core.domain.links import parse_link
from core.domain.ports import LinkExpander, PostSource
from core.domain.terms import Platform, PostRef, Reading, ShortLink
from providers.build import Sources, build

log = logging.getLogger("bot")

VIEWS_KNOWN, FAILED, UNUSABLE, NO_VIEWS = 0, 1, 2, 3
INTERRUPTED, READER_GONE = 128 + signal.SIGINT, 128 + 13
"""Exit codes as shells give them, the second for a pipe whose reader has left (SIGPIPE)."""
SHORTCODE = re.compile(r"[B-D][A-Za-z0-9_-]{10}")
"""How Instagram has written the shortcodes of posts since 2016; nothing else that is typed looks like it."""
BARE = "A TikTok id (digits only) or an Instagram shortcode (11 characters) will do too."
TEXT_LIMIT, FOREIGN_LIMIT = 1000, 10_000
BEAT_S = 1.0
ERASE = "\r\x1b[K"


class CheckError(Exception):
    """Nothing can be asked; the text is the line that says why."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def main(check: Check, settings: Settings) -> int:
    """Ask, print, and return the exit code."""
    set_up("WARNING", settings.log_format, settings.secrets())
    signal.signal(signal.SIGINT, _leave)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that knows fewer letters gets codes
    clean = cleaner(settings)
    try:
        return asyncio.run(run(check, settings, clean))
    except CheckError as error:
        print(clean(str(error)), file=sys.stderr)  # noqa: T201  the answer is for people
        return error.code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except Exception:
        log.exception("Ended by a bug")  # by the log, which keeps secrets to itself
    return FAILED


def cleaner(settings: Settings) -> Clean:
    """Return what makes one harmless line without secrets of a text of others."""
    without_secrets = Cleaner(settings.secrets())
    return lambda text: words.clean(without_secrets(words.clean(text, FOREIGN_LIMIT)), TEXT_LIMIT)


async def run(check: Check, settings: Settings, clean: Clean) -> int:
    """Find out which post is meant and ask for it."""
    sources = build(source_config(settings), utc_now)
    try:
        ref = await post_of(check.link, sources.links)
        return await compare(check, ref, sources, clean)
    finally:
        await sources.close()


async def post_of(link: str, expander: LinkExpander) -> PostRef:
    """Return the post that was typed, a short link expanded first; raise a `CheckError` for all else."""
    try:
        parsed = parse_link(link, _platform_of(link.strip()))
        if isinstance(parsed, ShortLink):
            parsed = parse_link(await expander.expand(parsed))
    except LinkError as error:
        said = words.without_markup(refusal(error) or "This link cannot be used.")
        hint = f" {BARE}" if isinstance(error, NotALinkError) else ""
        raise CheckError(said + hint, UNUSABLE) from error
    except SourceError as error:
        raise CheckError(f"Nobody was asked: {error}. Try the post's full link.", NO_VIEWS) from error
    if isinstance(parsed, ShortLink):
        raise CheckError("This short link leads to another short link. Use the post's full link.", UNUSABLE)
    return parsed


def _platform_of(typed: str) -> Platform | None:
    """Return where a bare id can only belong, None for a link and for what could be anything."""
    if typed.isascii() and typed.isdecimal():
        return Platform.TIKTOK
    return Platform.INSTAGRAM if SHORTCODE.fullmatch(typed) else None


async def compare(check: Check, ref: PostRef, sources: Sources, clean: Clean) -> int:
    """Ask everybody at once, print what they say as they say it, and sum it up."""
    asked = sources.singles[ref.platform]
    page = Page([source.name for source in asked], clean, is_quiet=check.as_json)
    page.begin(ref)
    given = await ask_all(asked, ref, check.timeout_s, page)
    notes = answers.passed_over(sources.notes, ref.platform)
    if check.as_json:
        told = answers.as_json(ref, given, notes, clean)
        print(json.dumps(told, indent=2), flush=True)  # noqa: T201  this is the output
    else:
        page.end(given, notes)
    return VIEWS_KNOWN if answers.known(given) else NO_VIEWS


async def ask_all(
    asked: Sequence[PostSource], ref: PostRef, timeout_s: float | None, page: "Page"
) -> list[Answer]:
    """Return everybody's answers in the order of the settings; each goes to the page as it comes."""
    tasks = [asyncio.create_task(ask(source, ref, timeout_s), name=source.name) for source in asked]
    began, loop = asyncio.get_running_loop().time(), asyncio.get_running_loop()
    pending = set(tasks)
    while pending:
        page.wait([task.get_name() for task in tasks if task in pending], loop.time() - began)
        done, pending = await asyncio.wait(pending, timeout=BEAT_S, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            page.add(task.result())
    return [task.result() for task in tasks]


async def ask(source: PostSource, ref: PostRef, timeout_s: float | None) -> Answer:
    """Return what one source says; trouble is an answer too."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    result: Reading | SourceError
    try:
        async with asyncio.timeout(timeout_s):
            result = await source.fetch_post(ref)
        if result.ref != ref:
            result = MalformedError("the answer is about another post")
    except SourceError as error:
        result = error
    except TimeoutError:
        result = SourceDownError(f"no answer within {timeout_s:g} s")
    return Answer(source.name, result, round((loop.time() - began) * 1000))


class Page:
    """What people see: a row as each answer comes, and on a terminal who is still awaited."""

    def __init__(self, sources: Sequence[str], clean: Clean, *, is_quiet: bool) -> None:
        self._clean = clean
        self._is_quiet = is_quiet
        self._is_screen = not is_quiet and sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if self._is_screen else None
        self._table = Table(sources, clean, width)
        self._has_sources = bool(sources)

    def begin(self, ref: PostRef) -> None:
        """Say which post is meant."""
        self._say(f"{ref.platform.label} post {ref.platform_post_id}: {ref.url}\n")
        head = self._table.head()
        if self._has_sources and head is not None:
            self._say(head)

    def wait(self, names: Sequence[str], waited_s: float) -> None:
        """Say who is awaited, in a line that the next one replaces."""
        if self._is_screen:
            told = f"waiting for {', '.join(names)} ({waited_s:.0f} s) …"
            print(f"{ERASE}{told}", end="", flush=True)  # noqa: T201  progress is for people

    def add(self, answer: Answer) -> None:
        """Show an answer."""
        self._say(self._table.row(answer))

    def end(self, given: Sequence[Answer], notes: Sequence[str]) -> None:
        """Say what went wrong where, and sum up."""
        troubles = [line for answer in given if (line := answers.trouble(answer, self._clean)) is not None]
        above = [""] if given else []
        self._say("\n".join([*above, *troubles, answers.closing(given, notes)]))

    def _say(self, text: str) -> None:
        if not self._is_quiet:
            print(f"{ERASE if self._is_screen else ''}{text}", flush=True)  # noqa: T201  the answer


def _leave(*_: object) -> None:
    """End at once: nothing is lost, and a name server that hangs would hold up any other end."""
    if sys.stdout is not None and sys.stdout.isatty():
        os.write(sys.stdout.fileno(), ERASE.encode())
    os._exit(INTERRUPTED)
