"""tikwm: TikTok, without a key or through RapidAPI (tiktok-scraper7); one shape, two doors.

Documentation: https://www.tikwm.com and https://rapidapi.com/tikwm-tikwm-default/api/tiktok-scraper7, read
2026-10. The keyless door answers one request a second, always with status 200; `code` -1 is a failure whose
`msg` says which.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import httpx

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
)
from core.domain.terms import Author, Counts, MediaType, PostRef, Reading
from providers.http import get_json, message
from providers.pace import Turns
from providers.values import count, dig, handle, identity, mapping, need, picture, text, utc

NAME = "tikwm"
KEYLESS_URL, KEYLESS_PATH, KEYLESS_INTERVAL_S = "https://www.tikwm.com", "/api/", 1.1
GATEWAY = ".p.rapidapi.com"
KEYED_HOST = f"tiktok-scraper7{GATEWAY}"
KEYED_URL, KEYED_PATH = f"https://{KEYED_HOST}", "/"
GONE_WORDS = ("parsing is failed", "unique_id is invalid", "userinfo is failed")
TOMORROW_S = 6 * 3600.0
"""How long to leave a door alone whose daily limit is reached."""


class Tikwm:
    """Reads TikTok posts; `interval_s` is the least time between two requests, `sleep` waits for it."""

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        path: str,
        interval_s: float = 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self.path = path
        self._turns = Turns(interval_s, sleep)

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give.

        A refused id is asked for once more by address: the door dislikes one or the other at times.
        """
        try:
            return parse(await self.ask("", {"url": ref.platform_post_id}), ref)
        except PostGoneError:
            return parse(await self.ask("", {"url": ref.url}), ref)

    async def ask(self, what: str, params: Mapping[str, str]) -> Any:
        """Return the answer to one request behind this door, when its turn has come."""
        await self._turns.wait()
        return await get_json(self._client, self.path + what, params, classify=classify)


def classify(status: int, body: Any) -> SourceError | None:
    """Return what the vendor's own words mean, the gateway's before it included."""
    said = message(body)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return SourceKeyError(f"{status}: {said}") if said else SourceDownError(f"{status}: a wall before it")
    if status == HTTPStatus.TOO_MANY_REQUESTS and "quota" in said.lower():
        return SourceKeyError(f"429: {said}")
    if status == HTTPStatus.OK and isinstance(body, Mapping) and body.get("code") not in (0, None):
        return _failure(said)
    return None


def parse(body: Any, ref: PostRef) -> Reading:
    """Read a post; raise `MalformedError`."""
    post = mapping(body, "data")
    if identity(need(post, "id")) != ref.platform_post_id:
        raise MalformedError("the answer is about another post")
    if "play_count" not in post:
        raise MalformedError("play_count is missing")
    return read_post(post, ref)


def read_post(post: Mapping[str, Any], ref: PostRef) -> Reading:
    """Read a post, alone or of a page, which may leave its plays out; raise `MalformedError`."""
    views = count(post.get("play_count"), "play_count")
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(
            views=views,
            likes=count(post.get("digg_count"), "digg_count"),
            comments=count(post.get("comment_count"), "comment_count"),
            shares=count(post.get("share_count"), "share_count"),
            saves=count(post.get("collect_count"), "collect_count"),
        ),
        metric=None if views is None else "play_count",
        author=Author(
            handle=handle(dig(post, "author", "unique_id")),
            platform_user_id=identity(dig(post, "author", "id")),
            name=text(dig(post, "author", "nickname"), 200),
            avatar_url=picture(dig(post, "author", "avatar")),
        ),
        caption=text(post.get("title")),
        thumbnail_url=picture(post.get("cover")) or picture(post.get("origin_cover")),
        media_type=MediaType.PHOTO if post.get("images") else MediaType.VIDEO,
        published_at=utc(post.get("create_time")),
    )


def _failure(said: str) -> SourceError:
    words = said.lower()
    if "request/second" in words:
        return SourceBusyError(said, KEYLESS_INTERVAL_S)
    if "day" in words or "limit reached" in words:
        return SourceBusyError(said, TOMORROW_S)
    if "limit" in words:
        return SourceBusyError(said)
    if any(sign in words for sign in GONE_WORDS):
        return PostGoneError(said)
    return SourceDownError(said or "a failure without words")
