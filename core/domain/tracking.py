"""Whether a post counts, and whose it is."""

from typing import assert_never

from core.domain.terms import Author, TrackingMode, TrackingStatus


def counts(status: TrackingStatus) -> bool:
    """Whether a post takes part in statistics, reports and money."""
    match status:
        case TrackingStatus.AUTO_TRACKED | TrackingStatus.INCLUDED | TrackingStatus.DIRECT_ADD:
            return True
        case TrackingStatus.PENDING_REVIEW | TrackingStatus.EXCLUDED:
            return False
        case _:
            assert_never(status)


def is_public(status: TrackingStatus) -> bool:
    """Whether a post may appear in answers to programs; only an excluded one may not."""
    return status is not TrackingStatus.EXCLUDED


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
