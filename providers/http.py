"""Asking: the one place where the web's trouble becomes a `SourceError`."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp
import httpx

from core.domain.errors import (
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
)
from providers.keys import KeyedClient
from providers.values import words

DEADLINE_S = 35.0
"""Longest time one call may take in all, however slowly its bytes drip."""
BODY_LIMIT = 8 * 1024 * 1024
TEXT_LIMIT = 120
LONGEST_WAIT_S = 86_400.0
"""Longest time a vendor may ask to be left alone."""

Classify = Callable[[int, Any], SourceError | None]
"""A vendor's own word on a status and a JSON body (None: not JSON); None leaves it to the general rule."""


async def get_json(
    client: httpx.AsyncClient,
    path: str,
    params: Mapping[str, str],
    *,
    classify: Classify | None = None,
    deadline_s: float = DEADLINE_S,
) -> Any:
    """Return the JSON of a good answer; raise a `SourceError` for everything else.

    Of several keys the next in turn is used; when it is refused or busy, the one after it.
    """
    if not isinstance(client, KeyedClient):
        return await _ask(client, path, params, {}, classify, deadline_s)
    last: SourceError | None = None
    for key in client.keys.in_turn():
        try:
            body = await _ask(client, path, params, key.headers, classify, deadline_s)
        except (SourceKeyError, SourceBusyError) as trouble:
            key.failed(trouble)
            last = trouble
            continue
        key.worked()
        return body
    raise client.keys.exhausted(last)


async def _ask(
    client: httpx.AsyncClient,
    path: str,
    params: Mapping[str, str],
    headers: Mapping[str, str],
    classify: Classify | None,
    deadline_s: float,
) -> Any:
    response, content = await fetch(client, path, params, headers=headers, deadline_s=deadline_s)
    body = parsed(_without_keys(content, client))
    own = None if classify is None else classify(response.status_code, body)
    trouble = own or _trouble(response, body)
    if trouble is not None:
        raise trouble
    return body


async def fetch(
    client: httpx.AsyncClient,
    path: str,
    params: Mapping[str, str],
    *,
    headers: Mapping[str, str] | None = None,
    deadline_s: float = DEADLINE_S,
    limit: int = BODY_LIMIT,
) -> tuple[httpx.Response, bytes]:
    """Return an answer of any status with its body; raise `SourceDownError` when none comes whole.

    What aiohttp's transport lets through untranslated is caught here too.
    """
    try:
        asked = client.stream("GET", path, params=params, headers=headers)
        async with asyncio.timeout(deadline_s), asked as response:
            return response, await _read(response, limit)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise SourceDownError(_cut_off(error) or "timed out") from error
    except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
        raise SourceDownError(f"connection failed ({type(error).__name__})") from error


def _cut_off(error: Exception) -> str | None:
    """Return what to say of a lost connection, which aiohttp's transport calls a time-out."""
    cause = error.__cause__
    is_lost = isinstance(cause, aiohttp.ClientConnectionError) and not isinstance(cause, TimeoutError)
    return f"connection failed ({type(cause).__name__})" if is_lost else None


def parsed(content: bytes) -> Any:
    """Return the JSON in an answer, None when it is something else."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def message(body: Any) -> str:
    """Return what the vendor says in words, cut short; nothing else of a body is ever repeated."""
    if not isinstance(body, Mapping):
        return ""
    said = [body.get(name) for name in ("message", "msg", "error", "detail")]
    return next((line for text in said if (line := words(text, TEXT_LIMIT))), "")


def retry_after_s(response: httpx.Response) -> float | None:
    """Return the seconds of `Retry-After`, given as a number or as a date; None when there is none."""
    given = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", given):
        return min(float(given[:400]), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(given)
        sent = parsedate_to_datetime(response.headers["Date"])
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return None
    return min(max(0.0, (_utc(at) - _utc(sent)).total_seconds()), LONGEST_WAIT_S)


async def _read(response: httpx.Response, limit: int) -> bytes:
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > limit:
            raise SourceDownError(f"an answer of more than {limit // 1024:,} KiB")
    return bytes(content)


def _without_keys(content: bytes, client: httpx.AsyncClient) -> bytes:
    """Return an answer without our keys: some vendors repeat a refused one, and their words are logged."""
    keys = [key for name, key in client.headers.items() if name.endswith("-key")]
    keys += client.keys.texts if isinstance(client, KeyedClient) else ()
    for key in sorted(keys, key=len, reverse=True):
        if key and not key.isdecimal():
            content = content.replace(key.encode(), b"***")
    return content


def _trouble(response: httpx.Response, body: Any) -> SourceError | None:
    """Return what a status means where the vendor has no word of its own.

    Never that a post is gone: a wrong base address, a proxy or a retired path answers 404 for every post.
    """
    status, said = response.status_code, message(body)
    match status:
        case HTTPStatus.OK:
            return None if body is not None else SourceDownError(f"not JSON ({_kind(response)})")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.PAYMENT_REQUIRED:
            return SourceKeyError(f"{status}: the key is refused or its quota is spent. {said}".strip())
        case HTTPStatus.TOO_MANY_REQUESTS:
            return SourceBusyError(f"429: {said or 'too many requests'}", retry_after_s(response))
        case _ if response.is_redirect:
            return SourceDownError(f"{status}: redirected, to a log-in page perhaps")
        case _:
            return SourceDownError(f"{status}: {said or httpx.codes.get_reason_phrase(status)}")


def _kind(response: httpx.Response) -> str:
    found = re.match(r"[\w.+-]{1,40}/[\w.+-]{1,40}", response.headers.get("Content-Type", ""))
    return found.group() if found else "no type"


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
