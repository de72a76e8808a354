"""The audit: what was done in a server, by whom and why, on screen and as a file."""

import csv
import io
from collections import Counter
from collections.abc import Mapping

from core.domain.access import Caller
from core.domain.spreadsheets import defused
from core.services import campaigns
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Page
from core.services.shown_audits import Audited, AuditFile, Audits, AuditWanted
from db import audits
from db.audits import Filter, Named
from db.engine import Session

FILE_ROWS = 10_000
FILE_BYTES = 8_000_000
"""Discord takes files of ten million bytes from everybody."""
HEAD = ("entry", "at", "who", "action", "campaign", "creator", "post", "before", "after", "why")
RULE = "the rule"


async def wanted(
    app: App, by: Caller, campaign: str | None, actor: int | None = None, kind: str | None = None
) -> AuditWanted:
    """Return which entries are meant by a campaign as it was typed; None: those of the whole server."""
    if campaign is None:
        return AuditWanted(None, actor, kind)
    async with app.reads() as session:
        home = await campaigns.resolve(session, by, campaign)
    return AuditWanted(home.id, actor, kind)


async def screen(app: App, by: Caller, meant: AuditWanted, page: int = 1) -> Audits:
    """Return a page of the server's entries, newest first."""
    narrowed = _filter(by, meant)
    async with app.reads() as session:
        total = await audits.count(session, narrowed)
        at = clamp(page, total)
        rows = await audits.stretch(session, narrowed, offset=offset(at), limit=PAGE_SIZE)
        shown = Page([_shown(row) for row in rows], at, pages(total), total)
        return Audits(meant, shown, _kinds(await audits.actions(session, narrowed)))


async def export(app: App, by: Caller, meant: AuditWanted) -> AuditFile:
    """Return the newest entries as CSV, as many as a file may have."""
    narrowed = _filter(by, meant)
    async with app.reads() as session:
        total = await audits.count(session, narrowed)
        content, rows = await _written(session, narrowed)
    return AuditFile(content, rows, total)


async def _written(session: Session, narrowed: Filter) -> tuple[bytes, int]:
    """Return the table, with the mark by which spreadsheets know its letters, and how many rows it has."""
    content, rows = bytearray(_line(HEAD).encode("utf-8-sig")), 0
    async for part in audits.stream(session, narrowed, FILE_ROWS):
        for each in part:
            line = _line(_cells(_shown(each))).encode(errors="replace")
            if len(content) + len(line) > FILE_BYTES:
                return bytes(content), rows
            content += line
            rows += 1
    return bytes(content), rows


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([defused(cell) for cell in cells])
    return text.getvalue()


def _cells(entry: Audited) -> tuple[str, ...]:
    """Return an entry's cells. People are written as Discord does, which no spreadsheet rounds."""
    return (
        str(entry.id),
        entry.at.isoformat(),
        _who(entry),
        entry.action,
        entry.campaign or "",
        entry.creator or "",
        "" if entry.post_id is None else f"#{entry.post_id}",
        entry.before,
        entry.after,
        entry.reason,
    )


def _who(entry: Audited) -> str:
    if entry.api_key is not None:
        return f"API key {entry.api_key}"
    return RULE if entry.actor is None else f"<@{entry.actor}>"


def _shown(row: Named) -> Audited:
    entry, campaign, handle, label = row
    return Audited(
        id=entry.id,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        campaign=campaign,
        creator=handle,
        post_id=entry.post_id,
        before=entry.before or "",
        after=entry.after or "",
        reason=entry.reason,
        api_key=None if entry.api_key_id is None else f"#{entry.api_key_id} {label or ''}".strip(),
    )


def _kinds(actions: Mapping[str, int]) -> Mapping[str, int]:
    """Return how many entries there are of each kind, by name."""
    found: Counter[str] = Counter()
    for action, count in actions.items():
        found[action.partition(" ")[0]] += count
    return dict(sorted(found.items()))


def _filter(by: Caller, meant: AuditWanted) -> Filter:
    return Filter(by.guild_id, meant.campaign_id, meant.actor, meant.kind)
