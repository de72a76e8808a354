"""Telling members what becomes of their posts: written together with what is told, sent later.

Nothing that is done waits for a message, or depends on one: `letters` sends what is written here.
"""

from datetime import datetime
from typing import Any

from core.domain.access import Caller
from core.domain.telling import Topic
from db import letters
from db.engine import Session
from db.models import Campaign, Post
from db.money import LedgerEntry, Payout


async def of_post(
    session: Session,
    post: Post,
    home: Campaign,
    topic: Topic,
    *,
    now: datetime,
    actor: int | None = None,
    **more: Any,
) -> None:
    """Have the member whose post it is told where it stands now, once.

    Args:
        actor: who did it, and is told by the command's own answer; None: the rule.
        more: what the topic tells beside the post's own facts, as JSON keeps it.
    """
    if post.creator_id is None:
        return
    key = f"{topic} #{post.id}" if topic.is_once else f"{topic} #{post.id} {now.isoformat()}"
    await letters.write(
        session,
        home=home,
        creator_id=post.creator_id,
        post_id=post.id,
        topic=topic,
        args=_facts(post, home) | more,
        key=key,
        actor=actor,
        now=now,
    )


async def of_correction(session: Session, post: Post, home: Campaign, entry: LedgerEntry) -> None:
    """Have the member told that what is owed for their post was corrected."""
    await letters.write(
        session,
        home=home,
        creator_id=entry.creator_id,
        post_id=post.id,
        topic=Topic.ADJUSTED,
        args=_facts(post, home) | {"amount": entry.amount_minor, "reason": entry.reason},
        key=f"{Topic.ADJUSTED} by row {entry.id}",
        actor=entry.actor,
        now=entry.at,
    )


async def of_payout(session: Session, payout: Payout, home: Campaign, by: Caller, *, posts: int) -> None:
    """Have the member told, once, that a payout with so many posts was made, or taken back."""
    topic = Topic.PAID if payout.voided_at is None else Topic.VOIDED
    args = {
        "payout": payout.id,
        "amount": payout.amount_minor,
        "currency": payout.currency,
        "posts": posts,
        "method": payout.method,
        "reference": payout.reference,
        "reason": payout.void_reason,
    }
    await letters.write(
        session,
        home=home,
        creator_id=payout.creator_id,
        post_id=None,
        topic=topic,
        args=args,
        key=f"{topic} payout {payout.id}",
        actor=by.discord_id,
        now=payout.voided_at or payout.paid_at,
    )


def _facts(post: Post, home: Campaign) -> dict[str, Any]:
    """Return what is told of a post as it is now; None: unknown, or not there."""
    ends_at = post.window_ends_at
    return {
        "reason": post.status_reason,
        "views": post.counted_views,
        "earned": post.earned_minor,
        "currency": home.currency,
        "is_held": post.hold_reason is not None,
        "ends_at": None if ends_at is None else ends_at.timestamp(),
    }
