"""HikerAPI: what Instagram accounts publish and who they are.

Documentation: https://api.hikerapi.com/openapi.json, read 2026-10. Pages are of reels, for those of all posts
have no plays. They are asked for by id: an account of which only the handle is known costs one more request.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import httpx

from core.domain.errors import PostGoneError, SourceDownError, SourceError
from core.domain.terms import AccountPage, AccountRef, Outcome, Profile
from providers import hikerapi
from providers.hikerapi import NAME, read_author
from providers.http import get_json, message
from providers.pages import (
    Gathered,
    check_owner,
    check_profile,
    flag,
    gather,
    listed_media,
    listing,
    make_page,
    onward,
)
from providers.values import bio, count, dig, mapping, picture


class HikerApiAccounts:
    """Reads Instagram accounts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's reels; raise a `SourceError`."""
        if account.platform_user_id is None:
            profile = await self.fetch_profile(account)
            if profile.is_private:
                raise PostGoneError("the account is private", Outcome.PRIVATE)
            account = replace(account, platform_user_id=profile.author.platform_user_id)
        params = {"user_id": account.platform_user_id or ""} | ({"page_id": cursor} if cursor else {})
        try:
            body = await get_json(self._client, "/v2/user/clips", params, classify=classify)
        except NoEntriesError:
            return replace(make_page(Gathered(()), None), has_all_kinds=False)
        return parse_page(body, account, cursor)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise a `SourceError`."""
        params = {"username": account.handle}
        body = await get_json(self._client, "/v2/user/by/username", params, classify=hikerapi.classify)
        return parse_profile(body, account)


class NoEntriesError(PostGoneError):
    """There is no post on the page that was asked for: an answer like any other, sent as a 404."""


def classify(status: int, body: Any) -> SourceError | None:
    """Return what the vendor's own words on a page mean."""
    if status == HTTPStatus.NOT_FOUND and "entries not found" in message(body).lower():
        return NoEntriesError("404: entries not found")
    return hikerapi.classify(status, body)


def parse_page(body: Any, account: AccountRef, cursor: str | None = None) -> AccountPage:
    """Read a page of reels; raise a `SourceError`."""
    response = mapping(body, "response")
    items = listing(response, "items")
    if response.get("status") not in ("ok", None):
        raise SourceDownError("the platform gave the vendor no page")
    found = gather(
        items, lambda item: listed_media(mapping(item, "media"), account.platform_user_id, NAME), NAME
    )
    check_owner(account, found.posts)
    more = flag(dig(response, "paging_info", "more_available"))
    page = make_page(found, onward(cursor, body.get("next_page_id"), more=more, is_empty=not items))
    return replace(page, has_all_kinds=False)


def parse_profile(body: Any, account: AccountRef) -> Profile:
    """Read a profile; raise `PostGoneError` or `MalformedError`."""
    if isinstance(body, Mapping) and body.get("status") == "ok" and body.get("user") is None:
        raise PostGoneError("no such account")
    user = mapping(body, "user")
    author = read_author(user)
    check_profile(account, author)
    hd = dig(user, "hd_profile_pic_url_info", "url")
    return Profile(
        source=NAME,
        author=replace(author, avatar_url=picture(hd) or author.avatar_url),
        bio=bio(user.get("biography")),
        followers=count(user.get("follower_count"), "follower_count"),
        posts=count(user.get("media_count"), "media_count"),
        is_private=flag(user.get("is_private")),
    )
