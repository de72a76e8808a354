"""When a rejection may be appealed, what may be sent along, and who may decide."""

from datetime import timedelta

import pytest

from core.domain.appeals import (
    FILE_MOST,
    LIFE,
    TEXT_LEAST,
    TEXT_MOST,
    AppealVerdict,
    Offered,
    check_appeal,
    check_decider,
    check_file,
    check_open,
    is_open,
)
from core.domain.errors import (
    AppealDecidedError,
    AppealFileError,
    AppealLateError,
    AppealShortError,
    NotRejectedError,
    OwnAppealError,
    OwnRejectionError,
    TextLengthError,
    UserError,
)
from core.domain.terms import PostStatus, TrackingStatus
from tests.fakes import NOON

IN = TrackingStatus.DIRECT_ADD
INSTANT = timedelta(microseconds=1)


def test_a_text_has_twenty_to_two_thousand_characters() -> None:
    assert check_appeal(f"  {'a' * TEXT_LEAST}\x00 ") == "a" * TEXT_LEAST
    assert check_appeal("a" * TEXT_MOST) == "a" * TEXT_MOST
    with pytest.raises(AppealShortError) as short:
        check_appeal("a" * (TEXT_LEAST - 1))
    assert (short.value.length, short.value.least) == (19, 20)
    for text in ("a" * (TEXT_MOST + 1), "   "):
        with pytest.raises(TextLengthError):
            check_appeal(text)


@pytest.mark.parametrize("kind", ["image/png", "image/heic", "application/pdf", "application/pdf; q=1"])
def test_images_and_pdfs_up_to_eight_megabytes_are_taken(kind: str) -> None:
    check_file(Offered("proof", kind, FILE_MOST))
    with pytest.raises(AppealFileError) as refused:
        check_file(Offered("proof", kind, FILE_MOST + 1))
    assert refused.value.why == "size"


@pytest.mark.parametrize("kind", [None, "", "text/html", "application/pdfx", "video/mp4", "x/image/png"])
def test_no_other_files_are_taken(kind: str | None) -> None:
    with pytest.raises(AppealFileError) as refused:
        check_file(Offered("proof.png", kind, 1))
    assert refused.value.why == "kind"


def test_the_end_of_the_time_is_exclusive() -> None:
    until = NOON + LIFE

    check_open(1, PostStatus.REJECTED, IN, NOON, until - INSTANT)
    with pytest.raises(AppealLateError) as late:
        check_open(1, PostStatus.REJECTED, IN, NOON, until)

    assert late.value.until == until
    assert is_open(PostStatus.REJECTED, IN, NOON, until - INSTANT)
    assert not is_open(PostStatus.REJECTED, IN, NOON, until)


@pytest.mark.parametrize("status", [None, *sorted(set(PostStatus) - {PostStatus.REJECTED})])
def test_only_rejected_posts_are_appealed_for(status: PostStatus | None) -> None:
    with pytest.raises(NotRejectedError):
        check_open(1, status, IN, NOON, NOON)
    assert not is_open(status, IN, NOON, NOON)


@pytest.mark.parametrize("tracking", [TrackingStatus.EXCLUDED, TrackingStatus.PENDING_REVIEW])
def test_what_does_not_count_is_not_appealed_for(tracking: TrackingStatus) -> None:
    with pytest.raises(NotRejectedError):
        check_open(1, PostStatus.REJECTED, tracking, NOON, NOON)


@pytest.mark.parametrize(
    ("decider", "rejected_by", "verdict", "refused"),
    [
        (1, 2, None, None),
        (1, None, None, None),
        (1, 1, None, OwnRejectionError),
        (3, None, None, OwnAppealError),
        (3, 3, None, OwnAppealError),
        (1, 2, AppealVerdict.DENIED, AppealDecidedError),
        (3, 3, AppealVerdict.ACCEPTED, AppealDecidedError),
    ],
)
def test_somebody_else_decides_once(
    decider: int, rejected_by: int | None, verdict: AppealVerdict | None, refused: type[UserError] | None
) -> None:
    told = None
    try:
        check_decider(
            1,
            decider=decider,
            member=3,
            rejected_by=rejected_by,
            verdict=verdict,
            decided_at=None if verdict is None else NOON,
        )
    except UserError as error:
        told = type(error)

    assert told is refused
