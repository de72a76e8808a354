"""How the vendors fail: their own error bodies as recorded, and answers that lie."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.standins.source_posts import Json

Vendor = Literal["scrapecreators", "tikwm", "hikerapi", "tiktok", "instagram"]
Refusal = Literal["401", "402", "404", "429", "500"]
Lie = Literal["wrong_id", "missing", "strings", "huge", "negative"]
Kind = Literal["timeout", "reset", "html", "empty", "truncated"] | Refusal | Lie
COUNTERS = {"play_count", "ig_play_count", "digg_count", "comment_count", "share_count", "collect_count"}
COUNTERS |= {"like_count", "reshare_count", "video_play_count", "video_view_count", "count"}
IDS = {"aweme_id", "id", "pk", "code", "shortcode", "embed_product_id"}
HTML = "<!DOCTYPE html><html><title>Just a moment...</title><body>Checking your browser</body></html>"
HUGE = 10**30


@dataclass(eq=False)
class SourceFault:
    """`times` None fails for ever; `post_id` None fails for every post."""

    kind: Kind
    times: int | None
    post_id: str | None
    retry_after_s: int

    def take(self, post_id: str) -> bool:
        if self.times == 0 or self.post_id not in (None, post_id):
            return False
        if self.times is not None:
            self.times -= 1
        return True


SCRAPECREATORS: dict[str, tuple[int, Json]] = {
    "401": (401, {"success": False, "message": "Invalid API key"}),
    "402": (
        402,
        {"success": False, "message": "Looks like you're out of credits. Gotta purchase more credits."},
    ),
    "404": (
        404,
        {
            "success": False,
            "credits_remaining": 2080,
            "credits_charged": 0,
            "error": "not_found",
            "errorStatus": 404,
            "message": "Post not found",
        },
    ),
    "429": (429, {"success": False, "message": "Too many requests"}),
    "500": (500, {"success": False, "message": "Something went wrong"}),
}
TIKWM: dict[str, tuple[int, Json]] = {
    "401": (401, {"message": "Invalid API key"}),
    "402": (200, {"code": -1, "msg": "Free Api Limit: 10000 request/ 1 day."}),
    "404": (200, {"code": -1, "msg": "Url parsing is failed! Please check url.", "processed_time": 0.3}),
    "429": (200, {"code": -1, "msg": "Free Api Limit: 1 request/second.", "processed_time": 0.1}),
    "500": (503, {"message": "Service Unavailable"}),
}
HIKERAPI: dict[str, tuple[int, Json]] = {
    "401": (
        401,
        {"state": False, "error": "Unauthorized request: pass access_key or login via https://hikerapi.com"},
    ),
    "402": (402, {"detail": "Insufficient funds", "exc_type": "InsufficientFunds"}),
    "404": (404, {"detail": "Not found ({})", "exc_type": "MediaNotFound"}),
    "429": (429, {"detail": "Too many requests", "exc_type": "TooManyRequests"}),
    "500": (500, {"detail": "Internal server error"}),
}
PAGES: dict[str, tuple[int, Json]] = {
    "401": (401, {"message": "Please wait a few minutes before you try again.", "require_login": True}),
    "402": (403, {}),
    "404": (400, {"code": 400, "message": "Something went wrong"}),
    "429": (429, {}),
    "500": (500, {}),
}
ERRORS = {
    "scrapecreators": SCRAPECREATORS,
    "tikwm": TIKWM,
    "hikerapi": HIKERAPI,
    "tiktok": PAGES,
    "instagram": PAGES,
}


def bent(body: Any, kind: str) -> Any:
    """A good answer with one lie in it: another post's id, no counters, or counters that cannot be."""
    if isinstance(body, list):
        return [bent(inner, kind) for inner in body]
    if not isinstance(body, dict):
        return body
    if kind == "wrong_id":
        return {
            name: other(value) if is_id(name, value) else bent(value, kind) for name, value in body.items()
        }
    if kind == "missing":
        return {name: bent(value, kind) for name, value in body.items() if name not in COUNTERS}
    return {name: lie(value, kind) if name in COUNTERS else bent(value, kind) for name, value in body.items()}


def lie(value: Any, kind: str) -> Any:
    return {"strings": str(value), "huge": HUGE, "negative": -5}[kind]


def is_id(name: str, value: Any) -> bool:
    return name in IDS and (name != "code" or isinstance(value, str))  # tikwm's `code` is its status


def other(value: Any) -> Any:
    """An id of the same form that belongs to something else."""
    if isinstance(value, int):
        return value + 1
    return str(value)[:-1] + ("1" if str(value).endswith("0") else "0")
