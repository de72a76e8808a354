"""The day's manual refreshes: exactly as many as the limit, however many ask at once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import LimitReachedError, SourceDownError
from core.domain.terms import Platform
from core.services import campaigns, creators, posts, submissions
from core.services.app import App
from core.services.shown import PostLooked, Submitted
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import REF, hand_in
from tests.fakes import FakeSource, FixedClock, reading

LIMIT = 10
ELSEWHERE = Caller(200_000_000_000_000_002, EDITOR.discord_id, Role.ADMIN)


@pytest.fixture
def limited(app: App) -> App:
    return replace(app, manual_refreshes_per_day=LIMIT)


@pytest.fixture
async def post(limited: App, source: FakeSource) -> str:
    await campaigns.create(limited, ADMIN, name="Summer")
    await creators.add(limited, ADMIN, handle="anna", platform=Platform.TIKTOK)
    made = await hand_in(limited, source, 5)
    source.asked.clear()
    return made


async def ask(app: App, by: Caller, post: str, times: int) -> tuple[list[int], int]:
    """How many were left after each refresh that was made, and how many were refused."""
    results = await asyncio.gather(
        *(posts.refresh(app, by, post) for _ in range(times)), return_exceptions=True
    )
    left = [result.refreshes_left for result in results if isinstance(result, PostLooked)]
    refused = [result for result in results if isinstance(result, LimitReachedError)]
    assert len(left) + len(refused) == times
    assert all(refusal.limit == LIMIT for refusal in refused)
    return sorted(left), len(refused)


async def test_fifty_at_once_are_ten_and_the_rest_ask_no_source(
    limited: App, source: FakeSource, post: str
) -> None:
    made, refused = await ask(limited, EDITOR, post, 50)

    assert (made, refused) == (list(range(LIMIT)), 40)
    assert len(source.asked) == LIMIT


async def test_a_refused_refresh_asks_no_source(limited: App, source: FakeSource, post: str) -> None:
    await ask(limited, EDITOR, post, LIMIT)
    source.asked.clear()

    assert await ask(limited, ADMIN, post, 3) == ([], 3)
    assert source.asked == []


async def test_the_next_utc_day_counts_anew(
    limited: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    clock.now = datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC)
    await ask(limited, EDITOR, post, LIMIT)
    assert await ask(limited, EDITOR, post, 1) == ([], 1)

    clock.advance(seconds=1)

    assert await ask(limited, EDITOR, post, LIMIT + 1) == (list(range(LIMIT)), 1)


async def test_each_server_has_its_own_count(limited: App, source: FakeSource, post: str) -> None:
    await campaigns.create(limited, ELSEWHERE, name="Theirs")
    await creators.add(limited, ELSEWHERE, handle="anna", platform=Platform.TIKTOK)
    theirs = (await submissions.track(limited, ELSEWHERE, REF.url)).rows[0].result
    assert isinstance(theirs, Submitted)
    await ask(limited, EDITOR, post, LIMIT)

    assert await ask(limited, ELSEWHERE, f"#{theirs.post_id}", LIMIT + 2) == (list(range(LIMIT)), 2)


async def test_a_look_that_fails_counts_and_an_unknown_post_does_not(
    limited: App, source: FakeSource, post: str
) -> None:
    source.tell(REF, SourceDownError("timed out"))
    failed = await posts.refresh(limited, EDITOR, post)
    results = await asyncio.gather(
        *(posts.refresh(limited, EDITOR, "#99") for _ in range(LIMIT)), return_exceptions=True
    )
    source.tell(REF, reading(REF, 7))

    after = await posts.refresh(limited, EDITOR, post)

    assert not any(isinstance(result, LimitReachedError) for result in results)
    assert (failed.refreshes_left, after.refreshes_left) == (LIMIT - 1, LIMIT - 2)


async def test_a_limit_of_zero_allows_none(app: App, source: FakeSource, post: str) -> None:
    source.asked.clear()

    with pytest.raises(LimitReachedError):
        await posts.refresh(replace(app, manual_refreshes_per_day=0), EDITOR, post)

    assert source.asked == []
