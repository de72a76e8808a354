"""Letting a post count, or not, by command: what that does to money is shown first."""

from core.domain.access import Caller
from core.domain.earnings import complete_terms
from core.domain.errors import PlanChangedError
from core.domain.lifecycle import Verdict
from core.domain.terms import PostStatus, TrackingStatus
from core.domain.tracking import Review
from core.services import budgets, decisions, plans, posts, prospects, reviews
from core.services.app import App
from core.services.plans import Shown
from core.services.shown import PostChanged, PostPlan
from db import campaigns
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post


async def include(
    app: App, by: Caller, post: str, seen: TrackingStatus | None = None
) -> PostChanged | PostPlan:
    """Let a post count; asks first when it is finalized for that, at once or at the rule's next pass.

    Args:
        seen: how the post stood where the person saw it; it is refused when somebody decided since.
    """
    async with app.sessions.begin() as session:
        row, home = await _locked(session, (await posts.resolve(session, by, post))[0].id)
        reviews.check(row, Review.INCLUDE, seen)
        coming = (await prospects.of(session, app, [(row, home)]))[row.id]
        if coming.verdict is Verdict.FINALIZE:
            terms = complete_terms(row.cpm, row.cap_views)
            views = row.counted_views
            await budgets.foresee(session, home, row.creator_id or 0, terms, counted_views=views)
            return await plans.ask(
                session, app, by, row, home, "include", {}, views=coming.views, terms=terms
            )

    async def do(session: Session) -> PostChanged:
        return await include_now(session, app, by, row.id, seen)

    return await plans.done_or_asked(app, by, do, {"reason": ""})


async def include_as_shown(session: Session, app: App, by: Caller, shown: Shown) -> PostChanged:
    """Let a post count, if that comes to what was shown.

    One that waited for terms is finalized with them; an undecided one is left to the rule.
    """
    row, home = await _locked(session, shown.post_id)
    coming = (await prospects.of(session, app, [(row, home)]))[row.id]
    done = await include_now(session, app, by, row.id)
    if done.card.status is PostStatus.FINALIZED:
        return shown.checked(done)
    foreseen = (complete_terms(row.cpm, row.cap_views), coming.earned_minor, home.currency)
    if foreseen != (shown.terms, shown.earned_minor, shown.currency):
        raise PlanChangedError
    return done


async def include_now(
    session: Session, app: App, by: Caller, post_id: int, seen: TrackingStatus | None = None
) -> PostChanged:
    """Let a post count; one whose views are fixed and whose terms are complete is finalized."""
    row, home = await _locked(session, post_id)
    reviews.check(row, Review.INCLUDE, seen)
    before = row.status
    await reviews.change(session, app, by, row, home, Review.INCLUDE)
    if row.status is PostStatus.PENDING_CPM and complete_terms(row.cpm, row.cap_views) is not None:
        await decisions.finalize_pending(session, row, home, by=by, now=app.clock())
    await budgets.admit(session, home, row)
    await session.flush()
    return PostChanged("include", await posts.card(session, row, home), before)


async def exclude(
    app: App, by: Caller, post: str, seen: TrackingStatus | None = None
) -> PostChanged | PostPlan:
    """Let a post count no more; one that counts is asked about first, with what it would have earned.

    Args:
        seen: as for `include`.
    """
    async with app.sessions.begin() as session:
        row, home = await _locked(session, (await posts.resolve(session, by, post))[0].id)
        reviews.check(row, Review.EXCLUDE, seen)
        if not decisions.takes_money(row):
            return await exclude_now(session, app, by, row.id)
        views = row.views if row.counted_views is None else row.counted_views
        terms = complete_terms(row.cpm, row.cap_views)
        return await plans.ask(session, app, by, row, home, "exclude", {}, views=views, terms=terms)


async def exclude_now(session: Session, app: App, by: Caller, post_id: int) -> PostChanged:
    """Let a post count no more; it can be included again."""
    row, home = await _locked(session, post_id)
    before = row.status
    await reviews.change(session, app, by, row, home, Review.EXCLUDE)
    await session.flush()
    return PostChanged("exclude", await posts.card(session, row, home), before)


async def _locked(session: Session, post_id: int) -> tuple[Post, Campaign]:
    row = await post_rows.locked(session, post_id)
    return row, await campaigns.held(session, row.campaign_id)
