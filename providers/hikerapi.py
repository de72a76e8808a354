"""HikerAPI: Instagram, in the platform's own mobile shape.

Documentation: https://hikerapi.com/docs and https://api.hikerapi.com/openapi.json, read 2026-10. `play_count`
holds Facebook's plays at times and not at others; `ig_play_count` is always Instagram's alone, so it is what
counts. Photos and carousels have no plays. A 404 may be a private, withheld or deleted post alike.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import httpx

from core.domain.errors import (
    MalformedError,
    PostGoneError,
    SourceError,
    UnsupportedError,
)
from core.domain.terms import Author, Counts, MediaType, Outcome, PostRef, Reading
from providers.http import TEXT_LIMIT, get_json, message
from providers.values import count, dig, handle, identity, mapping, need, picture, text, utc, words

NAME = "hikerapi"
METRICS = ("ig_play_count", "play_count", "video_play_count")
MOST_COAUTHORS = 20
TYPES: Mapping[int | None, MediaType] = {1: MediaType.PHOTO, 2: MediaType.VIDEO, 8: MediaType.CAROUSEL}

ReadId = Callable[[Any], str | None]
"""How ids are read of a vendor's answers."""


class HikerApi:
    """Reads Instagram posts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_post(self, ref: PostRef) -> Reading:
        """Return the counters now; raise a `SourceError` when there are none to give."""
        params = {"code": ref.platform_post_id}
        body = await get_json(self._client, "/v2/media/info/by/code", params, classify=classify)
        return parse(body, ref)


def classify(status: int, body: Any) -> SourceError | None:
    """Return what the vendor's own words mean: a status without them may be any proxy's.

    The name of an exception says more than its text; a list of faults in the text is about our parameters.
    """
    name = words(dig(body, "exc_type"), TEXT_LIMIT)
    said = message(body) or name
    match status:
        case HTTPStatus.FORBIDDEN if "private" in f"{name} {said}".lower():
            return PostGoneError(f"403: {said}", Outcome.PRIVATE)
        case HTTPStatus.NOT_FOUND if name:
            return PostGoneError(f"404: {said}")
        case HTTPStatus.BAD_REQUEST if name == "MediaUnavailable":
            return PostGoneError(f"400: {said}")
        case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY if said:
            return UnsupportedError(f"{status}: {said}")
        case _:
            return None


def parse(body: Any, ref: PostRef) -> Reading:
    """Read a post; raise `PostGoneError` or `MalformedError`."""
    if isinstance(body, Mapping) and body.get("status") == "ok" and body.get("media_or_ad") is None:
        raise PostGoneError("no such post")
    post = mapping(body, "media_or_ad")
    if text(need(post, "code")) != ref.platform_post_id:
        raise MalformedError("the answer is about another post")
    return read_post(post, ref)


def read_post(
    post: Mapping[str, Any], ref: PostRef, source: str = NAME, read_id: ReadId = identity
) -> Reading:
    """Read a post in the platform's mobile shape, whoever passes it on; raise `MalformedError`."""
    media_type = TYPES.get(count(need(post, "media_type"), "media_type"))
    if media_type is None:
        raise MalformedError("media_type is not known")
    views, metric = _views(post, media_type)
    return Reading(
        ref=ref,
        source=source,
        counts=Counts(views=views, likes=_likes(post), comments=count(post.get("comment_count"), "comments")),
        metric=metric,
        author=read_author(post.get("user"), read_id),
        coauthors=read_coauthors(post, read_id),
        caption=text(dig(post, "caption", "text")),
        thumbnail_url=_thumbnail(post),
        media_type=media_type,
        published_at=utc(post.get("taken_at")),
    )


def read_author(user: Any, read_id: ReadId = identity) -> Author:
    """Read who somebody is, as far as it is said."""
    return Author(
        handle=handle(dig(user, "username")),
        platform_user_id=read_id(dig(user, "pk_id")) or read_id(dig(user, "pk")) or read_id(dig(user, "id")),
        name=text(dig(user, "full_name"), 200),
        avatar_url=picture(dig(user, "profile_pic_url")),
    )


def read_coauthors(post: Mapping[str, Any], read_id: ReadId = identity) -> tuple[Author, ...]:
    """Read the further accounts a post belongs to; those that are not told apart are left out."""
    found = post.get("coauthor_producers")
    authors = (
        [read_author(user, read_id) for user in found[:MOST_COAUTHORS]] if isinstance(found, list) else []
    )
    return tuple(author for author in authors if author.handle or author.platform_user_id)


def _views(post: Mapping[str, Any], media_type: MediaType) -> tuple[int | None, str | None]:
    """Return plays and the field they come from; only videos have them."""
    if media_type is not MediaType.VIDEO:
        return None, None
    for metric in METRICS:
        views = count(post.get(metric), metric)
        if views is not None:
            return views, metric
    return None, None


def _likes(post: Mapping[str, Any]) -> int | None:
    """Return likes; a leftover number is written where the owner hides them."""
    likes = count(post.get("like_count"), "like_count")
    return None if post.get("like_and_view_counts_disabled") else likes


def _thumbnail(post: Mapping[str, Any]) -> str | None:
    first = dig(post, "carousel_media", 0, "image_versions2", "candidates", 0, "url")
    return picture(dig(post, "image_versions2", "candidates", 0, "url")) or picture(first)
