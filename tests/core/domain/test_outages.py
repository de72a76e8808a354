"""When a platform counts as unreadable: a table with both sides of every boundary."""

from datetime import datetime, timedelta

import pytest

from core.domain.outages import TOLD_AFTER, Change, judge
from core.domain.ports import SourceState
from core.domain.terms import Platform
from tests.fakes import NOON

SECOND = timedelta(seconds=1)
LATER = NOON + TOLD_AFTER


def state(
    failed_at: datetime | None = None, ok_at: datetime | None = None, *, fails: bool = True
) -> SourceState:
    return SourceState(
        Platform.TIKTOK, "tikwm", fails and failed_at is not None, 1, 1, ok_at, failed_at, None
    )


SILENT = state()


@pytest.mark.parametrize(
    ("states", "change"),
    [
        ([], Change.NONE),
        ([SILENT], Change.NONE),
        ([state(NOON)], Change.BEGINS),
        ([state(NOON), SILENT], Change.BEGINS),
        ([state(NOON, fails=False)], Change.NONE),  # about one post only
        ([state(NOON), state(ok_at=NOON - SECOND)], Change.BEGINS),
        ([state(NOON), state(ok_at=NOON)], Change.NONE),  # another source answered
        ([state(NOON), state(ok_at=NOON + SECOND)], Change.NONE),
    ],
)
def test_it_begins_when_the_latest_news_is_a_failure(states: list[SourceState], change: Change) -> None:
    assert judge(states, None, is_told=False) is change


@pytest.mark.parametrize(
    ("states", "is_told", "change"),
    [
        ([], False, Change.NONE),  # after a restart nobody knows yet
        ([SILENT], True, Change.NONE),
        ([state(LATER - SECOND)], False, Change.NONE),
        ([state(LATER)], False, Change.IS_TOLD),
        ([state(LATER)], True, Change.NONE),
        ([state(LATER, fails=False)], False, Change.NONE),
        ([state(LATER, NOON)], False, Change.IS_TOLD),  # what was answered before says nothing
        ([state(LATER), state(ok_at=NOON + SECOND)], False, Change.ENDS),
        ([state(LATER), state(ok_at=NOON + SECOND)], True, Change.ENDS),
        ([state(ok_at=LATER)], True, Change.ENDS),
    ],
)
def test_it_is_told_after_a_while_and_ends_with_an_answer(
    states: list[SourceState], is_told: bool, change: Change
) -> None:
    assert judge(states, NOON, is_told=is_told) is change
