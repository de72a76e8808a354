"""Whether a post counts, and whose it is."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from core.domain.terms import Author, PostKind, PostStatus, TrackingMode, TrackingStatus


class Review(StrEnum):
    """What a person decides about a post that was found or handed in; the commands' names."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class Use(StrEnum):
    """What posts are gathered for."""

    MONEY = "money"  # the lifecycle, estimates, payouts
    STATISTICS = "statistics"  # totals, analytics, leaderboards
    REPORTS = "reports"  # what is shared with a brand
    INTELLIGENCE = "intelligence"  # own posts against competitors'
    API = "api"  # answers to programs


class Standing(StrEnum):
    """Where a post of a creator stands, for counting posts; every one is in one of these."""

    COUNTS = "counts"
    WAITS = "waits"
    EXCLUDED = "excluded"
    REJECTED = "rejected"


def takes_part(use: Use, kind: PostKind, tracking: TrackingStatus, status: PostStatus | None) -> bool:
    """Whether a post takes part; this one table holds everywhere. `status` is None for reference posts."""
    is_counted = counts(tracking) and status is not PostStatus.REJECTED
    match use:
        case Use.MONEY | Use.STATISTICS | Use.REPORTS:
            return kind is PostKind.INTERNAL and is_counted
        case Use.INTELLIGENCE:
            return is_counted
        case Use.API:
            return tracking is not TrackingStatus.EXCLUDED
        case _:
            assert_never(use)


def counts(status: TrackingStatus) -> bool:
    """Whether a person or the creator's mode lets a post count."""
    match status:
        case TrackingStatus.AUTO_TRACKED | TrackingStatus.INCLUDED | TrackingStatus.DIRECT_ADD:
            return True
        case TrackingStatus.PENDING_REVIEW | TrackingStatus.EXCLUDED:
            return False
        case _:
            assert_never(status)


def standing(tracking: TrackingStatus, status: PostStatus | None) -> Standing:
    """Return where a creator's post stands; what takes part in statistics counts, and nothing else does."""
    if takes_part(Use.STATISTICS, PostKind.INTERNAL, tracking, status):
        return Standing.COUNTS
    if tracking is TrackingStatus.EXCLUDED:
        return Standing.EXCLUDED
    return Standing.REJECTED if status is PostStatus.REJECTED else Standing.WAITS


def reviewed(review: Review, before: TrackingStatus) -> TrackingStatus | None:
    """Return what a review makes of a post; None when nothing is left to decide."""
    match review:
        case Review.INCLUDE:
            return None if counts(before) else TrackingStatus.INCLUDED
        case Review.EXCLUDE:
            return None if before is TrackingStatus.EXCLUDED else TrackingStatus.EXCLUDED
        case _:
            assert_never(review)


def status_when_found(mode: TrackingMode) -> TrackingStatus:
    """Return how a post comes in that was found by itself."""
    match mode:
        case TrackingMode.AUTO:
            return TrackingStatus.AUTO_TRACKED
        case TrackingMode.SELECTIVE:
            return TrackingStatus.PENDING_REVIEW
        case _:
            assert_never(mode)


def is_author(handle: str, platform_user_id: str | None, author: Author) -> bool:
    """Whether a creator with this handle and platform user id (None: not known yet) is the author.

    Ids decide where both are known, for handles change hands. An author nobody could read is not denied.
    """
    if platform_user_id is not None and author.platform_user_id is not None:
        return platform_user_id == author.platform_user_id
    return author.handle in {None, handle}


def heard_of(known: Author, authors: Sequence[Author]) -> Author | None:
    """Return what one of the authors makes of a known account, None when none of them is it.

    What the author leaves out stays as it was known.
    """
    account = (known.handle or "", known.platform_user_id)
    author = next((each for each in authors if is_author(*account, each)), None)
    if author is None:
        return None
    return Author(
        author.handle or known.handle,
        author.platform_user_id or known.platform_user_id,
        author.name or known.name,
        author.avatar_url or known.avatar_url,
    )
