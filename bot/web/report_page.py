"""`/report/{token}`: a shared report for whoever has its address, or a page that says why there is none."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web import report_html
from bot.web.report_style import POLICY
from core.services import reports
from core.services.app import App

log = logging.getLogger(__name__)

PLACE = "/report"
AT_ONCE = 2
"""So many reports are worked out side by side; the others wait their turn."""
PATIENCE_S = 20.0
"""How long a report may take, its turn and all, in seconds."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_THERE = (
    "There is no report here",
    (
        "The link may be incomplete, or the report has been taken back. "
        "Ask whoever sent it to you for a new link."
    ),
)
NOT_SO = ("This page can only be looked at", "Open the link in a browser.")
TOO_SLOW = ("The report is not ready", "It took too long just now. Load the page again in a minute.")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ReportPage:
    """Shows reports. A token that never was and one that was revoked get the same answer."""

    def __init__(self, app: App, *, patience_s: float = PATIENCE_S) -> None:
        self._app = app
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._patience_s = patience_s

    def routes(self) -> list[web.RouteDef]:
        """Return where reports are."""
        return [web.get(f"{PLACE}/{{token}}", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Return the report with this token as it is now."""
        try:
            async with asyncio.timeout(self._patience_s), self._turns:
                report = await reports.by_token(self._app, request.match_info["token"])
                if report is None:
                    return answered(404, *NOT_THERE)
                return page(200, await asyncio.to_thread(report_html.page, report))
        except TimeoutError:
            log.warning("A shared report took longer than %g s", self._patience_s)
            return answered(503, *TOO_SLOW)


@web.middleware
async def errors_as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer people with a page, whatever is wrong where reports are; the log never has the address."""
    if not request.path.startswith(f"{PLACE}/"):
        return await handler(request)
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as error:
        return answered(error.status, *NOT_SO, Allow=error.headers["Allow"])
    except web.HTTPException as error:
        return answered(error.status, *NOT_THERE)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: a shared report failed", reference)
        return answered(
            500, "Something went wrong", f"It has been logged under {reference}. Try again later."
        )


def answered(status: int, title: str, sentence: str, **headers: str) -> web.Response:
    """Return a page that says one thing."""
    return page(status, report_html.message(title, sentence), **headers)


def page(status: int, text: str, **headers: str) -> web.Response:
    """Return a page that a browser shows as it is: nothing is loaded, run, framed or passed on."""
    body = text.encode(errors="replace")
    return web.Response(
        status=status, body=body, content_type="text/html", charset="utf-8", headers=HEADERS | headers
    )
