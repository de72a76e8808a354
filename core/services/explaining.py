"""Receipts: everything a post's money rests on, from what is stored, for those who may see it."""

from collections.abc import Sequence
from datetime import timedelta

from core.domain.access import Caller, Role
from core.domain.errors import PostNotChosenError, PostUnknownError
from core.domain.names import plain
from core.services import posts, readings, receipt_facts
from core.services.app import App
from core.services.shown import Choice
from core.services.shown_explained import DecidedLine, HoldLine, PostLine, Receipt
from db import campaigns, ledger, receipts
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post, Snapshot

CHOICES = 25


async def explain(app: App, by: Caller, post: str) -> Receipt:
    """Return the receipt of a post: to editors of its server, and to the member whose post it is.

    Raises `PostUnknownError` for everybody else, as for a post that is not there.
    """
    async with app.reads() as session:
        row, home = await _visible(session, by, post)
        return await _receipt(session, app, row, home)


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's posts to editors, and to everybody else their own."""
    if by.role >= Role.EDITOR:
        return await posts.choices(app, by, typed)
    async with app.reads() as session:
        ids = [home.id for home in await campaigns.usable_in(session, by.guild_id)]
        wanted = plain(typed).removeprefix("@")
        rows = await receipts.search_own(session, ids, by.discord_id, wanted, CHOICES)
        return [Choice(posts.label(post, home), f"#{post.id}") for post, home in rows]


async def _visible(session: Session, by: Caller, typed: str) -> tuple[Post, Campaign]:
    """Return the post that was named, if the person may see its money."""
    try:
        if by.role >= Role.EDITOR:
            return await posts.resolve(session, by, typed)
    except PostUnknownError:
        pass  # it may still be their own, of another server's campaign
    ids = [home.id for home in await campaigns.usable_in(session, by.guild_id)]
    named = await posts.find(session, ids, plain(typed))
    own = await receipts.own(session, [post.id for post, _ in named], by.discord_id)
    found = [(post, home) for post, home in named if post.id in own]
    if not found:
        raise PostUnknownError(typed)
    if len(found) > 1:
        raise PostNotChosenError([home.name for _, home in found])
    return found[0]


async def _receipt(session: Session, app: App, row: Post, home: Campaign) -> Receipt:
    grace = app.schedule.grace
    near = await _near(session, row, grace)
    counted = next((each for each in near if each.id == row.counted_snapshot_id), None)
    decided = await receipts.deciding(session, row)
    rows = await ledger.of_post(session, row.id)
    return Receipt(
        post=await _post(session, row, home),
        counted=None if counted is None else receipt_facts.reading(counted, row),
        considered=receipt_facts.considered(row, near, counted, grace),
        terms=await receipt_facts.terms_line(session, row),
        decided=None if decided is None else DecidedLine(decided.actor, decided.at, decided.reason),
        outlook=await receipt_facts.outlook(session, app, row, home),
        hold=None if row.hold_reason is None else HoldLine(row.hold_reason, row.held_by, row.held_at),
        payouts=await receipt_facts.payouts(session, row, rows),
        ledger=[receipt_facts.ledger_line(entry) for entry in rows],
        balance_minor=sum(entry.amount_minor for entry in rows),
        differences=await receipt_facts.differences(session, row, home, near, rows, grace),
    )


async def _post(session: Session, row: Post, home: Campaign) -> PostLine:
    handles = await post_rows.creator_handles(session, [row])
    return PostLine(
        id=row.id,
        ref=readings.ref_of(row),
        campaign=home.name,
        currency=home.currency,
        handle=handles.get(row.creator_id or 0) or row.author_handle,
        kind=row.kind,
        status=row.status,
        status_reason=row.status_reason,
        status_at=row.status_at,
        needs_person=row.needs_person,
        tracking=row.tracking,
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
        came_in_by=row.came_in_by,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        published_at=row.published_at,
        window_days=row.window_days,
        window_ends_at=row.window_ends_at,
        minimum_views=row.minimum_views,
        is_spared=row.is_spared,
        counted_views=row.counted_views,
        earned_minor=row.earned_minor,
    )


async def _near(session: Session, row: Post, grace: timedelta) -> Sequence[Snapshot]:
    if row.window_ends_at is None:
        return []
    return await receipts.near_end(session, row, row.window_ends_at, grace)
