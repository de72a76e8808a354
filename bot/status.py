"""The HTTP endpoint for monitors: /livez, /readyz, /health."""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aiohttp import web

from core.services import health
from core.services.app import App
from core.services.health import Grade, LoopState, Report

HEALTH_JSON = "application/health+json"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Status:
    """Answers monitors. `loops` and `gateway` tell how the parts that only `bot` knows are doing."""

    def __init__(
        self,
        app: App,
        *,
        loops: Callable[[], Sequence[LoopState]],
        gateway: Callable[[], dict[str, Any]],
        token: str | None,
    ) -> None:
        self._app = app
        self._loops = loops
        self._gateway = gateway
        self._token = token
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which is a free one for port 0. Raises `OSError`."""
        site_app = web.Application(middlewares=[errors_as_json])
        site_app.add_routes(
            [
                web.get("/livez", self.livez),
                web.get("/readyz", self.readyz),
                web.get("/health", self.health),
            ]
        )
        self._runner = web.AppRunner(site_app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def livez(self, request: web.Request) -> web.Response:
        """Whether the process answers at all."""
        return web.json_response({"status": Grade.PASS})

    async def readyz(self, request: web.Request) -> web.Response:
        """Whether it can do its work; trouble with Discord or a source is no reason to say no."""
        now = self._app.clock()
        wrong = [loop.name for loop in self._loops() if health.loop_grade(loop, now) is Grade.FAIL]
        if not await health.is_usable(self._app):
            wrong.insert(0, "database")
        body = {"status": Grade.FAIL if wrong else Grade.PASS, "failing": wrong}
        return web.json_response(body, status=503 if wrong else 200)

    async def health(self, request: web.Request) -> web.Response:
        """How everything is doing; strangers are told the grade alone."""
        report = await health.report(self._app, self._loops())
        body: dict[str, Any] = {"status": report.grade}
        if self._is_trusted(request):
            body |= details(report) | {"gateway": self._gateway()}
        status = 503 if report.grade is Grade.FAIL else 200
        return web.json_response(body, status=status, content_type=HEALTH_JSON)

    def _is_trusted(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        if self._token and hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return True
        is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
        return not is_forwarded and is_loopback(request.remote)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer programs in JSON, whatever is wrong."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.json_response({"status": error.status, "error": error.reason}, status=error.status)


def is_loopback(address: str | None) -> bool:
    """Whether the caller is on this machine."""
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def details(report: Report) -> dict[str, Any]:
    """Return the whole report as JSON takes it."""
    return {
        "time": said(report.at),
        "checks": {"database": report.database, "migrations": report.migrations},
        "loops": [
            {
                **plain(asdict(loop)),
                "status": grade,
                "last_run": None if run is None else plain(asdict(run)),
            }
            for loop, grade, run in report.loops
        ],
        "backlog": [plain(asdict(row)) for row in report.backlog],
        "waiting": {status.value: count for status, count in report.waiting.items()},
        "sources": [plain(asdict(source)) for source in report.sources],
    }


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values with their times as text."""
    return {name: said(value) if isinstance(value, datetime) else value for name, value in values.items()}


def said(at: datetime) -> str:
    """Return a time as text: `2026-11-21T06:00:00+00:00`."""
    return at.isoformat(timespec="seconds")
