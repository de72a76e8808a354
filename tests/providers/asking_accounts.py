"""How every vendor is asked for pages and profiles of accounts, and what must hold for all of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from core.domain.errors import SourceError
from core.domain.ports import AccountSource
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Platform,
    Profile,
)
from tests.providers.asking import BASE, KEY, Handler
from tests.providers.test_any_answer import check, numbers, says_zero

Make = Callable[[httpx.AsyncClient], AccountSource]
Parse = Callable[[Any, AccountRef], AccountPage | Profile]


@asynccontextmanager
async def over(handler: Handler) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key whose requests the handler answers."""
    transport = httpx.MockTransport(handler)  # type: ignore[arg-type]  # it takes both kinds
    async with httpx.AsyncClient(base_url=BASE, headers={"x-api-key": KEY}, transport=transport) as client:
        yield client


async def answers(
    make: Make, handler: Handler, account: AccountRef
) -> list[AccountPage | Profile | SourceError]:
    """What a source says of an account's page and of its profile."""
    found: list[AccountPage | Profile | SourceError] = []
    async with over(handler) as client:
        source = make(client)
        for ask in (source.fetch_page, source.fetch_profile):
            try:
                found.append(await ask(account))
            except SourceError as error:
                found.append(error)
    return found


async def asked_for(
    make: Make, account: AccountRef, cursor: str | None, body: Any
) -> list[tuple[str, dict[str, str]]]:
    """What is asked for a page: paths and parameters."""
    asked: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json=body)

    async with over(handler) as client:
        await make(client).fetch_page(account, cursor)
    return [(url.path, dict(url.params)) for url in asked]


def check_page(page: AccountPage, platform: Platform) -> None:
    """What holds for every page."""
    ids = [listed.reading.ref.platform_post_id for listed in page.posts]
    assert len(ids) == len(set(ids))
    assert page.next_cursor is None or (page.next_cursor.encode() and "\x00" not in page.next_cursor)
    for listed in page.posts:
        reading = listed.reading
        assert reading.ref.platform is platform
        assert page.has_views or reading.counts.views is None
        check(reading, reading.ref)
        for author in reading.coauthors:
            assert author.handle or author.platform_user_id


def check_profile(profile: Profile, account: AccountRef) -> None:
    """What holds for every profile of an account whose id is known."""
    assert profile.author.platform_user_id == account.platform_user_id
    for number in (profile.followers, profile.posts):
        assert number is None or (type(number) is int and number >= 0)
    assert profile.is_private in {None, True, False}
    for text in (profile.bio, profile.author.handle, profile.author.name, profile.author.avatar_url):
        assert text is None or (text.encode() and "\x00" not in text)


def check_any(body: Any, value: Any, parse: Parse, account: AccountRef) -> None:
    """Into a body a value was put: that gives a page, a profile or a typed error, and no made-up zero."""
    try:
        found = parse(body, account)
    except SourceError:
        return
    if isinstance(found, Profile):
        check_profile(found, account)
        assert says_zero(value) or 0 not in {found.followers, found.posts}
        return
    check_page(found, account.platform)
    counts = [number for listed in found.posts for number in numbers(listed.reading.counts)]
    assert says_zero(value) or 0 not in counts


def ids(page: AccountPage) -> list[str]:
    return [listed.reading.ref.platform_post_id for listed in page.posts]
