"""TikTok's oEmbed: a witness of whether a post is still there; it tells no numbers.

Documentation: https://developers.tiktok.com/doc/embed-videos, read 2026-10; failures recorded 2026-09. It
answers 200 for a post that is there, one withheld in some countries among them, and 400 without a body for
one that is deleted or private.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from core.domain.errors import SourceError
from core.domain.terms import PostRef
from providers.http import fetch, message, parsed
from providers.values import dig, handle, identity

DEADLINE_S = 15.0
"""Longest time one question may take: a witness is heard beside the sources."""
ANSWER_LIMIT = 256 * 1024
ABSENT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})
OWN_WORDS = ("something went wrong", "not found", "not available", "unavailable")
"""How TikTok's own refusals begin to read; a proxy's or a wall's say something else."""


class OEmbed:
    """Tells whether TikTok still shows a post; `client` carries the base address."""

    def __init__(self, client: httpx.AsyncClient, *, deadline_s: float = DEADLINE_S) -> None:
        self._client = client
        self._deadline_s = deadline_s

    async def exists(self, ref: PostRef) -> bool | None:
        """Return whether the post is there, None when nobody tells; never raises a `SourceError`."""
        try:
            response, content = await fetch(
                self._client, "/oembed", {"url": ref.url}, deadline_s=self._deadline_s, limit=ANSWER_LIMIT
            )
        except SourceError:
            return None
        return judge(response.status_code, content, ref)


def judge(status: int, content: bytes, ref: PostRef) -> bool | None:
    """Return what an answer testifies; None when it is not TikTok's own word about this post."""
    body = parsed(content)
    if status == HTTPStatus.OK and isinstance(body, Mapping):
        return True if _is_about(body, ref) else None
    if status in ABSENT and ref.handle is not None and _is_own(status, content, body):
        return False
    return None  # without the author's handle the address itself may be what is refused


def _is_about(body: Mapping[str, Any], ref: PostRef) -> bool:
    """Whether an answer names this post, or at least its author where it names no post."""
    found = identity(body.get("embed_product_id"))
    if found is not None:
        return found == ref.platform_post_id
    return ref.handle is not None and handle(body.get("author_unique_id")) == ref.handle


def _is_own(status: int, content: bytes, body: Any) -> bool:
    """Whether a refusal is TikTok's: without a body, or with its code and words."""
    if not content.strip():
        return True
    code = dig(body, "code") or dig(body, "status_code")
    return code == status and message(body).lower().startswith(OWN_WORDS)
