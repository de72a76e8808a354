"""ScrapeCreators: what accounts publish and who they are; and how every vendor's page is put together.

Documentation: https://docs.scrapecreators.com, read 2026-10. Pages are not asked for trimmed: a trimmed one
leaves out which posts are pinned. Instagram's pages have the platform's mobile shape, as at HikerAPI.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from core.domain.errors import MalformedError, PostGoneError, SourceDownError
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Author,
    Listed,
    Outcome,
    Platform,
    Profile,
)
from providers.hikerapi import ReadId, read_author
from providers.http import get_json
from providers.pages import (
    check_owner,
    check_profile,
    flag,
    gather,
    is_other,
    listed_media,
    listed_ref,
    listing,
    make_page,
    onward,
)
from providers.scrapecreators import NAME, classify, read_tiktok
from providers.values import bio, count, dig, handle, mapping, picture, text, written_id

AVATARS = ("avatarLarger", "avatarMedium", "avatarThumb")


class ScrapeCreatorsTikTokAccounts:
    """Reads TikTok accounts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's posts; raise a `SourceError`."""
        params = {
            "handle": account.handle,
            **({"user_id": account.platform_user_id} if account.platform_user_id else {}),
            "sort_by": "latest",
            **({"max_cursor": cursor} if cursor else {}),
        }
        body = await get_json(self._client, "/v3/tiktok/profile/videos", params, classify=classify)
        return parse_tiktok_page(body, account, cursor)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise a `SourceError`."""
        params = {"handle": account.handle}
        body = await get_json(self._client, "/v1/tiktok/profile", params, classify=classify)
        return read_tiktok_profile(body, account, NAME, written_id)


class ScrapeCreatorsInstagramAccounts:
    """Reads Instagram accounts; `client` carries base address and key."""

    name = NAME

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's posts; raise a `SourceError`."""
        params = {"handle": account.handle} | ({"next_max_id": cursor} if cursor else {})
        body = await get_json(self._client, "/v2/instagram/user/posts", params, classify=classify)
        return parse_instagram_page(body, account, cursor)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise a `SourceError`."""
        params = {"handle": account.handle}
        body = await get_json(self._client, "/v1/instagram/profile", params, classify=classify)
        return parse_instagram_profile(body, account)


def parse_tiktok_page(body: Any, account: AccountRef, cursor: str | None = None) -> AccountPage:
    """Read a page of TikTok posts; raise a `SourceError`."""
    items = listing(body, "aweme_list")
    if body.get("status_code") not in (0, None):
        raise SourceDownError("the platform gave the vendor no page")
    found = gather(items, lambda item: _listed_tiktok(mapping(item)), NAME)
    check_owner(account, found.posts)
    more = flag(body.get("has_more"))
    return make_page(found, onward(cursor, body.get("max_cursor"), more=more, is_empty=not items))


def parse_instagram_page(body: Any, account: AccountRef, cursor: str | None = None) -> AccountPage:
    """Read a page of Instagram posts; raise a `SourceError`."""
    items = listing(body, "items")
    if body.get("status") not in ("ok", None):
        raise SourceDownError("the platform gave the vendor no page")
    owner = read_author(body.get("user"), written_id)
    if is_other(account, owner):
        raise MalformedError("the page is another account's")
    if not items and flag(dig(body, "user", "is_private")):
        raise PostGoneError("the account is private", Outcome.PRIVATE)
    owner_id = account.platform_user_id or owner.platform_user_id
    found = gather(items, lambda item: listed_media(mapping(item), owner_id, NAME, written_id), NAME)
    if owner.platform_user_id is None and owner.handle is None:
        check_owner(account, found.posts)
    more = flag(body.get("more_available"))
    return make_page(found, onward(cursor, body.get("next_max_id"), more=more, is_empty=not items))


def parse_instagram_profile(body: Any, account: AccountRef) -> Profile:
    """Read an Instagram profile; raise `PostGoneError` or `MalformedError`."""
    data = mapping(body, "data")
    if "user" in data and data["user"] is None:
        raise PostGoneError("no such account")
    user = mapping(data, "user")
    author = read_author(user, written_id)
    check_profile(account, author)
    return Profile(
        source=NAME,
        author=replace(author, avatar_url=picture(user.get("profile_pic_url_hd")) or author.avatar_url),
        bio=bio(user.get("biography")),
        followers=count(dig(user, "edge_followed_by", "count"), "edge_followed_by"),
        posts=count(dig(user, "edge_owner_to_timeline_media", "count"), "edge_owner_to_timeline_media"),
        is_private=flag(user.get("is_private")),
    )


def read_tiktok_profile(body: Any, account: AccountRef, source: str, read_id: ReadId) -> Profile:
    """Read a profile in the shape of TikTok's web pages, whoever passes it on; raise `MalformedError`."""
    user = mapping(body, "user")
    author = Author(
        handle=handle(user.get("uniqueId")),
        platform_user_id=read_id(user.get("id")),
        name=text(user.get("nickname"), 200),
        avatar_url=next((url for size in AVATARS if (url := picture(user.get(size)))), None),
    )
    check_profile(account, author)
    return Profile(
        source=source,
        author=author,
        bio=bio(user.get("signature")),
        followers=count(dig(body, "stats", "followerCount"), "followerCount"),
        posts=count(dig(body, "stats", "videoCount"), "videoCount"),
        is_private=flag(user.get("privateAccount")),
    )


def _listed_tiktok(post: Mapping[str, Any]) -> Listed:
    post_id = written_id(post.get("aweme_id"))
    ref = listed_ref(Platform.TIKTOK, post_id, dig(post, "author", "unique_id"))
    return Listed(read_tiktok(post, ref), flag(post.get("is_top")) is True)
