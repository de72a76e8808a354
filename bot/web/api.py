"""`/api/v1`: who asks, whether they may, what they ask, and the one form in which everything is answered."""

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.web import api_errors
from bot.web.api_errors import Trouble
from bot.web.api_models import Model
from bot.web.api_openapi import NAME_LIMIT, PATH_ID, document
from bot.web.api_pace import PER_MINUTE, Pace
from bot.web.api_routes import ROUTES, Call, Reply, Route
from core.domain.errors import FaultError, UserError
from core.services import api_keys
from core.services.app import App
from core.services.idempotency import Answer, Once
from core.services.shown_api_keys import Admitted

log = logging.getLogger(__name__)

PLACE = "/api"
BASE = f"{PLACE}/v1"
LARGEST = 256 * 1024
"""Bytes of the largest body that is read."""
HEADERS = web.RequestKey("headers", dict[str, str])
NAME = re.compile(f"[!-~]{{1,{NAME_LIMIT}}}")
ID = re.compile(str(PATH_ID["schema"]["pattern"]))  # type: ignore[index]  # it is a mapping

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Read = TypeVar("Read", bound=BaseModel)


@cache
def described() -> str:
    """Return what the API can do, as OpenAPI."""
    return json.dumps(document())


class Api:
    """Answers programs that have a key."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pace = Pace()
        self._once = Once(app)

    def routes(self) -> list[web.RouteDef]:
        """Return everything that programs may ask."""
        return [
            *(web.route(route.method, BASE + route.path, self._handler(route)) for route in ROUTES),
            web.get(f"{BASE}/openapi.json", self.openapi),
        ]

    async def openapi(self, request: web.Request) -> web.Response:
        """Return what the API can do, to anybody."""
        text = await asyncio.to_thread(described)  # it takes a while the first time
        return web.Response(text=text, content_type="application/json")

    def _handler(self, route: Route) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            admitted = await self._admit(request, route)
            call = await read(self._app, admitted, route, request)
            answer = await self._answered(admitted, route, call, request.headers.get("Idempotency-Key"))
            again = {"Idempotency-Replayed": "true"} if answer.is_again else {}
            return as_json(answer.status, answer.body, again)

        return handle

    async def _admit(self, request: web.Request, route: Route) -> Admitted:
        """Return who asks, if their key works, is not used too often, and may do this."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        admitted = await api_keys.admit(self._app, key.strip()) if scheme.lower() == "bearer" else None
        if admitted is None:
            raise api_errors.unauthorized()
        turn = self._pace.turn(admitted.key_id, self._app.clock())
        request[HEADERS] = dict(turn.headers())
        if not turn.is_granted:
            raise api_errors.too_fast(turn.reset_s, PER_MINUTE)
        if not admitted.access.allows(route.scope):
            raise api_errors.forbidden()
        return admitted

    async def _answered(self, admitted: Admitted, route: Route, call: Call, name: str | None) -> Answer:
        """Return the answer; to the same request with the same name, the same."""

        async def do(begun_at: datetime | None) -> Answer:
            return await done(route, call, begun_at)

        if name is None or not route.is_once:
            return await do(None)
        if not NAME.fullmatch(name):
            raise api_errors.invalid("Idempotency-Key", f"1 to {NAME_LIMIT} visible ASCII characters")
        request = f"{route.name} {call.id} {call.body.model_dump_json()}"
        return await self._once.answer(admitted.key_id, name, request, do)


async def done(route: Route, call: Call, begun_at: datetime | None) -> Answer:
    """Do what was asked; return what to answer, a refusal too."""
    began = Call(call.app, call.by, call.id, call.query, call.body, begun_at)
    try:
        reply = await route.handler(began)
    except FaultError:
        raise
    except UserError as error:
        trouble = api_errors.told(error)
        if trouble.headers:  # it passes
            raise trouble from error
        return Answer(trouble.status, failed(trouble))
    return Answer(route.status, succeeded(route, call, reply))


async def read(app: App, admitted: Admitted, route: Route, request: web.Request) -> Call:
    """Return a request as the route's models have it. Raises `Trouble`."""
    typed_id = request.match_info.get("id", "")
    if route.has_id and not ID.fullmatch(typed_id):
        raise api_errors.not_there()
    query = parse(route.query, single(request.query.items()))
    body = None if route.body is None else parse_body(route.body, await body_of(request))
    return Call(app, admitted.by, int(typed_id or 0), query, body)


async def body_of(request: web.Request) -> bytes:
    """Return the whole body. Raises `Trouble` for one that breaks off or is put together wrongly."""
    try:
        return await request.read()
    except web.RequestPayloadError as error:
        raise api_errors.invalid("body", "cannot be read") from error


def single(items: Any) -> Mapping[str, str]:
    """Return parameters, none of which may come twice."""
    found: dict[str, str] = {}
    for name, value in items:
        if name in found:
            raise api_errors.invalid(name[:40], "comes more than once")
        found[name] = value
    return found


def parse(model: type[Read], values: Mapping[str, Any]) -> Read:
    """Return what the model makes of values. Raises `Trouble`, which names the first thing that is wrong."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _wrong(error, "query") from error


def parse_body(model: type[Read], body: bytes) -> Read:
    """Return what the model makes of JSON. Raises `Trouble`."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _wrong(error, "body") from error


def _wrong(error: ValidationError, where: str) -> Trouble:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    name = ".".join(str(part) for part in first["loc"]) or where
    return api_errors.invalid(name[:40].encode(errors="replace").decode(), str(first["msg"]))


ITEMS: TypeAdapter[Sequence[Model] | Model] = TypeAdapter(Any)


def succeeded(route: Route, call: Call, reply: Reply) -> str:
    """Return what was asked for, in the form of all answers."""
    meta = {"nextCursor": reply.next_cursor, "limit": call.query.limit} if route.is_list else {}
    data = ITEMS.dump_python(reply.data, mode="json")
    return json.dumps({"data": data, "error": None, "meta": meta})


def failed(trouble: Trouble) -> str:
    """Return what is wrong, in the form of all answers."""
    meta = {"code": trouble.code, **trouble.meta}
    return json.dumps({"data": None, "error": trouble.sentence, "meta": meta})


def as_json(status: int, body: str, headers: Mapping[str, str]) -> web.Response:
    """Return a body of JSON."""
    return web.Response(status=status, text=body, content_type="application/json", headers=headers)


@web.middleware
async def errors_in_envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer programs in the one form, whatever is wrong, and tell them how their key stands."""
    if not f"{request.path}/".startswith(f"{PLACE}/"):
        return await handler(request)
    try:
        response = await handler(request)
    except Exception as error:  # noqa: BLE001  whatever it is, it is answered, and logged when it is ours
        trouble = _trouble(request, error)
        response = as_json(trouble.status, failed(trouble), trouble.headers)
    response.headers.update(request.get(HEADERS, {}))
    return response


def _trouble(request: web.Request, error: Exception) -> Trouble:
    """Return what to answer to an error; one that is our fault is logged under a reference."""
    match error:
        case Trouble():
            return error
        case FaultError(reference):
            return api_errors.fault(reference)
        case UserError():
            return api_errors.told(error)
        case web.HTTPException():
            allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
            return api_errors.of_status(error.status, allowed)
        case _:
            reference = secrets.token_hex(4)
            what = request.match_info.route.resource
            log.error("reference %s: %s %s failed", reference, request.method, what, exc_info=error)
            return api_errors.fault(reference)
