"""Sources of accounts in order: who is asked, and that a listing is never pieced together from two."""

import asyncio
import logging

import pytest

from core.domain.errors import PostGoneError, SourceBusyError, SourceDownError, SourceError, UnsupportedError
from core.domain.terms import AccountPage, AccountRef, Author, Outcome, Platform, Profile
from providers.accounts import AccountFallback
from providers.fuse import FIRST_PAUSE, STRIKES
from tests.fakes import FixedClock
from tests.providers.scripted import BUSY, DOWN, GONE, PRIVATE, REFUSED, SHAPE, UNSUPPORTED

ANNA = AccountRef(Platform.TIKTOK, "anna", "1001")


class Accounts:
    """Gives pages 0, 1, 2 …, its last as told; a script says what it fails with first."""

    def __init__(self, name: str, *script: SourceError | None, last: int = 2) -> None:
        self.name = name
        self.script = list(script)
        self.last = last
        self.asked: list[str | None] = []

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        self.asked.append(cursor)
        await self._fail()
        page = 0 if cursor is None else int(cursor.removeprefix(f"{self.name}:at:"))
        return AccountPage((), None if page == self.last else f"{self.name}:at:{page + 1}", has_views=True)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        self.asked.append("profile")
        await self._fail()
        return Profile(self.name, Author(account.handle))

    async def _fail(self) -> None:
        await asyncio.sleep(0)
        trouble = self.script.pop(0) if self.script else None
        if trouble is not None:
            raise trouble


def chain(*sources: Accounts, clock: FixedClock | None = None) -> AccountFallback:
    return AccountFallback(Platform.TIKTOK, sources, clock or FixedClock())


async def ask(fallback: AccountFallback, cursor: str | None = None) -> AccountPage | SourceError:
    try:
        return await fallback.fetch_page(ANNA, cursor)
    except SourceError as error:
        return error


@pytest.mark.parametrize("trouble", [GONE, BUSY, DOWN, REFUSED, SHAPE, UNSUPPORTED])
async def test_the_next_source_is_asked_for_the_page_and_for_the_profile(trouble: SourceError) -> None:
    first, second = Accounts("first", trouble), Accounts("second")
    page = await chain(first, second).fetch_page(ANNA)
    first.script = [trouble]
    profile = await chain(first, second).fetch_profile(ANNA)

    assert page.next_cursor == "second:second:at:1"
    assert profile.source == "second"
    assert first.asked == second.asked == [None, "profile"]


async def test_a_listing_is_continued_where_it_was_begun() -> None:
    first, second = Accounts("first", DOWN), Accounts("second")
    fallback = chain(first, second)

    page = await fallback.fetch_page(ANNA)
    pages = [page]
    while page.next_cursor is not None:
        page = await fallback.fetch_page(ANNA, page.next_cursor)
        pages.append(page)

    assert len(pages) == 3
    assert first.asked == [None]
    assert second.asked == [None, "second:at:1", "second:at:2"]


@pytest.mark.parametrize("trouble", [GONE, BUSY, DOWN, REFUSED, SHAPE])
async def test_a_second_page_that_fails_is_not_taken_from_another_source(trouble: SourceError) -> None:
    first, second = Accounts("first", None, trouble), Accounts("second")
    fallback = chain(first, second)
    page = await fallback.fetch_page(ANNA)

    result = await ask(fallback, page.next_cursor)

    assert isinstance(result, SourceError)
    assert result.outcome is trouble.outcome
    assert second.asked == []


async def test_while_its_source_is_left_alone_a_listing_waits() -> None:
    clock = FixedClock()
    first, second = Accounts("first", None, SourceBusyError("busy", 30)), Accounts("second")
    fallback = chain(first, second, clock=clock)
    page = await fallback.fetch_page(ANNA)
    await ask(fallback, page.next_cursor)

    during = await ask(fallback, page.next_cursor)
    clock.advance(seconds=30)
    after = await ask(fallback, page.next_cursor)

    assert isinstance(during, SourceBusyError)
    assert during.retry_after_s == 30
    assert isinstance(after, AccountPage)
    assert second.asked == []


@pytest.mark.parametrize("cursor", ["third:7", "7", ""])
async def test_a_cursor_of_nobody_here_is_asked_of_nobody(cursor: str) -> None:
    first = Accounts("first")

    result = await ask(chain(first), cursor)

    assert isinstance(result, UnsupportedError)
    assert str(result) == "the listing was begun at a source that is not in use"
    assert first.asked == []


async def test_a_private_account_is_asked_for_no_further() -> None:
    first, second = Accounts("first", PRIVATE), Accounts("second")

    result = await ask(chain(first, second))

    assert isinstance(result, PostGoneError)
    assert result.outcome is Outcome.PRIVATE
    assert second.asked == []


async def test_an_account_is_confirmed_missing_by_two_sources_not_by_one() -> None:
    both = await ask(chain(Accounts("first", GONE), Accounts("second", GONE)))
    one = await ask(chain(Accounts("first", GONE), Accounts("second", DOWN)))

    assert isinstance(both, PostGoneError)
    assert isinstance(one, PostGoneError)
    assert (both.confirmed, one.confirmed) == (True, False)


async def test_of_twenty_at_once_one_tries_a_source_whose_fuse_blew() -> None:
    clock = FixedClock()
    first, second = Accounts("first", *[DOWN] * STRIKES), Accounts("second")
    fallback = chain(first, second, clock=clock)
    await asyncio.gather(*(fallback.fetch_page(ANNA) for _ in range(STRIKES)))
    left_alone = await fallback.fetch_page(ANNA)
    clock.now += FIRST_PAUSE

    pages = await asyncio.gather(*(fallback.fetch_page(ANNA) for _ in range(20)))

    assert left_alone.next_cursor == "second:second:at:1"
    assert sorted(str(page.next_cursor) for page in pages) == [
        "first:first:at:1",
        *["second:second:at:1"] * 19,
    ]


async def test_states_and_log_tell_accounts_from_posts(caplog: pytest.LogCaptureFixture) -> None:
    fallback = chain(Accounts("first", REFUSED), Accounts("second"))

    with caplog.at_level(logging.INFO):
        for _ in range(3):
            await fallback.fetch_page(ANNA)

    assert fallback.name == "first,second"
    states = [(state.name, state.asked, state.is_refused) for state in fallback.states()]
    assert states == [("first (accounts)", 1, True), ("second (accounts)", 3, False)]
    assert [record.getMessage() for record in caplog.records] == [
        "TikTok first (accounts) fails: key refused (see FIRST_API_KEY)"
    ]


async def test_without_sources_nothing_can_be_read() -> None:
    with pytest.raises(UnsupportedError, match="no source for TikTok accounts is configured"):
        await chain().fetch_profile(ANNA)


async def test_when_nobody_answers_the_most_telling_is_raised() -> None:
    result = await ask(chain(Accounts("first", SHAPE), Accounts("second", DOWN)))

    assert type(result) is SourceDownError
