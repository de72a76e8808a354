"""Posts that wait for review, as they leave the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.errors import UserError
from core.domain.lifecycle import Verdict
from core.domain.terms import Counts, Platform, PostRef
from core.domain.tracking import Review
from core.services.shown import Page


@dataclass(frozen=True, slots=True)
class Prospect:
    """What including a post comes to, as far as it is known now.

    Attributes:
        verdict: what the rule says of it at its next pass; keep: its window is open; None: it was decided.
        reason: why, as the rule says it.
        views: those near the window's end; while the window is open, or later, the ones that are shown.
        earned_minor: what those views earn; None: nothing, or not known.
        needs_person: no reading can be counted, a person has to decide.
        is_below: the views are fewer than the minimum.
    """

    verdict: Verdict | None
    reason: str
    views: int | None
    earned_minor: int | None
    needs_person: bool
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A post that waits for review; `handle` is the creator's, `found` says how the post came in."""

    post_id: int
    ref: PostRef
    handle: str | None
    found: str
    campaign: str
    currency: str
    caption: str | None
    thumbnail_url: str | None
    counts: Counts
    is_exact: bool
    source: str | None
    read_at: datetime | None
    published_at: datetime | None
    submitted_at: datetime
    window_ends_at: datetime | None
    prospect: Prospect


@dataclass(frozen=True, slots=True)
class WaitingFor:
    """How many posts of a creator wait for review."""

    creator_id: int
    handle: str
    platform: Platform
    posts: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """One screen of what waits for review, newest first, and whose posts wait; None: of all of them.

    `appeals` is how many appeals are open in the campaign or in all.
    """

    page: Page[ReviewItem]
    creators: Sequence[WaitingFor]
    campaign_id: int | None
    campaign: str | None
    creator_id: int | None
    appeals: int = 0


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A post that was included or excluded, and what comes of it; when put back, nothing does."""

    post_id: int
    currency: str
    prospect: Prospect | None


@dataclass(frozen=True, slots=True)
class ReviewFailed:
    """A post that stayed as it was, by its number, and why."""

    post: str
    error: UserError


@dataclass(frozen=True, slots=True)
class Reviews:
    """What became of several posts; `review` None: an earlier review was undone.

    `prompt_id` is the question whether to undo it; None: there is nothing to undo.
    """

    review: Review | None
    done: Sequence[Reviewed]
    failed: Sequence[ReviewFailed]
    prompt_id: int | None
