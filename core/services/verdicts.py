"""Decisions by hand: terms, views, finalize, reject and its undoing."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.domain.access import Caller, Role
from core.domain.earnings import complete_terms
from core.domain.errors import (
    NoReadingError,
    NotAllowedError,
    ReasonMissingError,
    TermsMissingError,
    ViewsPublicError,
)
from core.domain.lifecycle import OPEN, UNDECIDED
from core.domain.names import check_range, check_text
from core.domain.terms import MAX_TYPED_VIEWS, Outcome, PostStatus, Terms
from core.services import (
    appeal_endings,
    budgets,
    by_hand,
    decisions,
    effects,
    overdrafts,
    plans,
    post_terms,
    posts,
    rollups,
    traces,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from db import campaigns as campaign_rows
from db import creators, deals, snapshots
from db.engine import Session
from db.models import Post, Snapshot

REASON_LIMIT = 500
FRESH = timedelta(hours=24)
"""How old a reading may be that a person finalizes on."""


async def set_cpm(
    app: App, by: Caller, post: str, cpm: str | None, cap: int | None, tier: str | None = None
) -> PostChanged | PostPlan:
    """Set CPM, cap or both, or a tier. Asks first when that finalizes the post, which waited for it.

    What the post has already is no change and leaves no trace.
    """
    async with app.sessions.begin() as session:
        row, home = await by_hand.opened(session, by, post, "set-cpm", OPEN)
        by_hand.check_counts(row)
        given = await post_terms.chosen(session, row, home, cpm, cap, tier)
        if given.is_on(row):
            return await by_hand.changed(session, "unchanged", row, home, row.status)
        took = await overdrafts.taken(session, home, [row])
        if row.status is PostStatus.PENDING_CPM and given.terms is not None:
            args, terms = {"tier": given.tier}, given.terms
            plan = await plans.ask(
                session, app, by, row, home, "set-cpm", args, views=row.counted_views, terms=terms
            )
            rise = (plan.earned_minor or 0) - took
            return replace(plan, above_percent=await overdrafts.above(session, home, rise))
        _give(session, app, by, row, given)
        done = await by_hand.changed(session, "set-cpm", row, home, row.status)
        rise = await overdrafts.taken(session, home, [row]) - took
        return replace(done, above_percent=await overdrafts.above(session, home, rise, is_done=True))


async def finalize_with(
    session: Session, app: App, by: Caller, shown: plans.Shown, tier: str | None = None
) -> PostChanged:
    """Give a post the terms it waited for, and finalize it on the views fixed at its window's end."""
    row, home = await by_hand.locked(session, shown.post_id, "set-cpm", {PostStatus.PENDING_CPM})
    by_hand.check_counts(row)
    before = row.status
    _give(session, app, by, row, await post_terms.as_shown(session, row, shown.terms, tier))
    await decisions.finalize_pending(session, row, home, by=by, now=app.clock())
    return shown.checked(await by_hand.finished(session, app, "set-cpm", row, home, before))


async def set_views(app: App, by: Caller, post: str, views: int, note: str) -> PostChanged | PostPlan:
    """Type in views that the platform does not give; asks first when they would finalize the post at once."""
    check_range("views", views, 0, MAX_TYPED_VIEWS)
    kept = check_text("note", note, REASON_LIMIT)
    post_id = await _id_of(app, by, post)

    async def do(session: Session) -> PostChanged:
        return await enter_views(session, app, by, post_id, views, kept)

    return await plans.done_or_asked(app, by, do, {"views": views, "reason": kept})


async def enter_views(
    session: Session, app: App, by: Caller, post_id: int, views: int, note: str
) -> PostChanged:
    """Keep typed views as a snapshot with its author and note, and decide if the post waits for some."""
    row, home = await by_hand.locked(session, post_id, "set-views", UNDECIDED)
    by_hand.check_counts(row)
    if row.last_outcome is None:
        raise NoReadingError(None)  # whether the platform gives any is not known yet
    if row.last_outcome is Outcome.OK:
        raise ViewsPublicError
    now, before, were = app.clock(), row.status, row.views
    snapshot = Snapshot(
        post_id=row.id,
        taken_at=now,
        source=snapshots.MANUAL,
        metric=snapshots.MANUAL,
        is_exact=True,
        views=views,
        actor=by.discord_id,
        note=note,
    )
    session.add(snapshot)
    row.views, row.source, row.metric, row.is_exact = views, snapshot.source, snapshot.metric, True
    row.read_at = now
    was = "views unknown" if were is None else f"{were:,} views"
    traces.by_command(
        session, app, by, "post set-views", row, before=was, after=f"{views:,} views", reason=note
    )
    await session.flush()
    await rollups.renew(session, [row], {row.id: now})
    await decisions.decide(session, [row], now=now, schedule=app.schedule)
    return await by_hand.finished(session, app, "set-views", row, home, before)


async def plan_finalize(app: App, by: Caller, post: str, reason: str | None) -> PostPlan:
    """Say what finalizing now would freeze, on a reading not older than 24 hours."""
    async with app.reads() as session:
        row, home = await by_hand.opened(session, by, post, "finalize", OPEN)
    kept = _check_finalize(row, by, reason, app.clock())
    _terms(row)
    if not await _is_fresh(app, row):
        await posts.look_now(app, row)
    async with app.sessions.begin() as session:
        row, home = await by_hand.locked(session, row.id, "finalize", UNDECIDED)
        latest = await snapshots.latest_good(session, row.id)
        if latest is None or app.clock() - latest.taken_at > FRESH:
            raise NoReadingError(row.last_outcome)
        args, terms = {"snapshot_id": latest.id, "reason": kept}, _terms(row)  # others may be agreed by now
        return await plans.ask(
            session, app, by, row, home, "finalize", args, views=latest.views, terms=terms, reason=kept
        )


async def finalize(
    session: Session, app: App, by: Caller, shown: plans.Shown, snapshot_id: int, reason: str
) -> PostChanged:
    """Finalize on the reading that was shown, if it is still fresh and the post still undecided."""
    row, home = await by_hand.locked(session, shown.post_id, "finalize", UNDECIDED)
    _check_finalize(row, by, reason, app.clock())
    snapshot = await snapshots.by_id(session, snapshot_id)
    if app.clock() - snapshot.taken_at > FRESH:
        raise NoReadingError(row.last_outcome)
    before = row.status
    await decisions.finalize(
        session,
        row,
        home,
        counted=snapshots.good(snapshot),
        terms=_terms(row),
        actor=by.discord_id,
        reason=reason,
        now=app.clock(),
    )
    return shown.checked(await by_hand.finished(session, app, "finalize", row, home, before))


async def plan_reject(app: App, by: Caller, post: str, reason: str) -> PostPlan:
    """Say what rejecting would do."""
    kept = check_text("reason", reason, REASON_LIMIT)
    async with app.sessions.begin() as session:
        row, home = await by_hand.opened(session, by, post, "reject", OPEN)
        by_hand.check_counts(row)
        views = row.views if row.counted_views is None else row.counted_views
        return await plans.ask(
            session, app, by, row, home, "reject", {"reason": kept}, views=views, terms=None, reason=kept
        )


async def reject(session: Session, app: App, by: Caller, post_id: int, reason: str) -> PostChanged:
    """Reject a post; it can be undone."""
    row, home = await by_hand.locked(session, post_id, "reject", OPEN)
    by_hand.check_counts(row)
    before = row.status
    await decisions.move(
        session,
        row,
        home,
        PostStatus.REJECTED,
        reason,
        actor=by.discord_id,
        now=app.clock(),
        action="post reject",
    )
    return await by_hand.finished(session, app, "reject", row, home, before)


async def unreject(app: App, by: Caller, post: str, reason: str | None) -> PostChanged | PostPlan:
    """Put a rejected post back; asks first when the rule would finalize it at once."""
    kept = "rejection undone" if reason is None else check_text("reason", reason, REASON_LIMIT)
    post_id = await _id_of(app, by, post)

    async def do(session: Session) -> PostChanged:
        return await put_back(session, app, by, post_id, kept)

    return await plans.done_or_asked(app, by, do, {"reason": kept})


async def put_back(session: Session, app: App, by: Caller, post_id: int, reason: str) -> PostChanged:
    """Make a rejected post active; the rule decides again if its window is over, but rejects it no more.

    An appeal that is open for it is accepted by that.
    """
    row = await by_hand.locked_row(session, post_id, "unreject", {PostStatus.REJECTED})
    by_hand.check_counts(row)
    now, before = app.clock(), row.status
    row.is_spared = True
    await _take_over_deal(session, row)  # the creator is locked before the campaign, as everywhere
    home = await campaign_rows.held(session, row.campaign_id)
    await decisions.move(
        session, row, home, PostStatus.ACTIVE, reason, actor=by.discord_id, now=now, action="post unreject"
    )
    await appeal_endings.accept_open(session, app, by, row, reason)
    await decisions.decide(session, [row], now=now, schedule=app.schedule)
    await budgets.admit(session, home, row)
    return await by_hand.finished(session, app, "unreject", row, home, before)


async def _id_of(app: App, by: Caller, post: str) -> int:
    async with app.reads() as session:
        return (await posts.resolve(session, by, post))[0].id


async def _take_over_deal(session: Session, row: Post) -> None:
    """Give a post that comes back the deal that was made meanwhile, unless it has terms of its own."""
    creator = await creators.by_id(session, row.creator_id or 0)  # else a change of deal could miss the post
    deal, agreed = await deals.of_creator(session, creator.id)
    if deal is not None and agreed is not None and not row.has_own_terms:
        effects.follow(row, deal.id, agreed)


def _give(session: Session, app: App, by: Caller, row: Post, given: post_terms.Given) -> None:
    before = post_terms.said(row.cpm, row.cap_views, row.tier)
    given.put_on(row)
    traces.by_command(session, app, by, "post set-cpm", row, before=before, after=given.said)


def _check_finalize(row: Post, by: Caller, reason: str | None, now: datetime) -> str:
    """Return the reason, which finalizing by hand needs; before the window's end only an admin may."""
    by_hand.check_counts(row)
    if row.status is PostStatus.PENDING_CPM:
        _terms(row)
    is_early = row.window_ends_at is not None and now < row.window_ends_at
    if is_early and by.role < Role.ADMIN:
        raise NotAllowedError("admin")
    if reason is None or not reason.strip():
        raise ReasonMissingError("finalize")
    return check_text("reason", reason, REASON_LIMIT)


def _terms(row: Post) -> Terms:
    terms = complete_terms(row.cpm, row.cap_views)
    if terms is None:
        missing = [name for name, value in (("cpm", row.cpm), ("cap", row.cap_views)) if value is None]
        raise TermsMissingError(missing)
    return terms


async def _is_fresh(app: App, row: Post) -> bool:
    async with app.reads() as session:
        latest = await snapshots.latest_good(session, row.id)
    return latest is not None and app.clock() - latest.taken_at <= FRESH
