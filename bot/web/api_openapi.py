"""The API in OpenAPI 3.1, from the same table and models by which it answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.web.api_pace import PER_MINUTE
from bot.web.api_routes import ROUTES, Route
from core.services.idempotency import KEPT

TEMPLATE = "#/components/schemas/{model}"
NAME_LIMIT = 255
ABOUT = f"""\
Programs read campaigns, creators, videos and what is ready to be paid of one Discord server, add videos, and
change notes. Every answer is `{{"data", "error", "meta"}}`. Lists go on with `meta.nextCursor`. Errors have a
sentence in `error` and a code that stays in `meta.code`. A key may ask {PER_MINUTE} times a minute. Unknown
counts are null, never 0; ids and amounts are text; times are ISO 8601 in UTC.
"""
REFUSALS = {
    400: "The request is not as it should be.",
    401: "No key that works was sent.",
    403: "The key may not do this.",
    404: "There is nothing here by this id.",
    409: "It does not go with how things are.",
    413: "The body is too large.",
    429: "The key asks too often.",
    500: "The fault is ours; `meta.reference` is where it was logged.",
}
ALWAYS = (400, 401, 403, 429, 500)
PATH_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"},
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": (
        f"Any text of your own. For {KEPT.days * 24} hours the same request with it gets the same answer, "
        "and is done once."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": NAME_LIMIT, "pattern": "^[!-~]+$"},
}
PACE_HEADERS = {
    "RateLimit-Limit": {"schema": {"type": "string"}, "description": "Requests a minute."},
    "RateLimit-Remaining": {"schema": {"type": "string"}, "description": "Those left at once."},
    "RateLimit-Reset": {"schema": {"type": "string"}, "description": "Seconds until one more is free."},
}
REPLAYED = {"schema": {"type": "string"}, "description": "`true`: nothing was done, as it was done before."}
FAILED = {
    "type": "object",
    "required": ["data", "error", "meta"],
    "additionalProperties": False,
    "properties": {
        "data": {"type": "null"},
        "error": {"type": "string", "minLength": 1},
        "meta": {
            "type": "object",
            "required": ["code"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string"},
                "field": {"type": "string", "description": "What is wrong in the request."},
                "video_id": {"type": "string", "description": "The video there is already."},
                "reference": {"type": "string"},
            },
        },
    },
}


def document() -> dict[str, Any]:
    """Return the whole description."""
    refs, schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, refs, schemas)
    paths["/openapi.json"] = {"get": _own()}
    used = {name: schema for name, schema in schemas.items() if not name.endswith(("Query", "Listing"))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "viewledger", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": used | {"Failed": FAILED},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "vl_…"}},
        },
    }


Refs = Mapping[Any, Mapping[str, Any]]
"""Where the schema of each model is, by model and mode."""


def _schemas() -> tuple[Refs, dict[str, Any]]:
    """Return where the schema of each model is, and all of them by name."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in ROUTES:
        wanted[route.item, "serialization"] = None
        wanted[route.query, "validation"] = None
        if route.body is not None:
            wanted[route.body, "validation"] = None
    refs, defs = models_json_schema(list(wanted), ref_template=TEMPLATE)
    return refs, defs["$defs"]


def _operation(route: Route, refs: Refs, schemas: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": f"Needs a key with the scope `{route.scope}`.",
        "parameters": [
            *([PATH_ID] if route.has_id else []),
            *_parameters(schemas[refs[route.query, "validation"]["$ref"].rpartition("/")[2]]),
            *([ONCE] if route.is_once else []),
        ],
        "responses": _responses(route, refs[route.item, "serialization"]),
    }
    if route.body is not None:
        content = {"application/json": {"schema": refs[route.body, "validation"]}}
        made["requestBody"] = {"required": True, "content": content}
    return made


def _parameters(schema: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Return a query's fields as parameters; one that may be left out is never null."""
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(field)}
        for name, field in schema.get("properties", {}).items()
    ]


def _without_null(field: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in field.items() if name not in {"anyOf", "title"}}
    if kept.get("default", ...) is None:
        del kept["default"]
    for one in field.get("anyOf", ()):
        if one != {"type": "null"}:
            kept |= one
    return kept


def _responses(route: Route, item: Mapping[str, Any]) -> dict[str, Any]:
    data = {"type": "array", "items": item} if route.is_list else item
    made = _answer("What was asked for.", _envelope(data, is_list=route.is_list))
    if route.is_once:
        made["headers"] = {**PACE_HEADERS, "Idempotency-Replayed": REPLAYED}
    found = {str(route.status): made}
    for status in sorted({*ALWAYS, *route.refusals}):
        found[str(status)] = _refusal(status)
    return found


def _refusal(status: int) -> dict[str, Any]:
    made = _answer(REFUSALS[status], {"$ref": TEMPLATE.format(model="Failed")})
    if status == 401:
        made["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == 429:
        made["headers"] = {**PACE_HEADERS, "Retry-After": {"schema": {"type": "string"}}}
    return made


def _answer(description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"description": description, "headers": PACE_HEADERS, "content": content}


def _envelope(data: Mapping[str, Any], *, is_list: bool) -> dict[str, Any]:
    cursor = {"type": ["string", "null"], "description": "Brings the next page; null: this is it."}
    meta: dict[str, Any] = {"type": "object", "additionalProperties": False}
    if is_list:
        meta |= {"required": ["nextCursor", "limit"]}
        meta["properties"] = {"nextCursor": cursor, "limit": {"type": "integer"}}
    return {
        "type": "object",
        "required": ["data", "error", "meta"],
        "additionalProperties": False,
        "properties": {"data": data, "error": {"type": "null"}, "meta": meta},
    }


def _own() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}}
    return {
        "operationId": "getOpenApi",
        "summary": "This description. It needs no key.",
        "security": [],
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": content}},
    }
