"""Appeals: until when a rejection may be appealed, what may be sent along, and who may decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.errors import (
    AppealDecidedError,
    AppealFileError,
    AppealLateError,
    AppealShortError,
    NotRejectedError,
    OwnAppealError,
    OwnRejectionError,
)
from core.domain.names import check_text
from core.domain.terms import PostStatus, TrackingStatus
from core.domain.tracking import counts

LIFE = timedelta(days=14)
"""How long after its rejection a post may be appealed for; the end is exclusive."""
TEXT_LEAST, TEXT_MOST = 20, 2_000
"""Characters of an appeal, both inclusive."""
FILE_MOST = 8 * 1024 * 1024
"""Bytes of the file, inclusive."""
PDF, IMAGE = "application/pdf", "image/"


class AppealVerdict(StrEnum):
    """What became of an appeal."""

    ACCEPTED = "accepted"  # the rejection is undone
    DENIED = "denied"  # the post stays rejected


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that goes with an appeal; `content_type` as Discord tells it, None: it does not know."""

    name: str
    content_type: str | None
    size: int


def check_appeal(text: str) -> str:
    """Return the text as it is kept. Raises `TextLengthError` or `AppealShortError`."""
    kept = check_text("text", text, TEXT_MOST)
    if len(kept) < TEXT_LEAST:
        raise AppealShortError(len(kept), TEXT_LEAST)
    return kept


def check_file(offered: Offered) -> None:
    """Refuse what is neither an image nor a PDF, or too large. Raises `AppealFileError`."""
    kind = offered.content_type or ""
    if kind.partition(";")[0] != PDF and not kind.startswith(IMAGE):
        raise AppealFileError("kind")
    if offered.size > FILE_MOST:
        raise AppealFileError("size")


def check_open(
    post_id: int, status: PostStatus | None, tracking: TrackingStatus, rejected_at: datetime, now: datetime
) -> None:
    """Refuse an appeal for a post that is not rejected, does not count, or was rejected too long ago."""
    if status is not PostStatus.REJECTED or not counts(tracking):
        raise NotRejectedError(post_id)
    if now >= rejected_at + LIFE:
        raise AppealLateError(post_id, rejected_at + LIFE)


def is_open(
    status: PostStatus | None, tracking: TrackingStatus, rejected_at: datetime, now: datetime
) -> bool:
    """Whether a post that nobody appealed for yet can be appealed for now."""
    try:
        check_open(0, status, tracking, rejected_at, now)
    except (NotRejectedError, AppealLateError):
        return False
    return True


def check_decider(
    appeal_id: int,
    *,
    decider: int,
    member: int,
    rejected_by: int | None,
    verdict: AppealVerdict | None,
    decided_at: datetime | None,
) -> None:
    """Refuse who rejected the post by hand, who appealed, and everybody once the appeal is decided.

    Args:
        rejected_by: None: the rule rejected the post, so anybody of the team may decide.
        verdict: None while the appeal is open; `decided_at` likewise.
    """
    if verdict is not None and decided_at is not None:
        raise AppealDecidedError(appeal_id, was_accepted=verdict is AppealVerdict.ACCEPTED, at=decided_at)
    if decider == member:
        raise OwnAppealError(appeal_id)
    if decider == rejected_by:
        raise OwnRejectionError(appeal_id)
