"""`/`: how everything is doing, for people, on one page; strangers are told whether all is well, no more."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.web.html_parts import document, tabled, text
from bot.web.report_page import HEADERS
from cogs.words import STATUSES
from core.domain.ports import SourceState
from core.services.health import Backlog, Grade, LastRun, LoopState, Report

Clean = Callable[[str], str]

SIGN_IN = "sign-in"
"""What stands behind the `?` when a browser is to ask for the token."""
AGAIN_S = 60
"""The page loads itself anew, in seconds."""
ERROR_LIMIT = 200
SAYINGS = {
    Grade.PASS: "All is well",
    Grade.WARN: "It works, with some trouble",
    Grade.FAIL: "Something does not work",
}
STATES = {Grade.PASS: "well", Grade.WARN: "trouble", Grade.FAIL: "fails"}
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def page(body: str, status: int = 200, **headers: str) -> web.Response:
    """Return the page: nothing is run, framed or passed on, and it loads itself anew."""
    whole = document("viewledger", body).encode(errors="replace")
    sent = HEADERS | {"Refresh": str(AGAIN_S)} | headers
    return web.Response(status=status, body=whole, content_type="text/html", charset="utf-8", headers=sent)


def asked_for_token() -> web.Response:
    """Return what makes a browser ask for the token, as a password."""
    asks = {"WWW-Authenticate": 'Basic realm="viewledger", charset="UTF-8"'}
    said = "<h1>viewledger</h1><p>The name may be anything; the password is STATUS_TOKEN.</p>"
    return page(said, status=401, **asks)


def grade_alone(grade: Grade, *, can_sign_in: bool) -> str:
    """Return what a stranger is told."""
    way = f'<p class="soft"><a href="/?{SIGN_IN}">Sign in</a> for the details.</p>' if can_sign_in else ""
    return _banner(grade) + way


def everything(report: Report, grade: Grade, gateway: Mapping[str, Any], clean: Clean) -> str:
    """Return what whoever runs the bot is told."""
    now = report.at
    seen = f'<p class="soft">As of {_moment(now)}. This page loads itself anew every minute.</p>'
    return "".join(
        [
            _banner(grade),
            seen,
            _tiles(report, gateway),
            _loops(report, clean),
            _backlog(report),
            _sources(report, clean),
        ]
    )


def _banner(grade: Grade) -> str:
    return f'<h1>viewledger</h1><p class="days">{_mark(grade)}{SAYINGS[grade]}</p>'


def _tiles(report: Report, gateway: Mapping[str, Any]) -> str:
    tiles = [
        ("Discord", *_discord(gateway)),
        ("Database", *_database(report)),
        ("Ledger", *_ledger(report)),
        ("Posts without a decision", f"{sum(report.waiting.values()):,}", _waiting(report)),
    ]
    told = "".join(
        f'<div><dt>{name}</dt><dd class="value">{value}</dd><dd class="note">{note}</dd></div>'
        for name, value, note in tiles
    )
    return f'<dl class="tiles">{told}</dl>'


def _discord(gateway: Mapping[str, Any]) -> tuple[str, str]:
    if not gateway["configured"]:
        return "off", "DISCORD_TOKEN is not set"
    if gateway.get("is_standby"):
        return "stands by", "another process talks to Discord"
    if gateway.get("shards_up"):
        return _sharded(gateway)
    if not gateway["connected"]:
        return "away", "tried again by itself"
    latency, servers = gateway.get("latency_s"), gateway.get("servers")
    far = "" if latency is None else f", {latency * 1000:,.0f} ms away"
    return "connected", f"servers: {servers or 0:,}{far}"


def _sharded(gateway: Mapping[str, Any]) -> tuple[str, str]:
    up, count, servers = gateway["shards_up"], gateway["shards"], gateway.get("servers")
    if up == count:
        return "connected", f"servers: {servers or 0:,}, shards: {count:,}"
    return f"{up:,} of {count:,} shards", "the others are tried again by themselves"


def _database(report: Report) -> tuple[str, str]:
    if report.database is Grade.FAIL:
        return "fails", "it cannot be written, or lacks a migration; the log has more"
    return "writable", "has every migration"


def _ledger(report: Report) -> tuple[str, str]:
    if report.verified is None:
        return "not yet", "replayed within ten minutes of the start"
    looked = f"replayed {_ago(report.verified.finished_at, report.at)}"
    if report.ledger is Grade.FAIL:
        return "does not add up", f"{looked}; run <code>python -m bot verify</code>"
    return "adds up", looked


def _waiting(report: Report) -> str:
    counted = [f"{STATUSES[status]}: {count:,}" for status, count in report.waiting.items() if count]
    return "; ".join(text(each) for each in counted) or "nothing waits"


def _loops(report: Report, clean: Clean) -> str:
    head = ["Loop", "State", "Last worked", "Beats next", "Trouble"]
    rows = [_loop(loop, grade, run, report.at, clean) for loop, grade, run in report.loops]
    return tabled("What runs", "Loops, each with its newest work", head, rows, "")


def _loop(loop: LoopState, grade: Grade, run: LastRun | None, now: datetime, clean: Clean) -> list[str]:
    state = "running now" if loop.running_since else "stands by" if loop.is_standby else STATES[grade]
    worked = "nothing to do yet" if run is None else f"{_ago(run.finished_at, now)}{_tally(run)}"
    return [
        text(loop.name),
        f"{_mark(grade)}{state}",
        worked,
        _in(loop.next_at, now),
        _trouble(loop.error, clean),
    ]


def _tally(run: LastRun) -> str:
    counted = [f"{what} {count:,}" for what, count in run.tally.items() if count]
    return f" ({text(', '.join(counted))})" if counted else ""


def _backlog(report: Report) -> str:
    head = ["Platform", "State", "Due", "Oldest due", "Last heard"]
    rows = [_behind(row, report.at) for row in report.backlog]
    return tabled("Posts to read", "Posts that are due, by platform", head, rows, "")


def _behind(row: Backlog, now: datetime) -> list[str]:
    return [
        row.platform.label,
        f"{_mark(row.grade)}{STATES[row.grade]}",
        f"{row.posts:,}",
        "" if row.oldest_at is None else _ago(row.oldest_at, now),
        "never" if row.answered_at is None else _ago(row.answered_at, now),
    ]


def _sources(report: Report, clean: Clean) -> str:
    head = ["Source", "State", "Questions", "Failed", "Last answer", "Last trouble"]
    rows = [_source(state, report.at, clean) for state in report.sources]
    return tabled("Sources", "Sources since the start, those of accounts last", head, rows, "")


def _source(state: SourceState, now: datetime, clean: Clean) -> list[str]:
    said = "refused" if state.is_refused else "fails" if state.is_failing else "well"
    resting = "" if state.closed_until is None else f", asked again {_in(state.closed_until, now)}"
    grade = Grade.WARN if state.is_failing or state.is_refused else Grade.PASS
    return [
        text(f"{state.name} ({state.platform.label})"),
        f"{_mark(grade)}{said}{resting}",
        f"{state.asked:,}",
        f"{state.failed:,}",
        "not yet" if state.last_ok_at is None else _ago(state.last_ok_at, now),
        _trouble(state.last_error, clean),
    ]


def _trouble(error: str | None, clean: Clean) -> str:
    return "" if error is None else text(clean(error), ERROR_LIMIT)


def _mark(grade: Grade) -> str:
    return f'<span class="mark {grade.value}" aria-hidden="true">●</span>&nbsp;'


def _ago(moment: datetime, now: datetime) -> str:
    return _time(moment, f"{span((now - moment).total_seconds())} ago")


def _in(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    left = (moment - now).total_seconds()
    return _time(moment, f"in {span(left)}" if left > 0 else "now")


def _moment(moment: datetime) -> str:
    return _time(moment, f"{moment:%Y-%m-%d %H:%M:%S} UTC")


def _time(moment: datetime, said: str) -> str:
    exact = moment.isoformat(timespec="seconds")
    return f'<time datetime="{exact}" title="{exact}">{said}</time>'


def span(seconds: float) -> str:
    """Return a length of time in its largest units: `2 d 3 h`, `5 min`, `0 s`; one below zero as `0 s`."""
    left, parts = max(int(seconds), 0), list[str]()
    for unit, length in UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {unit}")
        if len(parts) == 2 or (parts and unit == "min"):
            break
    return " ".join(parts) or "0 s"
