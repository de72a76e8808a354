"""Reports for a brand: sharing one by an address nobody can guess, listing and revoking them."""

import re
from collections.abc import Sequence

from core.domain.access import Caller
from core.domain.errors import ReportRevokedError, ReportUnknownError
from core.domain.names import plain
from core.domain.report_days import Days, read_days
from core.domain.report_tokens import digest_of, new_token
from core.services import campaigns, report_figures, servers, traces
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.report_figures import When
from core.services.shown import Choice, Page
from core.services.shown_reports import Report, ReportCard, ReportShared
from db import reports
from db.engine import Session
from db.models import Campaign
from db.records import SharedReport

CHOICES = 25
PAGE_POSTS, FILE_POSTS = 500, 5000
"""How many posts a page and a file list at most."""
CREATE, REVOKE = "report create", "report revoke"


async def create(
    app: App,
    by: Caller,
    *,
    campaign: str | None = None,
    first: str | None = None,
    last: str | None = None,
    include_payouts: bool = False,
) -> ReportShared:
    """Share a report on the posts of these days; its address is in the answer, and nowhere else.

    Raises:
        ReportDateError: `first` or `last` is no day.
        ReportRangeError: the days cannot be reported on.
    """
    token, now = new_token(), app.clock()
    async with app.sessions.begin() as session:
        home = await campaigns.resolve(session, by, campaign)
        days = read_days(first, last, now=now, zone=await servers.zone(session, by.guild_id))
        row = SharedReport(
            campaign_id=home.id,
            first_day=days.first,
            last_day=days.last,
            include_payouts=include_payouts,
            token_hash=digest_of(token),
            created_at=now,
            created_by=by.discord_id,
        )
        session.add(row)
        await session.flush()
        traces.by_command(session, app, by, CREATE, home, after=_said(row))
        card = _card(row, home)
    report = await by_token(app, token, FILE_POSTS)
    if report is None:
        raise ReportRevokedError(card.id, now)
    return ReportShared(card, app.site.report(token), app.site.is_public, report)


async def by_token(app: App, token: str, limit: int = PAGE_POSTS) -> Report | None:
    """Return what a report says now, with at most `limit` posts; None for a token that opens none."""
    wanted = digest_of(token)
    if wanted is None:
        return None
    async with app.reads() as session:
        found = await reports.by_hash(session, wanted)
        if found is None or found[0].revoked_at is not None:
            return None
        row, home = found
        when = When(app.clock(), await servers.zone(session, home.guild_id))
        return await report_figures.of(session, row, home, when=when, limit=limit)


async def listing(app: App, by: Caller, page: int = 1) -> Page[ReportCard]:
    """Return a page of the server's reports, newest first, revoked ones too."""
    async with app.reads() as session:
        ids = await _campaign_ids(session, by)
        total = await reports.count(session, ids)
        at = clamp(page, total)
        found = await reports.stretch(session, ids, offset=offset(at), limit=PAGE_SIZE)
        return Page([_card(*one) for one in found], at, pages(total), total)


async def revoke(app: App, by: Caller, report: str) -> ReportCard:
    """Let a report's address work no more, from this moment on.

    Raises `ReportRevokedError` when it was revoked before.
    """
    async with app.sessions.begin() as session:
        row, home = await _resolve(session, by, report)
        done = await reports.revoke(session, row.id, by=by.discord_id, now=app.clock())
        await session.refresh(row)
        if not done:
            raise ReportRevokedError(row.id, row.revoked_at or app.clock())
        traces.by_command(session, app, by, REVOKE, home, before=_said(row), after=f"#{row.id} revoked")
        return _card(row, home)


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's reports that work."""
    async with app.reads() as session:
        ids = await _campaign_ids(session, by)
        found = await reports.search(session, ids, plain(typed).lstrip("#"), CHOICES)
        return [Choice(_label(row, home), f"#{row.id}") for row, home in found]


async def _resolve(session: Session, by: Caller, typed: str) -> tuple[SharedReport, Campaign]:
    ids = await _campaign_ids(session, by)
    number = re.fullmatch("#?([0-9]{1,18})", plain(typed))
    found = None if number is None else await reports.find(session, ids, int(number[1]))
    if found is None:
        raise ReportUnknownError(typed)
    return found


async def _campaign_ids(session: Session, by: Caller) -> Sequence[int]:
    return [home.id for home in await campaigns.scope(session, by, None)]


def _card(row: SharedReport, home: Campaign) -> ReportCard:
    return ReportCard(
        id=row.id,
        campaign=home.name,
        days=Days(row.first_day, row.last_day),
        include_payouts=row.include_payouts,
        created_at=row.created_at,
        created_by=row.created_by,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )


def _said(row: SharedReport) -> str:
    """Return a report as traces tell it: `#3, 2026-10-04 to 2026-11-02, without payouts`."""
    payouts = "with payouts" if row.include_payouts else "without payouts"
    return f"#{row.id}, {row.first_day} to {row.last_day}, {payouts}"


def _label(row: SharedReport, home: Campaign) -> str:
    return f"#{row.id} · {row.first_day} to {row.last_day} · {home.name}"[:100]
