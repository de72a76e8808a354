"""When a post is looked at next, as the schedule says."""

import random
from datetime import datetime

from core.domain.ports import Chance
from core.domain.refresh import Schedule, Tracked, next_check
from db.copies import PostCopy
from db.models import Post


def reschedule(
    post: Post | PostCopy,
    *,
    now: datetime,
    schedule: Schedule,
    looked_at: datetime | None = None,
    chance: Chance = random.random,
) -> None:
    """Set when the post is looked at next; `looked_at` is when the last look was answered, None: now."""
    tracked = Tracked(
        kind=post.kind,
        status=post.status,
        tracking=post.tracking,
        availability=post.availability,
        needs_person=post.needs_person,
        published_at=post.published_at or post.submitted_at,
        window_ends_at=post.window_ends_at,
        looked_at=looked_at or now,
        gone_at=post.gone_at,
        failures=post.failures,
        growth=post.growth,
    )
    pace = schedule.pace_of(post.platform)
    post.next_check_at = next_check(tracked, now=now, schedule=schedule, jitter=chance(), pace=pace)
