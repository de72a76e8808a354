"""Cuts `discord_schema.json` out of Discord's own OpenAPI description: what a bot of commands sends.

`python -m tests.standins.cut_schema openapi.json`, with that file from github.com/discord/discord-api-spec.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TO = Path(__file__).parent / "discord_schema.json"
COMPONENTS, HERE = "#/components/schemas/", "#/$defs/"
ROUTES = (
    "POST /users/@me/channels",
    "PUT /applications/{application_id}/commands",
    "PUT /applications/{application_id}/guilds/{guild_id}/commands",
    "POST /channels/{channel_id}/messages",
    "PATCH /channels/{channel_id}/messages/{message_id}",
    "POST /interactions/{interaction_id}/{interaction_token}/callback",
    "POST /webhooks/{webhook_id}/{webhook_token}",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
)
UNUSED = {"poll", "shared_client_theme", "handler"}
"""Fields that a bot of commands never sends, with much behind them."""
WORDS = {"description", "title", "x-discord-union"}
FORMATS = {"date-time", "uri"}
"""The formats that say more than type and limits do."""


def cut(official: dict[str, Any]) -> dict[str, Any]:
    """Return the bodies of the routes by route, and every shape they refer to."""
    shapes = official["components"]["schemas"]
    requests = {route: trimmed(body_of(official, route)) for route in ROUTES}
    kept: dict[str, Any] = {}
    wanted = list(references(requests))
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = trimmed(shapes[name])
            wanted += references(kept[name])
    # Discord takes a snowflake as a number too
    kept["SnowflakeType"]["type"] = ["string", "integer"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "requests": requests,
        "$defs": dict(sorted(kept.items())),
    }


def body_of(official: dict[str, Any], route: str) -> Any:
    method, path = route.split()
    return official["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]


def trimmed(shape: Any) -> Any:
    """Return the shape without what is for readers; a list of named constants becomes a plain one."""
    if isinstance(shape, list):
        return [trimmed(one) for one in shape]
    if not isinstance(shape, dict):
        return shape.replace(COMPONENTS, HERE) if isinstance(shape, str) else shape
    kept = {key: trimmed(value) for key, value in shape.items() if is_kept(key, value, shape)}
    if "properties" in kept:
        fields = shape["properties"].items()
        kept["properties"] = {name: trimmed(field) for name, field in fields if name not in UNUSED}
    variants = kept.get("oneOf") or []
    if variants and all("const" in variant for variant in variants):
        kept["enum"] = [variant["const"] for variant in kept.pop("oneOf")]
    return kept


def is_kept(key: str, value: Any, shape: dict[str, Any]) -> bool:
    if key in WORDS:
        return not isinstance(value, str)  # a field may be called so
    if key == "format":
        return value in FORMATS
    return not (key == "allOf" and "enum" in shape)  # the general list beside the one value meant


def references(shape: Any) -> Iterator[str]:
    if isinstance(shape, list):
        for one in shape:
            yield from references(one)
    elif isinstance(shape, dict):
        for key, value in shape.items():
            if key == "$ref":
                yield value.removeprefix(HERE)
            else:
                yield from references(value)


if __name__ == "__main__":
    TO.write_text(json.dumps(cut(json.loads(Path(sys.argv[1]).read_text())), indent=1) + "\n")
