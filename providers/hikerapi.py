"""HikerAPI: Instagram, in the platform's own mobile shape.

Documentation: https://hikerapi.com/docs and https://api.hikerapi.com/openapi.json, read 2026-10. `play_count`
holds Facebook's plays at times and not at others; `ig_play_count` is always Instagram's alone, so it is what
counts. Photos and carousels have no plays. A 404 may be a private, withheld or deleted post alike.
"""

from collections.abc import Mapping
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
TYPES: Mapping[int | None, MediaType] = {1: MediaType.PHOTO, 2: MediaType.VIDEO, 8: MediaType.CAROUSEL}


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
    media_type = TYPES.get(count(need(post, "media_type"), "media_type"))
    if media_type is None:
        raise MalformedError("media_type is not known")
    views, metric = _views(post, media_type)
    return Reading(
        ref=ref,
        source=NAME,
        counts=Counts(views=views, likes=_likes(post), comments=count(post.get("comment_count"), "comments")),
        metric=metric,
        author=Author(
            handle=handle(dig(post, "user", "username")),
            platform_user_id=identity(dig(post, "user", "pk_id")) or identity(dig(post, "user", "pk")),
            name=text(dig(post, "user", "full_name"), 200),
            avatar_url=picture(dig(post, "user", "profile_pic_url")),
        ),
        caption=text(dig(post, "caption", "text")),
        thumbnail_url=_thumbnail(post),
        media_type=media_type,
        published_at=utc(post.get("taken_at")),
    )


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
