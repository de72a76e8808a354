"""The HTTP endpoint: /livez, /readyz, /health and /metrics for monitors, / for people; and the API."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.web import home_page, metrics
from bot.web.api import LARGEST, Api, errors_in_envelope
from bot.web.callers import is_trusted
from bot.web.report_page import ReportPage, errors_as_pages
from core.services import health
from core.services.app import App
from core.services.health import Grade, LoopState, Report

log = logging.getLogger(__name__)

HEALTH_JSON = "application/health+json"
PATIENCE_S = 5.0
"""How long the database may take, in seconds, before it counts as failing."""
KEPT_HEADERS = ("Allow", "WWW-Authenticate")
"""What an error has to say beside its number."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Status:
    """Answers monitors. `loops` and `gateway` tell how the parts that only `bot` knows are doing.

    Args:
        clean: takes secrets out of what errors say.
    """

    def __init__(
        self,
        app: App,
        *,
        loops: Callable[[], Sequence[LoopState]],
        gateway: Callable[[], dict[str, Any]],
        token: str | None,
        clean: Callable[[str], str] = str,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._app = app
        self._loops = loops
        self._gateway = gateway
        self._token = token
        self._clean = clean
        self._patience_s = patience_s
        self._metrics = metrics.Metrics()
        self._runner: web.AppRunner | None = None
        self._look: asyncio.Task[Report | None] | None = None
        self._is_told = False

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which is a free one for port 0. Raises `OSError`."""
        errors = [errors_as_json, errors_as_pages, errors_in_envelope]
        site_app = web.Application(middlewares=errors, client_max_size=LARGEST)
        site_app.on_response_prepare.append(set_headers)
        site_app.add_routes(
            [
                web.get("/livez", self.livez),
                web.get("/readyz", self.readyz),
                web.get("/health", self.health),
                web.get("/metrics", self.metrics),
                web.get("/", self.home),
                *ReportPage(self._app).routes(),
                *Api(self._app).routes(),
            ]
        )
        self._runner = web.AppRunner(
            site_app,
            access_log=None,
            shutdown_timeout=1,
            auto_decompress=False,  # no body is worth what a packed one may become
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._look is not None:
            self._look.cancel()
            await asyncio.wait({self._look}, timeout=1)

    async def livez(self, request: web.Request) -> web.Response:
        """Whether the process answers at all."""
        return web.json_response({"status": Grade.PASS})

    async def readyz(self, request: web.Request) -> web.Response:
        """Whether it can do its work; trouble with Discord or a source is no reason to say no."""
        now, report = self._app.clock(), await self._report()
        wrong = [loop.name for loop in self._loops() if health.loop_grade(loop, now) is Grade.FAIL]
        if report is None:
            wrong.insert(0, "database")
        degraded = self._degraded()
        grade = Grade.FAIL if wrong else Grade.WARN if degraded else Grade.PASS
        body = {"status": grade, "failing": wrong, "degraded": degraded}
        return web.json_response(body, status=503 if wrong else 200)

    async def health(self, request: web.Request) -> web.Response:
        """How everything is doing; strangers are told the grade alone."""
        report = await self._report() or without_database(self._app, self._loops())
        grade = self._grade(report)
        body: dict[str, Any] = {"status": grade}
        if is_trusted(request, self._token):
            body |= details(report, self._clean) | {"gateway": self._gateway()}
        status = 503 if grade is Grade.FAIL else 200
        return web.json_response(body, status=status, content_type=HEALTH_JSON)

    async def metrics(self, request: web.Request) -> web.Response:
        """How everything is doing, for Prometheus; strangers are told nothing."""
        if not is_trusted(request, self._token):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        report = await self._report() or without_database(self._app, self._loops())
        body = self._metrics.exposition(report, self._gateway())
        return web.Response(body=body, headers={"Content-Type": metrics.CONTENT_TYPE})

    async def home(self, request: web.Request) -> web.Response:
        """How everything is doing, for people; strangers are told the grade alone, and may sign in."""
        is_known = is_trusted(request, self._token)
        if not is_known and home_page.SIGN_IN in request.query:
            return home_page.asked_for_token()
        report = await self._report() or without_database(self._app, self._loops())
        grade = self._grade(report)
        if not is_known:
            return home_page.page(home_page.grade_alone(grade, can_sign_in=bool(self._token)))
        return home_page.page(home_page.everything(report, grade, self._gateway(), self._clean))

    def _grade(self, report: Report) -> Grade:
        return Grade.WARN if report.grade is Grade.PASS and self._degraded() else report.grade

    async def _report(self) -> Report | None:
        """Return how everything is doing; None when the database does not tell.

        Whoever asks while a look at the database is on its way shares it, so that a database that hangs
        holds one look and not one for each question.
        """
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._ask())
        look = self._look
        await asyncio.wait({look}, timeout=self._patience_s)
        report = look.result() if look.done() and not look.cancelled() else None
        return None if report is None or report.database is Grade.FAIL else report

    async def _ask(self) -> Report | None:
        try:
            report = await health.report(self._app, self._loops())
        except Exception as error:  # noqa: BLE001  drivers raise what they like; monitors get an answer
            if not self._is_told:
                log.warning("The database cannot be asked how it is doing: %r", error)
            self._is_told = True
            return None
        self._is_told = False
        return report

    def _degraded(self) -> list[str]:
        """Return what does not work, though the rest goes on without it."""
        gateway = self._gateway()
        is_away = gateway["configured"] and not (gateway["connected"] or gateway.get("is_standby"))
        offline = ["gateway"] if is_away else []
        states = health.source_states(self._app)
        return offline + [f"{state.platform} {state.name}" for state in states if state.is_failing]


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer programs in JSON, whatever is wrong."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        kept = {name: error.headers[name] for name in KEPT_HEADERS if name in error.headers}
        body = {"status": error.status, "error": error.reason}
        return web.json_response(body, status=error.status, headers=kept)


async def set_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Tell nobody what is running here, and let nobody keep the answer."""
    response.headers.pop("Server", None)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"


def without_database(app: App, loops: Sequence[LoopState]) -> Report:
    """Return what can be told when the database does not answer, or is not this program's."""
    now = app.clock()
    graded = [(loop, health.loop_grade(loop, now), None) for loop in loops]
    sources = [state for chain in app.sources.values() for state in chain.states()]
    return Report(Grade.FAIL, now, Grade.FAIL, Grade.FAIL, graded, [], {}, sources)


def details(report: Report, clean: Callable[[str], str]) -> dict[str, Any]:
    """Return the whole report as JSON takes it."""
    return {
        "time": said(report.at),
        "checks": {
            "database": report.database,
            "migrations": report.migrations,
            "ledger": report.ledger,
        },
        "ledger": None if report.verified is None else plain(asdict(report.verified), clean),
        "loops": [
            {
                **plain(asdict(loop), clean),
                "status": grade,
                "last_run": None if run is None else plain(asdict(run), clean),
            }
            for loop, grade, run in report.loops
        ],
        "backlog": [plain(asdict(row), clean) for row in report.backlog],
        "queue": None if report.queue is None else plain(asdict(report.queue), clean),
        "request_budgets": [plain(budget.as_dict(), clean) for budget in report.budgets],
        "waiting": {status.value: count for status, count in report.waiting.items()},
        "sources": [plain(asdict(source), clean) for source in report.sources],
    }


def plain(values: dict[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """Return values with their times as text, and errors without secrets."""
    return {name: _plain(name, value, clean) for name, value in values.items()}


def _plain(name: str, value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, datetime):
        return said(value)
    return clean(value) if isinstance(value, str) and name in {"error", "last_error"} else value


def said(at: datetime) -> str:
    """Return a time as text: `2026-11-21T06:00:00+00:00`."""
    return at.isoformat(timespec="seconds")
