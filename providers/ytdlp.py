"""yt-dlp: both platforms without a key, as the last resort; an optional part of the installation.

Documentation: https://github.com/yt-dlp/yt-dlp, release 2026.10.26 read 2026-10. It runs as a program of its
own, for only a process can be ended when its time is up. TikTok's counts are rounded (1,800,000 for
1,776,621). Instagram gives no views to visitors without an account.
"""

import asyncio
import contextlib
import importlib.util
import json
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import Author, Counts, MediaType, Outcome, Platform, PostRef, Reading
from providers.values import count, handle, identity, need, picture, text, utc, words

NAME = "ytdlp"
PACKAGE = "yt_dlp"
MISSING = "yt-dlp is not installed (pip install 'viewledger[ytdlp]')"
BOX_S = 35.0
"""Longest time one run may take."""
AT_ONCE = 2
"""Runs at the same time: each is a process of about a second of work and 60 MB."""
OPTIONS = (
    *("--ignore-config", "--no-plugin-dirs", "--no-cache-dir", "--no-cookies", "--no-cookies-from-browser"),
    *("--skip-download", "--dump-single-json", "--no-playlist", "--ignore-no-formats-error"),
    *("--quiet", "--no-warnings", "--no-update", "--proxy", "", "--socket-timeout", "15"),
    *("--retries", "0", "--extractor-retries", "1"),
)
COMMAND = (sys.executable, "-P", "-m", PACKAGE, *OPTIONS, "--")
"""`-P`: a module of this program must not stand in for one of yt-dlp's."""
ENVIRONMENT: Mapping[str, str] = {}
"""What the program is told of our environment, which holds secrets: nothing."""
ERROR_LINE = re.compile(r"^ERROR: (.*)$", re.MULTILINE)
SAID_LIMIT = 160

Extract = Callable[[str], Awaitable[Any]]
"""Returns what yt-dlp knows of an address (its info dict); raises `ExtractionError` with yt-dlp's words."""


class ExtractionError(Exception):
    """yt-dlp gave nothing; the text is its error."""


class Program:
    """Runs yt-dlp, a few at a time and each for so long only; `command` is what the address is put behind."""

    def __init__(
        self, command: Sequence[str] = COMMAND, *, box_s: float = BOX_S, at_once: int = AT_ONCE
    ) -> None:
        self._command = command
        self._box_s = box_s
        self._slots = asyncio.Semaphore(at_once)

    async def __call__(self, url: str) -> Any:
        """Return the info dict; raise `ExtractionError`, or `SourceDownError` when its time is up."""
        async with self._slots:
            out, err = await self._run(url)
        try:
            info = json.loads(out)
        except (ValueError, RecursionError):
            info = None
        if info is None:
            said = ERROR_LINE.findall(err.decode(errors="replace"))
            raise ExtractionError(said[-1] if said else "no answer and no reason")
        return info

    async def _run(self, url: str) -> tuple[bytes, bytes]:
        pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, url, stdin=nothing, stdout=pipe, stderr=pipe, env=ENVIRONMENT
            )
        except OSError as error:
            raise SourceDownError(f"yt-dlp cannot be started ({type(error).__name__})") from error
        try:
            async with asyncio.timeout(self._box_s):
                return await process.communicate()
        except TimeoutError as error:
            raise SourceDownError(f"yt-dlp took more than {self._box_s:g} s") from error
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


class YtDlp:
    """Reads posts of both platforms; `extract` asks, one `Program` for both as a rule."""

    name = NAME

    def __init__(self, extract: Extract) -> None:
        self._extract = extract

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give."""
        try:
            return parse(await self._extract(address(ref)), ref)
        except ExtractionError as error:
            raise classify(str(error)) from error


def available() -> bool:
    """Whether yt-dlp is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def address(ref: PostRef) -> str:
    """Return the address that yt-dlp reads: TikTok's by id alone, for a handle may be out of date."""
    if ref.platform is Platform.TIKTOK:
        return f"https://www.tiktok.com/@_/video/{ref.platform_post_id}"
    return ref.url


def parse(info: Any, ref: PostRef) -> Reading:
    """Read an info dict; raise `MalformedError`."""
    if not isinstance(info, Mapping) or info.get("id") != ref.platform_post_id:
        raise MalformedError("the answer is about another post")
    is_tiktok = ref.platform is Platform.TIKTOK
    views = _plays(info) if is_tiktok else None
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(
            views=views,
            likes=count(info.get("like_count"), "like_count"),
            comments=count(info.get("comment_count"), "comment_count"),
            shares=count(info.get("repost_count"), "repost_count") if is_tiktok else None,
            saves=count(info.get("save_count"), "save_count") if is_tiktok else None,
        ),
        metric=None if views is None else "view_count",
        exact=not is_tiktok,
        author=_tiktok_author(info) if is_tiktok else _instagram_author(info),
        caption=text(info.get("description")),
        thumbnail_url=picture(info.get("thumbnail")),
        media_type=_media_type(info, ref.platform),
        published_at=utc(info.get("timestamp")),
    )


def classify(said: str) -> SourceError:
    """Return what yt-dlp's words mean; what is not known for certain is about the source, not the post."""
    line, known = words(said, SAID_LIMIT), said.lower()
    found = re.search(r"video not available, status code ([0-9]+)", known)
    if found is not None:
        return _by_status(found[1], line)
    for phrase, error in MEANINGS.items():
        if phrase in known:
            return error(line)
    return SourceDownError(line or "no reason given")


def _private(said: str) -> SourceError:
    return PostGoneError(said, Outcome.PRIVATE)


def _withheld(said: str) -> SourceError:
    return PostGoneError(said, Outcome.REGION_LOCKED)


MEANINGS: Mapping[str, Callable[[str], SourceError]] = {
    "ip address is blocked from accessing this post": SourceDownError,  # kept out here, or gone: no telling
    "do not have permission to view this post": _private,
    "account is private": _private,
    "registered users who follow this account": _private,
    "may not be comfortable for some audiences": _withheld,
    "restricted video": _withheld,
    "rate-limit": SourceBusyError,
    "too many requests": SourceBusyError,
    "requiring login for access": SourceDownError,
    "no video in this post": UnsupportedError,
    "unable to extract": MalformedError,
}
"""A phrase of yt-dlp's errors in lower case, and what it becomes; the first that is found."""


def _by_status(status: str, said: str) -> SourceError:
    """Return what TikTok's own status means, where that is known."""
    match status:
        case "10202" | "10221":
            return PostGoneError(said)
        case "10217":
            return PostGoneError(said, Outcome.DELETED)
        case "10215" | "10216" | "10222":
            return _private(said)
        case "10219" | "10231":
            return _withheld(said)
        case _:
            return SourceDownError(said)


def _plays(info: Mapping[str, Any]) -> int:
    """Return TikTok's plays, which every post there has: without them the page was not understood."""
    views = count(need(info, "view_count"), "view_count")
    if views is None:
        raise MalformedError("view_count is negative")
    return views


def _tiktok_author(info: Mapping[str, Any]) -> Author:
    return Author(
        handle=handle(info.get("uploader")),
        platform_user_id=identity(info.get("uploader_id")),
        name=text(info.get("channel"), 200),
    )


def _instagram_author(info: Mapping[str, Any]) -> Author:
    """Return the author; there the handle is the channel, and the uploader the name."""
    return Author(
        handle=handle(info.get("channel")),
        platform_user_id=identity(info.get("uploader_id")),
        name=text(info.get("uploader"), 200),
    )


def _media_type(info: Mapping[str, Any], platform: Platform) -> MediaType | None:
    """Return what was published; without pictures that move it is a photo, with none at all unknown."""
    if info.get("_type") == "playlist":
        return MediaType.CAROUSEL
    formats = info.get("formats")
    if not isinstance(formats, list):
        return None
    if platform is Platform.INSTAGRAM:
        return MediaType.VIDEO if formats else MediaType.PHOTO
    codecs = {entry.get("vcodec") or "none" for entry in formats if isinstance(entry, Mapping)}
    if codecs == {"none"}:
        return MediaType.PHOTO
    return MediaType.VIDEO if codecs else None
