"""Instagram's own embed pages: no key, no account; reels with their plays, photos and carousels without.

Pages recorded 2026-08 and read 2026-10. A reel's page holds its data as JSON in JSON (`contextJSON`); a
photo's page is read as rendered. A redirect, or a page without an author, is what deleted posts, private
posts and addresses that Instagram keeps out look like alike: it never says that a post is gone. Home
connections are served best, data centres are mostly redirected to the log-in page.
"""

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import httpx

from core.domain.errors import MalformedError, SourceBusyError, SourceDownError, SourceError
from core.domain.terms import Author, Counts, MediaType, PostRef, Reading
from providers.http import DEADLINE_S, fetch, message, parsed, retry_after_s
from providers.pace import Turns
from providers.values import count, dig, handle, identity, need, picture, text, utc

NAME = "embed"
INTERVAL_S = 5.0
"""Least time between two pages; more often than that an address is kept out."""
WAIT_S = 300.0
"""What "a few minutes" are."""
METRIC = "video_view_count"
"""Plays, whatever its name: on these pages it agrees with the play count of the other sources."""
HEADERS = {
    "User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en-US,en;q=0.9",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Site": "none",
}
"""What the recorded pages were asked with; English, for likes and comments are read from words."""

DECODER = json.JSONDecoder(strict=False)
CONTEXT = re.compile(r'"contextJSON"\s*:\s*(?=")')
PERMALINK = re.compile(r'data-permalink="https?://[^"/]+/(?:[^"/]+/)?(?:p|reels?|tv)/([\w-]+)')
KIND = re.compile(r'data-media-type="(\w+)"')
OWNER = re.compile(r'data-owner-id="([0-9]+)"')
HANDLE = re.compile(r'class="UsernameText"[^<>]*>([^<>]+)<')
LIKES = re.compile(r'class="SocialProof"[^<>]*>(?:<[^<>]*>)*([0-9][0-9,]{0,25}) likes?<')
COMMENTS = re.compile(
    r'class="CaptionCommentsExpand"[^<>]*>(?:View (?:all )?)?([0-9][0-9,]{0,25}) comments?<'
)
"""Where the page itself writes them: captions hold such words too."""
COVER = re.compile(r'<img class="EmbeddedMediaImage"[^<>]*?\ssrc="([^"<>]+)"')
CAPTION = 'class="Caption">'
CAPTION_SPAN = 20_000
"""Characters of a page within which a caption ends."""
CAPTION_END = re.compile(r"<div\b|</div>")
CAPTION_AUTHOR = re.compile(r'<a class="CaptionUsername".*?</a>', re.DOTALL)


class InstagramEmbed:
    """Reads Instagram posts; `interval_s` is the least time between two pages, `sleep` waits for it."""

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        interval_s: float = INTERVAL_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._turns = Turns(interval_s, sleep)

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give."""
        await self._turns.wait()
        return parse(await get_page(self._client, f"/p/{ref.platform_post_id}/embed/captioned/"), ref)


async def get_page(client: httpx.AsyncClient, path: str, *, deadline_s: float = DEADLINE_S) -> str:
    """Return the text of a page with status 200; raise a `SourceError` for everything else."""
    response, content = await fetch(client, path, {}, deadline_s=deadline_s)
    trouble = _trouble(response, content)
    if trouble is not None:
        raise trouble
    return content.decode(errors="replace")


def parse(page: str, ref: PostRef) -> Reading:
    """Read a page; raise `SourceDownError` when it shows no post, `MalformedError` when not this one."""
    media = _media(page)
    return _written(page, ref) if media is None else _told(media, ref)


def _trouble(response: httpx.Response, content: bytes) -> SourceError | None:
    """Return what a status means: never that a post is gone, nor that a key is refused, for there is none."""
    status = response.status_code
    said = message(parsed(content)) if status != HTTPStatus.OK else ""
    if status == HTTPStatus.OK:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SourceBusyError(f"429: {said or 'too many requests'}", retry_after_s(response))
    if "wait a few minutes" in said.lower():
        return SourceBusyError(f"{status}: {said}", WAIT_S)
    if response.is_redirect:
        return SourceDownError(f"{status}: redirected; gone, private, or this address is kept out")
    return SourceDownError(f"{status}: {said or httpx.codes.get_reason_phrase(status)}")


def _media(page: str) -> Mapping[str, Any] | None:
    """Return the data that a page carries about its post, None when it carries none."""
    found = CONTEXT.search(page)
    if found is None:
        return None
    try:
        written, _ = DECODER.raw_decode(page, found.end())
        context = DECODER.decode(written)
    except (ValueError, RecursionError):
        return None
    media = dig(context, "gql_data", "shortcode_media")
    return media if isinstance(media, Mapping) else None


def _told(media: Mapping[str, Any], ref: PostRef) -> Reading:
    """Read a post from the data of its page."""
    _check_code(text(need(media, "shortcode")), ref)
    media_type = _media_type(text(media.get("__typename")) or "")
    likes = count(dig(media, "edge_liked_by", "count"), "likes")
    comments = count(dig(media, "edge_media_to_comment", "count"), "comments")
    views = _views(media, has_echo=bool(likes or comments)) if media_type is MediaType.VIDEO else None
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(
            views=views,
            likes=None if media.get("like_and_view_counts_disabled") else likes,
            comments=comments,
        ),
        metric=None if views is None else METRIC,
        author=Author(
            handle=handle(dig(media, "owner", "username")),
            platform_user_id=identity(dig(media, "owner", "id")),
            name=text(dig(media, "owner", "full_name"), 200),
            avatar_url=picture(dig(media, "owner", "profile_pic_url")),
        ),
        caption=text(dig(media, "edge_media_to_caption", "edges", 0, "node", "text")),
        thumbnail_url=picture(media.get("display_url")) or picture(media.get("thumbnail_src")),
        media_type=media_type,
        published_at=utc(media.get("taken_at_timestamp")),
    )


def _written(page: str, ref: PostRef) -> Reading:
    """Read a post from the words of its page: photos and carousels, which have no views."""
    author = handle(html.unescape(_first(HANDLE, page) or ""))
    if author is None:
        raise SourceDownError("a page without a post; gone, private, or this address is kept out")
    _check_code(_first(PERMALINK, page), ref)
    media_type = _media_type(_first(KIND, page) or "")
    if media_type is MediaType.VIDEO:
        raise MalformedError("the page of a video without its data")
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(likes=_number(LIKES, page), comments=_number(COMMENTS, page)),
        author=Author(handle=author, platform_user_id=identity(_first(OWNER, page))),
        caption=_caption(page),
        thumbnail_url=picture(html.unescape(_first(COVER, page) or "")),
        media_type=media_type,
    )


def _check_code(found: str | None, ref: PostRef) -> None:
    if found != ref.platform_post_id:
        raise MalformedError("the page is about another post")


def _views(media: Mapping[str, Any], *, has_echo: bool) -> int | None:
    """Return plays. Zero beside likes or comments is a field left empty, as this one is elsewhere."""
    if METRIC not in media:
        raise MalformedError(f"{METRIC} is missing")
    views = count(media[METRIC], METRIC)
    return None if views == 0 and has_echo else views


def _media_type(kind: str) -> MediaType | None:
    kinds = {"Sidecar": MediaType.CAROUSEL, "Video": MediaType.VIDEO, "Image": MediaType.PHOTO}
    return next((media_type for word, media_type in kinds.items() if word in kind), None)


def _first(pattern: re.Pattern[str], page: str) -> str | None:
    found = pattern.search(page)
    return None if found is None else found[1]


def _number(pattern: re.Pattern[str], page: str) -> int | None:
    found = _first(pattern, page)
    return None if found is None else count(found.replace(",", ""), "a number of the page")


def _caption(page: str) -> str | None:
    """Return the caption without the author's name before it."""
    inner = CAPTION_END.split(page.partition(CAPTION)[2][:CAPTION_SPAN], maxsplit=1)[0]
    lines = re.sub(r"<br\s*/?>", "\n", CAPTION_AUTHOR.sub("", inner))
    return text(html.unescape(re.sub(r"<[^<>]*>", "", lines)).strip())
