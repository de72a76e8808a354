"""What members are told about their posts, and when a message that did not get through is tried again."""

from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.terms import Availability, PostStatus, TrackingStatus

KEPT = timedelta(days=7)
"""How long a message is tried; what is older is news to nobody."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


class Topic(StrEnum):
    """What a member is told about a post or payout of theirs."""

    TAKEN_IN = "taken in"  # found by watching, or added by the team: it counts
    WAITING = "waiting"  # for a person who reviews it
    APPROVED = "approved"
    EXCLUDED = "excluded"
    PENDING_TERMS = "pending terms"
    NEEDS_PERSON = "needs person"  # no reading near its window's end could be had
    FINALIZED = "finalized"
    REJECTED = "rejected"
    UNREJECTED = "unrejected"
    DENIED = "appeal denied"
    HELD = "held"
    RELEASED = "released"
    ADJUSTED = "adjusted"
    PAID = "paid"
    VOIDED = "voided"
    GONE = "gone"
    BACK = "back"

    @property
    def is_once(self) -> bool:
        """Whether it can happen to a post only once in its life."""
        return self in {Topic.TAKEN_IN, Topic.FINALIZED, Topic.DENIED}


BY_STATUS = {
    PostStatus.ACTIVE: Topic.UNREJECTED,
    PostStatus.PENDING_CPM: Topic.PENDING_TERMS,
    PostStatus.FINALIZED: Topic.FINALIZED,
    PostStatus.REJECTED: Topic.REJECTED,
}
BY_REVIEW = {
    TrackingStatus.PENDING_REVIEW: Topic.WAITING,
    TrackingStatus.INCLUDED: Topic.APPROVED,
    TrackingStatus.EXCLUDED: Topic.EXCLUDED,
}


def of_status(before: PostStatus | None, after: PostStatus) -> Topic | None:
    """Return what is told of a change of status; None where a payout, or a person's task, tells it."""
    return None if PostStatus.PAID in {before, after} else BY_STATUS.get(after)


def of_intake(tracking: TrackingStatus) -> Topic:
    """Return what is told of a post that came in without its creator's doing."""
    return Topic.WAITING if tracking is TrackingStatus.PENDING_REVIEW else Topic.TAKEN_IN


def of_review(after: TrackingStatus) -> Topic:
    """Return what is told when a post counts, or not, from now on."""
    return BY_REVIEW.get(after, Topic.APPROVED)


def of_presence(before: Availability, after: Availability) -> Topic | None:
    """Return what is told when a post is gone or there again; a doubt is told to nobody."""
    if before is after or Availability.GONE not in {before, after}:
        return None
    return Topic.GONE if after is Availability.GONE else Topic.BACK


def again_at(attempts: int, now: datetime) -> datetime:
    """Return when to try again after so many attempts in vain, at least one: a minute to an hour later."""
    doublings = min(max(attempts, 1) - 1, 10)
    wait: timedelta = FIRST_WAIT * 2**doublings
    return now + min(wait, LONGEST_WAIT)
