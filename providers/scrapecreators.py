"""ScrapeCreators: TikTok, and Instagram as backup.

Documentation: https://docs.scrapecreators.com, read 2026-10. The vendor ignores and bills parameters it does
not know, gives up after 29 seconds, cuts numbers to 16 digits (so ids are read from text fields only), and
answers 404 for live posts when an address is abbreviated (so the canonical one is sent).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceDownError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import Author, Counts, MediaType, Outcome, PostRef, Reading
from providers.hikerapi import read_coauthors
from providers.http import get_json, message
from providers.values import count, dig, handle, link, mapping, need, picture, text, utc, written_id

NAME = "scrapecreators"
SHOWN = (".jpeg", ".jpg", ".webp", ".png")
"""Pictures that Discord shows; covers may be HEIC, which it does not."""
GONE_WORDS = ("not found", "doesn't exist")
AVATARS = ("avatar_larger", "avatar_medium", "avatar_thumb")


class ScrapeCreatorsTikTok:
    """Reads TikTok posts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give."""
        body = await get_json(self._client, "/v2/tiktok/video", {"url": ref.url}, classify=classify)
        return parse_tiktok(body, ref)


class ScrapeCreatorsInstagram:
    """Reads Instagram posts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give."""
        body = await get_json(self._client, "/v1/instagram/post", {"url": ref.url}, classify=classify)
        return parse_instagram(body, ref)


def classify(status: int, body: Any) -> SourceError | None:
    """Return what the vendor's own words mean; only an answer in its own envelope speaks of the post."""
    if not isinstance(body, Mapping) or body.get("success") is not False:
        return None
    said = message(body)
    match status:
        case httpx.codes.BAD_REQUEST if body.get("error") != "missing_parameter":
            return UnsupportedError(f"400: {said or 'the address is refused'}")
        case httpx.codes.NOT_FOUND:
            return PostGoneError(f"404: {said or 'not found'}")
        case httpx.codes.OK:
            return _refused(said)
        case _:
            return None


def parse_tiktok(body: Any, ref: PostRef) -> Reading:
    """Read a TikTok post; raise `PostGoneError` or `MalformedError`."""
    if isinstance(body, Mapping) and "aweme_detail" in body and body["aweme_detail"] is None:
        raise PostGoneError("no such post")
    post = mapping(body, "aweme_detail")
    _check_id(written_id(need(post, "aweme_id")), ref)
    reading = read_tiktok(post, ref)
    if "play_count" not in post["statistics"]:
        raise MalformedError("statistics.play_count is missing")
    return reading


def read_tiktok(post: Mapping[str, Any], ref: PostRef) -> Reading:
    """Read a post, alone or of a page, which may leave its plays out; raise like `parse_tiktok`."""
    _check_public(post)
    numbers = mapping(post, "statistics")
    views = count(numbers.get("play_count"), "play_count")
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(
            views=views,
            likes=count(numbers.get("digg_count"), "digg_count"),
            comments=count(numbers.get("comment_count"), "comment_count"),
            shares=count(numbers.get("share_count"), "share_count"),
            saves=count(numbers.get("collect_count"), "collect_count"),
        ),
        metric=None if views is None else "play_count",
        author=Author(
            handle=handle(dig(post, "author", "unique_id")),
            platform_user_id=written_id(dig(post, "author", "uid")),
            name=text(dig(post, "author", "nickname"), 200),
            avatar_url=_avatar(post),
        ),
        caption=text(post.get("desc")),
        thumbnail_url=_thumbnail(post),
        media_type=MediaType.PHOTO if post.get("image_post_info") else MediaType.VIDEO,
        published_at=utc(post.get("create_time")),
    )


def parse_instagram(body: Any, ref: PostRef) -> Reading:
    """Read an Instagram post; raise `PostGoneError` or `MalformedError`."""
    data = mapping(body, "data")
    if "xdt_shortcode_media" in data and data["xdt_shortcode_media"] is None:
        raise PostGoneError("no such post")
    post = mapping(data, "xdt_shortcode_media")
    _check_id(text(need(post, "shortcode")), ref)
    kind = text(post.get("__typename")) or ""
    views = count(post.get("video_play_count"), "video_play_count") if "Video" in kind else None
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(
            views=views,
            likes=_instagram_likes(post),
            comments=count(dig(post, "edge_media_to_parent_comment", "count"), "comments"),
        ),
        metric=None if views is None else "video_play_count",
        author=Author(
            handle=handle(dig(post, "owner", "username")),
            platform_user_id=written_id(dig(post, "owner", "id")),
            name=text(dig(post, "owner", "full_name"), 200),
            avatar_url=picture(dig(post, "owner", "profile_pic_url")),
        ),
        coauthors=read_coauthors(post, written_id),
        caption=text(dig(post, "edge_media_to_caption", "edges", 0, "node", "text")),
        thumbnail_url=picture(post.get("display_url")) or picture(post.get("thumbnail_src")),
        media_type=_instagram_type(kind),
        published_at=utc(post.get("taken_at_timestamp")),
    )


def _refused(said: str) -> SourceError:
    """Return what a refusal with status 200 means."""
    if "restricted" in said.lower():
        return PostGoneError(said, Outcome.REGION_LOCKED)
    if any(word in said.lower() for word in GONE_WORDS):
        return PostGoneError(said)
    return SourceDownError(said or "a refusal without words")


def _check_id(found: str | None, ref: PostRef) -> None:
    if found != ref.platform_post_id:
        raise MalformedError("the answer is about another post")


def _check_public(post: Mapping[str, Any]) -> None:
    if dig(post, "status", "is_delete") is True:
        raise PostGoneError("deleted", Outcome.DELETED)
    if count(dig(post, "status", "private_status"), "private_status"):
        raise PostGoneError("private", Outcome.PRIVATE)


def _thumbnail(post: Mapping[str, Any]) -> str | None:
    photo = dig(post, "image_post_info", "images", 0, "display_image", "url_list")
    covers = (photo, dig(post, "video", "cover", "url_list"), dig(post, "video", "origin_cover", "url_list"))
    return next((url for urls in covers if (url := _first_shown(urls))), None)


def _avatar(post: Mapping[str, Any]) -> str | None:
    sizes = (dig(post, "author", size, "url_list") for size in AVATARS)
    return next((url for urls in sizes if (url := _first_shown(urls))), None)


def _first_shown(urls: Any) -> str | None:
    links = [link(url) for url in urls] if isinstance(urls, list) else []
    return next((url for url in links if url and urlsplit(url).path.endswith(SHOWN)), None)


def _instagram_likes(post: Mapping[str, Any]) -> int | None:
    """Return likes; a leftover number is written where the owner hides them."""
    likes = count(dig(post, "edge_media_preview_like", "count"), "likes")
    return None if post.get("like_and_view_counts_disabled") else likes


def _instagram_type(kind: str) -> MediaType:
    if "Sidecar" in kind:
        return MediaType.CAROUSEL
    return MediaType.VIDEO if "Video" in kind else MediaType.PHOTO
