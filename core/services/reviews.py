"""Reviewing: which posts wait for a person, and what is decided about them, one by one or many at once."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self

from core.domain.access import Caller
from core.domain.errors import (
    AlreadyReviewedError,
    FaultError,
    PostStatusError,
    ReviewClosedError,
    StalePromptError,
    UserError,
)
from core.domain.telling import of_review
from core.domain.terms import TrackingStatus
from core.domain.tracking import Review, reviewed
from core.services import budgets, posts, prompts, prospects, rescheduling, telling, traces
from core.services.app import App
from core.services.shown_reviews import Reviewed, ReviewFailed, Reviews
from db import campaigns, trail
from db import posts as post_rows
from db.engine import Session
from db.models import Campaign, Post

log = logging.getLogger(__name__)

MOST = 25
"""Posts that are reviewed at once; Discord offers as many options in a menu."""
UNDO = "inbox undo"
NUMBER = re.compile(r"#[0-9]{1,18}")
"""How the inbox names posts."""


@dataclass(frozen=True, slots=True)
class Before:
    """How a post stood before it was reviewed, and when that was: enough to put it back."""

    post_id: int
    tracking: TrackingStatus
    reviewed_by: int | None
    reviewed_at: str | None
    after: TrackingStatus
    changed_at: str

    @classmethod
    def read(cls, args: dict[str, Any]) -> Self:
        """Read what a question kept."""
        statuses = {name: TrackingStatus(args[name]) for name in ("tracking", "after")}
        return cls(**args | statuses)


Done = tuple[Reviewed, Before | None]
Step = Callable[[], Awaitable[Done]]


async def review_all(app: App, by: Caller, review: Review, typed: Sequence[str]) -> Reviews:
    """Include or exclude posts that wait for review; one that cannot be costs itself only."""
    async with app.sessions.begin() as session:
        in_order = sorted(set(typed), key=lambda post: (len(post), post))[:MOST]  # as everybody locks them
        if review is Review.INCLUDE:
            await _lock(session, app, by, in_order)
        steps = {post: partial(_review, session, app, by, review, post) for post in in_order}
        results = [await _result(session, post, step) for post, step in steps.items()]
        return await _told(session, app, by, review, results)


async def undo(app: App, by: Caller, prompt_id: int) -> Reviews:
    """Put posts back as they were, each only if nobody changed it since and nothing was decided."""
    async with app.sessions.begin() as session:
        args = await prompts.take(session, by, prompt_id, app.clock())
        if args["action"] != UNDO:
            raise StalePromptError
        pasts = [Before.read(kept) for kept in args["posts"]]
        steps = {f"#{before.post_id}": partial(_put_back, session, app, by, before) for before in pasts}
        results = [await _result(session, post, step) for post, step in steps.items()]
        return await _told(session, app, by, None, results)


async def change(session: Session, app: App, by: Caller, row: Post, home: Campaign, review: Review) -> Before:
    """Include or exclude a locked post, with its trace; return how it stood before."""
    after, now = check(row, review), app.clock()
    before = Before(
        post_id=row.id,
        tracking=row.tracking,
        reviewed_by=row.reviewed_by,
        reviewed_at=_kept(row.reviewed_at),
        after=after,
        changed_at=now.isoformat(),
    )
    await _track(session, app, by, row, home, after, f"post {review}")
    row.reviewed_by, row.reviewed_at = by.discord_id, now
    return before


def check(row: Post, review: Review, seen: TrackingStatus | None = None) -> TrackingStatus:
    """Return what a review makes of a post; refuse it for one that is frozen, or that is so already.

    Args:
        seen: how the post stood where the person saw it; None: does not matter.
    """
    if row.status is not None and row.status.is_frozen:
        raise ReviewClosedError(row.id, row.status)
    after = reviewed(review, row.tracking)
    if after is None or seen not in {None, row.tracking}:
        raise _already(row)
    return after


async def _lock(session: Session, app: App, by: Caller, typed: Sequence[str]) -> None:
    """Lock the posts that are there, and what lets them in one by one, before the first is changed."""
    await trail.forget(session, app.clock())  # or `_told` would have to, with all this locked
    homes = [home.id for home in await campaigns.of_guild(session, by.guild_id)]
    numbers = [int(post[1:]) for post in typed if NUMBER.fullmatch(post)]
    await budgets.lock(session, homes, numbers)


async def _review(
    session: Session, app: App, by: Caller, review: Review, typed: str
) -> tuple[Reviewed, Before]:
    found, home = await posts.resolve(session, by, typed)
    row = await post_rows.locked(session, found.id)
    check(row, review)
    if row.tracking is not TrackingStatus.PENDING_REVIEW:
        raise _already(row)
    if row.status is not None and not row.status.is_undecided:
        raise PostStatusError("review", row.status)
    before = await change(session, app, by, row, home, review)
    coming = await prospects.of(session, app, [(row, home)]) if review is Review.INCLUDE else {}
    await budgets.admit(session, home, row)
    await session.flush()
    return Reviewed(row.id, home.currency, coming.get(row.id)), before


async def _put_back(session: Session, app: App, by: Caller, before: Before) -> tuple[Reviewed, None]:
    found, home = await posts.resolve(session, by, f"#{before.post_id}")
    row = await post_rows.locked(session, found.id)
    stands = (row.tracking, row.reviewed_by, _kept(row.reviewed_at))
    if stands != (before.after, by.discord_id, before.changed_at):
        raise _already(row)
    if row.status is not None and row.status.is_frozen:
        raise ReviewClosedError(row.id, row.status)
    if row.status is not None and not row.status.is_undecided:
        raise PostStatusError("put back", row.status)
    await _track(session, app, by, row, home, before.tracking, UNDO)
    row.reviewed_by = before.reviewed_by
    row.reviewed_at = None if before.reviewed_at is None else datetime.fromisoformat(before.reviewed_at)
    await session.flush()
    return Reviewed(row.id, home.currency, None), None


async def _track(
    session: Session,
    app: App,
    by: Caller,
    row: Post,
    home: Campaign,
    to: TrackingStatus,
    action: str,
) -> None:
    """Change whether a locked post counts, with its trace and its next look; a late one is due at once."""
    traces.by_command(session, app, by, action, row, before=row.tracking.value, after=to.value)
    row.tracking = to
    now, was_due = app.clock(), row.next_check_at
    rescheduling.reschedule(row, now=now, schedule=app.schedule, looked_at=row.checked_at)
    if row.next_check_at is not None:
        is_over = row.window_ends_at is not None and row.window_ends_at <= now
        row.next_check_at = now if was_due is None or is_over else min(was_due, row.next_check_at)
    if row.status is not None:
        await telling.of_post(session, row, home, of_review(to), now=now, actor=by.discord_id)


async def _result(session: Session, post: str, step: Step) -> Done | ReviewFailed:
    """Take a step for one post; whatever goes wrong costs that post alone."""
    try:
        async with session.begin_nested():
            return await step()
    except UserError as refusal:
        return ReviewFailed(post, refusal)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: the post %s could not be reviewed", reference, post)
        return ReviewFailed(post, FaultError(reference))


async def _told(
    session: Session,
    app: App,
    by: Caller,
    review: Review | None,
    results: Sequence[Done | ReviewFailed],
) -> Reviews:
    """Return what became of the posts, with the question whether to undo it where that can be."""
    done = [result for result in results if not isinstance(result, ReviewFailed)]
    kept = [asdict(before) for _, before in done if before is not None]
    args, prompt_id = {"posts": kept}, None
    if kept:
        prompt_id = await trail.ask(
            session, guild_id=by.guild_id, actor=by.discord_id, action=UNDO, args=args, now=app.clock()
        )
    failed = [result for result in results if isinstance(result, ReviewFailed)]
    return Reviews(review, [each for each, _ in done], failed, prompt_id)


def _already(row: Post) -> AlreadyReviewedError:
    return AlreadyReviewedError(row.id, row.tracking, row.reviewed_by, row.reviewed_at)


def _kept(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
