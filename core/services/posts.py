"""Posts: find, list, show, and look again now."""

import re
from collections.abc import Sequence
from dataclasses import replace

from core.domain.access import Caller
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.errors import (
    LimitReachedError,
    LinkError,
    NobodyAskedError,
    PostNotChosenError,
    PostUnknownError,
)
from core.domain.lifecycle import OPEN
from core.domain.links import parse_link
from core.domain.names import plain
from core.domain.needs import Need
from core.domain.terms import Counts, Outcome, PostStatus, ShortLink
from core.services import campaigns, creators, decisions, readings, traces
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Choice, Page, PostCard, PostLooked
from db import deals, ledger, needs, posts, snapshots, trail
from db.engine import Session
from db.models import Campaign, Post, Snapshot

CHOICES = 25
HISTORY = 20
"""How far back a comparable snapshot is looked for."""


async def listing(
    app: App,
    by: Caller,
    campaign: str | None = None,
    status: PostStatus | None = None,
    creator: str | None = None,
    page: int = 1,
) -> Page[PostCard]:
    """Return a page of posts, newest first."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, campaign)]
        creator_id = None
        if creator is not None:
            creator_id = (await creators.resolve(session, by, creator, campaign))[0].id
        wanted = posts.Filter(ids, status, creator_id)
        total = await posts.count(session, wanted)
        at = clamp(page, total)
        rows = await posts.stretch(session, wanted, offset=offset(at), limit=PAGE_SIZE)
        return Page(await cards(session, rows), at, pages(total), total)


async def needing(app: App, by: Caller, need: Need, page: int = 1) -> Page[PostCard]:
    """Return a page of the server's posts that need a person for this, those that wait the longest first."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, None)]
        total = await needs.count(session, ids, need)
        at = clamp(page, total)
        rows = await needs.stretch(session, ids, need, offset=offset(at), limit=PAGE_SIZE)
        return Page(await cards(session, rows), at, pages(total), total)


async def show(app: App, by: Caller, post: str) -> PostCard:
    """Return one post with all there is to see."""
    async with app.reads() as session:
        return await card(session, *(await resolve(session, by, post)))


async def refresh(app: App, by: Caller, post: str) -> PostLooked:
    """Look at a post now; counts against the server's daily limit."""
    async with app.sessions.begin() as session:
        row, home = await resolve(session, by, post)
        limit = app.manual_refreshes_per_day
        left = await trail.count_refresh(session, by.guild_id, app.clock(), limit)
        if left is None:
            raise LimitReachedError(limit)
    outcome = await look_now(app, row)
    async with app.sessions.begin() as session:
        fresh = await session.get_one(Post, row.id)
        before, after = _said(row), _said(fresh)
        reason = f"the look ended with {outcome.value}"
        traces.by_command(session, app, by, "post refresh", fresh, before=before, after=after, reason=reason)
        return PostLooked(await card(session, fresh, home), outcome, left)


def _said(row: Post) -> str:
    return "views unknown" if row.views is None else f"{row.views:,} views"


async def look_now(app: App, row: Post) -> Outcome:
    """Ask for the post and write what was seen; return how the look ended."""
    answer = await readings.look(app, readings.ref_of(row))
    if isinstance(answer.result, NobodyAskedError):
        return answer.result.outcome
    async with app.sessions.begin() as session:
        fresh = await posts.locked(session, row.id)
        await readings.record(session, app, [fresh], {fresh.platform_post_id: answer})
    return answer.result.outcome


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's posts."""
    async with app.reads() as session:
        ids = [row.id for row in await campaigns.scope(session, by, None)]
        rows = await posts.search(session, ids, plain(typed).removeprefix("@"), CHOICES)
        return [Choice(label(post, home), f"#{post.id}") for post, home in rows]


async def resolve(session: Session, by: Caller, typed: str) -> tuple[Post, Campaign]:
    """Return the server's post that was named by `#id`, link or platform id."""
    ids = [row.id for row in await campaigns.scope(session, by, None)]
    found = await find(session, ids, plain(typed))
    if not found:
        raise PostUnknownError(typed)
    if len(found) > 1:
        raise PostNotChosenError([home.name for _, home in found])
    return found[0]


async def find(session: Session, ids: Sequence[int], typed: str) -> Sequence[tuple[Post, Campaign]]:
    """Return the posts of these campaigns that are named by `#id`, link or platform id."""
    number = typed.removeprefix("#")
    if re.fullmatch("[0-9]{1,18}", number) and (typed != number or len(number) < 10):
        return await posts.find(session, ids, post_id=int(number))
    try:
        parsed = parse_link(typed)
    except LinkError:
        return await posts.find(session, ids, platform_post_id=typed)
    return [] if isinstance(parsed, ShortLink) else await posts.find(session, ids, ref=parsed)


async def cards(session: Session, rows: Sequence[tuple[Post, Campaign]]) -> list[PostCard]:
    """Return posts as lists show them, without what takes a look at their history."""
    handles = await posts.creator_handles(session, [post for post, _ in rows])
    return [_card(post, home, handles.get(post.creator_id or 0), []) for post, home in rows]


async def card(session: Session, post: Post, home: Campaign) -> PostCard:
    """Return a post as it is shown, with what changed since the look before."""
    handles = await posts.creator_handles(session, [post])
    history = await snapshots.latest(session, post.id, HISTORY)
    shown = _card(post, home, handles.get(post.creator_id or 0), history)
    if post.earned_minor is not None:
        shown = replace(shown, adjusted_minor=await ledger.adjusted(session, post.id))
    _, agreed = await deals.of_creator(session, post.creator_id or 0)
    return shown if agreed is None else replace(shown, tiers=[tier.name for tier in agreed.tiers])


def _card(post: Post, home: Campaign, handle: str | None, history: Sequence[Snapshot]) -> PostCard:
    shown = [snapshot for snapshot in history if snapshot.taken_at == post.read_at]
    return PostCard(
        id=post.id,
        ref=readings.ref_of(post),
        campaign=home.name,
        currency=home.currency,
        handle=handle or post.author_handle,
        kind=post.kind,
        status=post.status,
        status_reason=post.status_reason,
        status_at=post.status_at,
        is_spared=post.is_spared,
        needs_person=post.needs_person,
        tracking=post.tracking,
        availability=post.availability,
        counts=Counts(post.views, post.likes, post.comments, post.shares, post.saves),
        metric=post.metric,
        source=post.source,
        is_exact=post.is_exact,
        read_at=post.read_at,
        change=_change(shown[0], history) if shown else None,
        checked_at=post.checked_at,
        last_outcome=post.last_outcome,
        last_error=post.last_error,
        next_check_at=post.next_check_at,
        published_at=post.published_at,
        submitted_at=post.submitted_at,
        submitted_by=post.submitted_by,
        came_in_by=post.came_in_by,
        reviewed_by=post.reviewed_by,
        reviewed_at=post.reviewed_at,
        window_ends_at=post.window_ends_at,
        minimum_views=post.minimum_views,
        cpm=post.cpm,
        cap_views=post.cap_views,
        counted_views=post.counted_views,
        earned_minor=post.earned_minor,
        estimate_minor=_estimate(post, home),
        caption=post.caption,
        thumbnail_url=post.thumbnail_url,
        notes=post.notes,
        hold_reason=post.hold_reason,
        held_by=post.held_by,
        held_at=post.held_at,
        tier=post.tier,
    )


def _estimate(post: Post, home: Campaign) -> int | None:
    """Return what the post would earn on what is known now; None when final, unknown, or not counting."""
    terms = complete_terms(post.cpm, post.cap_views)
    views = post.views if post.counted_views is None else post.counted_views
    is_open = post.status in OPEN and decisions.takes_money(post)
    return earnings_minor(views, terms, home.currency) if is_open and terms and views is not None else None


def _change(shown: Snapshot, history: Sequence[Snapshot]) -> Counts | None:
    """Return the difference to the look before of the same metric and exactness."""
    for before in history:
        is_older = (before.taken_at, before.id) < (shown.taken_at, shown.id)
        if is_older and (before.metric, before.is_exact) == (shown.metric, shown.is_exact):
            return Counts(
                views=_difference(shown.views, before.views),
                likes=_difference(shown.likes, before.likes),
                comments=_difference(shown.comments, before.comments),
                shares=_difference(shown.shares, before.shares),
                saves=_difference(shown.saves, before.saves),
            )
    return None


def _difference(now: int | None, before: int | None) -> int | None:
    return None if now is None or before is None else now - before


def label(post: Post, home: Campaign) -> str:
    """Return a post in a line, as suggestions show it."""
    status = "competitor" if post.status is None else post.status.value
    caption = " ".join((post.caption or post.platform_post_id).split())
    return f"#{post.id} @{post.author_handle or '?'} · {status} · {home.name} · {caption}"[:100]
