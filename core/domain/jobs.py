"""Jobs: what there is to be done, cut into pieces for whoever has a hand free, on this machine or another.

A job says what to look at, not what to write: who carries it out asks the database what of it is still to be
done. So a job may run twice, or end half way, and nothing is doubled or lost.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.domain.terms import Platform

JOB_POSTS = 50
"""Most posts in a job; at the documented pace of Instagram they take two and a half minutes."""


UNTOLD_AFTER = timedelta(minutes=15)
"""A job to tell people something waits so long only when nobody takes it; one that fails gives way sooner."""


class Kind(StrEnum):
    """What a job does; the names of tasks in the queue."""

    REFRESH = "refresh"  # looks at posts
    WATCH = "watch"  # syncs an account
    NOTICES = "notices"  # tells a server's team
    LETTERS = "letters"  # tells a server's members


class Urgency:
    """What goes first; a higher number does."""

    WINDOW_ENDED = 20  # money waits for these readings
    TOLD = 10
    ACCOUNT = 10  # few, and each brings in several posts
    REGULAR = 0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done once.

    Attributes:
        platform: whose pace it keeps; None: it asks no platform.
        subject: the account or server it is about; for posts, what tells this choice of posts from others.
        posts: the platform's ids of the posts to look at.
        told: what the process that talks to Discord knows, and others do not.
        is_running: whether it was begun; None: it is not in the queue.
    """

    kind: Kind
    platform: Platform | None
    subject: str
    posts: Sequence[str] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    urgency: int = Urgency.REGULAR
    is_running: bool | None = None

    @property
    def lane(self) -> str:
        """Return the name of the line it waits in, which is shared by what shares a pace."""
        return self.kind.value if self.platform is None else f"{self.kind.value} {self.platform.value}"

    @property
    def key(self) -> str:
        """Return what two jobs share that would do the same: one at a time is in the queue."""
        return f"{self.lane} {self.subject}"

    @property
    def is_urgent(self) -> bool:
        """Whether counting windows ended for its posts."""
        return self.urgency >= Urgency.WINDOW_ENDED


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue is doing.

    Attributes:
        waiting: jobs by their lane.
        running: likewise.
        oldest_at: when the job was put in that waits the longest, aware UTC; None: none waits.
        untold_since: likewise of those that tell people something; None: none waits, or a worker is at one.
        workers: processes that were heard of lately.
    """

    waiting: Mapping[str, int]
    running: Mapping[str, int]
    oldest_at: datetime | None
    workers: int
    untold_since: datetime | None = None

    def is_untold(self, now: datetime) -> bool:
        """Whether people are told nothing, as when no worker has what Discord asks for."""
        return self.untold_since is not None and now - self.untold_since > UNTOLD_AFTER

    @property
    def is_stuck(self) -> bool:
        """Whether there is something to do and nobody who does it."""
        return self.workers == 0 and bool(sum(self.waiting.values()) + sum(self.running.values()))


class Queue(Protocol):
    """Holds jobs until a worker takes them."""

    async def jobs(self, *lanes: str) -> Sequence[Job]:
        """Return what waits or runs in these lanes."""

    async def put(self, jobs: Sequence[Job]) -> int:
        """Add jobs, but none whose key waits or runs already; return how many were added."""

    async def revive(self) -> int:
        """Let what died with its worker wait again; return how many jobs did."""

    async def state(self) -> QueueState:
        """Return how the queue is doing."""


def refresh_jobs(
    platform: Platform, ids: Iterable[tuple[str, str | None]], *, urgency: int, size: int = JOB_POSTS
) -> Iterator[Job]:
    """Return jobs for posts in the order given, but those of one author together.

    Args:
        ids: the platform's id of each post, and its author's if that is known: one page may answer for
            several posts of an account.
    """
    by_author: defaultdict[str, list[str]] = defaultdict(list)
    for post, author in ids:
        by_author[f"post {post}" if author is None else f"author {author}"].append(post)
    together = [post for posts in by_author.values() for post in posts]
    for first in range(0, len(together), size):
        posts = tuple(together[first : first + size])
        named = " ".join([str(urgency), *sorted(posts)])
        subject = hashlib.sha256(named.encode()).hexdigest()[:16]
        yield Job(Kind.REFRESH, platform, subject, posts, urgency=urgency)


def known_posts(jobs: Collection[Job], *, urgent: bool) -> set[str]:
    """Return the posts that need no further job: an urgent one goes past what only waits for its turn."""
    return {post for job in jobs if job.is_running or job.is_urgent or not urgent for post in job.posts}
