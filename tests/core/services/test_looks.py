"""A page of an account stands for single looks where it says as much, and for nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import SourceDownError
from core.domain.terms import AccountRef, Platform, PostRef
from core.services import campaigns, creators, posts, refresh, submissions
from core.services.app import App
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeAccounts, FakeSource, FixedClock, reading, tiktok

ANNAS = [tiktok(NOON, serial) for serial in range(4)]
BENS = [tiktok(NOON, 100 + serial, "ben") for serial in range(2)]


@pytest.fixture
def accounts(source: FakeSource) -> FakeAccounts:
    return FakeAccounts(source)


@pytest.fixture
async def swept(app: App, source: FakeSource, clock: FixedClock, accounts: FakeAccounts) -> App:
    """The program with pages of accounts; four posts of Anna and two of Ben are due."""
    await campaigns.create(app, ADMIN, name="Summer")
    for handle in ("anna", "ben"):
        await creators.add(app, ADMIN, handle=handle, platform=Platform.TIKTOK)
    tell(source, ANNAS, 1, "anna", "1001")
    tell(source, BENS, 1, "ben", "1002")
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in ANNAS + BENS))
    source.asked.clear()
    clock.advance(hours=7)
    tell(source, ANNAS, 2, "anna", "1001")
    tell(source, BENS, 2, "ben", "1002")
    return replace(app, pages={Platform.TIKTOK: accounts})


def tell(source: FakeSource, refs: Sequence[PostRef], views: int | None, handle: str, user_id: str) -> None:
    for ref in refs:
        source.tell(ref, reading(ref, views, handle=handle, user_id=user_id))


async def views(app: App) -> list[int | None]:
    return [(await posts.show(app, ADMIN, ref.url)).counts.views for ref in ANNAS + BENS]


async def test_several_posts_of_one_account_take_one_request(
    swept: App, source: FakeSource, accounts: FakeAccounts
) -> None:
    tally = await refresh.run_round(swept, Platform.TIKTOK)

    assert accounts.asked == [AccountRef(Platform.TIKTOK, "anna", "1001")]
    assert set(source.asked) == set(BENS)
    assert (tally.due, tally.asked, tally.read, tally.snapshots) == (6, 3, 6, 6)
    assert await views(swept) == [2] * 6


async def test_what_the_page_leaves_out_is_asked_for_by_itself(
    swept: App, source: FakeSource, accounts: FakeAccounts
) -> None:
    accounts.page_size = 3

    tally = await refresh.run_round(swept, Platform.TIKTOK)

    assert set(source.asked) == {ANNAS[3], *BENS}
    assert (tally.due, tally.asked) == (6, 4)
    assert await views(swept) == [2] * 6


async def test_a_page_without_views_stands_for_nothing(
    swept: App, source: FakeSource, accounts: FakeAccounts
) -> None:
    accounts.has_views = False

    await refresh.run_round(swept, Platform.TIKTOK)

    assert set(source.asked) == {*ANNAS, *BENS}
    assert await views(swept) == [2] * 6


@pytest.mark.parametrize("views", [None, 0])
async def test_no_count_or_a_zero_on_a_page_is_looked_at_closer(
    swept: App, source: FakeSource, accounts: FakeAccounts, views: int | None
) -> None:
    tell(source, ANNAS[:1], views, "anna", "1001")

    await refresh.run_round(swept, Platform.TIKTOK)

    assert set(source.asked) == {ANNAS[0], *BENS}


@pytest.mark.parametrize("trouble", [SourceDownError("timed out"), ZeroDivisionError("a fault in a parser")])
async def test_a_page_that_fails_costs_one_request(
    swept: App, source: FakeSource, accounts: FakeAccounts, trouble: Exception
) -> None:
    accounts.trouble = trouble

    tally = await refresh.run_round(swept, Platform.TIKTOK)

    assert (tally.due, tally.asked, tally.failed) == (6, 7, 0)
    assert await views(swept) == [2] * 6


async def test_single_looks_stay_where_no_source_has_pages(app: App, swept: App, source: FakeSource) -> None:
    tally = await refresh.run_round(app, Platform.TIKTOK)

    assert (tally.due, tally.asked, set(source.asked)) == (6, 6, {*ANNAS, *BENS})


async def test_a_page_counts_at_the_windows_end_like_any_look(
    swept: App, source: FakeSource, clock: FixedClock
) -> None:
    clock.now = NOON + timedelta(days=7)
    tell(source, ANNAS, 5_000, "anna", "1001")

    await refresh.run_round(swept, Platform.TIKTOK)

    assert (await posts.show(swept, ADMIN, ANNAS[0].url)).counted_views == 5_000
