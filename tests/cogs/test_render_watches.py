"""What people read about watched accounts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cogs import render_watches
from core.domain.terms import CreatorState, Outcome, Platform, TrackingMode, WatchState
from core.services.shown_watches import Synced, WatchCard, WatchChanged
from tests.fakes import NOON

GOOD = WatchCard(
    id=1,
    handle="anna",
    platform=Platform.TIKTOK,
    display_name="Anna",
    avatar_url=None,
    campaign="Summer",
    campaign_is_active=True,
    creator="anna",
    creator_state=CreatorState.ACTIVE,
    mode=TrackingMode.AUTO,
    state=WatchState.ACTIVE,
    first_import=0,
    since_at=NOON,
    imported=3,
    synced_at=NOON,
    tried_at=NOON,
    last_outcome=Outcome.OK,
    last_error=None,
    failures=0,
    next_sync_at=NOON + timedelta(hours=6),
    created_by=7,
    created_at=NOON,
)
FAILING = replace(GOOD, last_outcome=Outcome.UNAVAILABLE, failures=2)
FIRST = replace(FAILING, synced_at=None, since_at=None, first_import=10, imported=0)


def field(card: WatchCard, name: str) -> str | None:
    return {each.name: each.value for each in render_watches.card(card).fields}.get(name)


def headline(synced: Synced) -> str:
    shown = render_watches.changed(WatchChanged("synced", GOOD, synced)).description or ""
    return shown.removesuffix("\nAnna")


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (FAILING, "Nothing is missed: the next good sync goes back to where the last one ended."),
        (FIRST, "The first import is made by the next good sync."),
        (
            replace(FAILING, synced_at=None),
            "Everything published since it is watched comes in with the next good sync.",
        ),
    ],
)
def test_a_failed_sync_says_what_the_next_good_one_brings(card: WatchCard, said: str) -> None:
    assert field(card, "Last sync failed") == (
        "<t:1793620800:R>: The source gave no usable listing.\n"
        f"2 failed syncs in a row. It is tried again <t:1793642400:R>. {said}"
    )


def test_what_is_not_synced_by_itself_is_not_said_to_be_tried_again() -> None:
    paused = field(replace(FAILING, state=WatchState.PAUSED), "Last sync failed") or ""

    assert "tried again" not in paused
    assert "2 failed syncs in a row. Nothing is missed" in paused


def test_a_removed_account_has_no_failed_sync() -> None:
    assert field(replace(FAILING, state=WatchState.REMOVED), "Last sync failed") is None


def test_it_says_what_it_takes_in() -> None:
    assert (field(GOOD, "Takes in") or "").startswith("posts published since <t:1793620800:F>")
    assert (field(GOOD, "Takes in") or "").endswith("\nCame in so far: 3 posts")
    assert field(FIRST, "Takes in") == "its newest 10 posts and all later ones\nCame in so far: 0 posts"


@pytest.mark.parametrize(
    ("imported", "waiting", "late", "said"),
    [
        (0, 0, 0, "There is nothing new."),
        (1, 0, 0, "1 new post came in. Its numbers are read next."),
        (1, 1, 0, "1 new post came in and waits in `/inbox`. Its numbers are read next."),
        (3, 0, 0, "3 new posts came in. Their numbers are read next."),
        (3, 3, 0, "3 new posts came in and wait in `/inbox`. Their numbers are read next."),
        (3, 1, 0, "3 new posts came in, 1 of which waits in `/inbox`. Their numbers are read next."),
        (
            5,
            2,
            2,
            (
                "5 new posts came in, 2 of which wait in `/inbox`. 2 of them are older than their counting "
                "window, so a person decides on them there. Their numbers are read next."
            ),
        ),
        (
            5,
            5,
            1,
            (
                "5 new posts came in and wait in `/inbox`. 1 of them is older than its counting window, "
                "so a person decides on it there. Their numbers are read next."
            ),
        ),
        (
            2,
            2,
            2,
            (
                "2 new posts came in and wait in `/inbox`. They are older than their counting window, "
                "so a person decides on them there. Their numbers are read next."
            ),
        ),
        (
            1,
            1,
            1,
            (
                "1 new post came in and waits in `/inbox`. It is older than its counting window, "
                "so a person decides on it there. Its numbers are read next."
            ),
        ),
    ],
)
def test_a_sync_says_what_came_in(imported: int, waiting: int, late: int, said: str) -> None:
    assert headline(Synced(Outcome.OK, imported, waiting, 1, late=late)) == said


def test_a_sync_that_broke_off_says_what_came_in_before() -> None:
    assert headline(Synced(Outcome.UNAVAILABLE, 0, 0, 1)) == "The sync failed, the account stays saved."
    assert headline(Synced(Outcome.UNAVAILABLE, 2, 1, 1)) == (
        "The sync failed, the account stays saved. 2 posts came in before that, 1 of which waits in `/inbox`."
    )
