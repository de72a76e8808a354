"""What the sources' stand-in reads in a question, and its answers as they go over the wire."""

import json
import re

from aiohttp import web

from tests.standins.source_faults import ERRORS, HTML, Kind, Vendor, bent
from tests.standins.source_posts import Json

TIKTOK_ID = re.compile(r"(\d{6,})(?:\.html)?(?:$|[/?#])")


def tiktok_id(request: web.Request) -> str:
    found = TIKTOK_ID.search(request.query.get("url", ""))
    return found[1] if found else ""


def plain(body: Json | str) -> web.Response:
    if isinstance(body, str):
        return web.Response(text=body, content_type="text/html")
    return web.json_response(body)


def refusal(vendor: Vendor, kind: str, retry_after_s: int | None = None) -> web.Response:
    status, body = ERRORS[vendor][kind]
    later = retry_after_s is not None and status == 429
    return web.json_response(
        body, status=status, headers={"Retry-After": str(retry_after_s)} if later else None
    )


def spoilt(body: Json | str, kind: Kind) -> web.Response:
    """An answer with status 200 that is worth nothing, or lies."""
    if kind == "html":
        return web.Response(text=HTML, content_type="text/html")
    if kind == "empty":
        return web.Response(body=b"", content_type="application/json")
    if kind == "truncated":
        text = json.dumps(body)
        return web.Response(text=text[: len(text) // 2], content_type="application/json")
    return plain(bent(body, kind) if isinstance(body, dict) else body)
