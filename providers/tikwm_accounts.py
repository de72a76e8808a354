"""tikwm: what TikTok accounts publish and who they are, through either of its doors.

Documentation: https://rapidapi.com/tikwm-tikwm-default/api/tiktok-scraper7, read 2026-10. Pages hold 35 posts
at most. The keyless door gives one page in 10 seconds, and often a wall instead of one.
"""

from collections.abc import Mapping
from typing import Any

from core.domain.terms import AccountPage, AccountRef, Listed, Platform, Profile
from providers.pace import Turns
from providers.pages import (
    check_owner,
    flag,
    gather,
    listed_ref,
    listing,
    make_page,
    onward,
)
from providers.scrapecreators_accounts import read_tiktok_profile
from providers.tikwm import KEYED_PATH, NAME, Tikwm, read_post
from providers.values import dig, identity, mapping

KEYLESS_PAGE_INTERVAL_S = 10.5
POSTS_ON_A_PAGE = "35"


class TikwmAccounts:
    """Reads TikTok accounts through the door of the posts, whose turns it waits for too.

    `turns` keep pages further apart than other requests; the keyless door wants `KEYLESS_PAGE_INTERVAL_S`.
    """

    name = NAME

    def __init__(self, door: Tikwm, turns: Turns | None = None) -> None:
        self._door = door
        self._turns = turns or Turns(0)

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        """Return a page of the account's posts; raise a `SourceError`."""
        params = self._whose(account) | {"count": POSTS_ON_A_PAGE} | ({"cursor": cursor} if cursor else {})
        await self._turns.wait()
        return parse_page(await self._door.ask("user/posts", params), account, cursor)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        """Return who the account is; raise a `SourceError`."""
        body = await self._door.ask("user/info", {"unique_id": account.handle})
        return parse_profile(body, account)

    def _whose(self, account: AccountRef) -> dict[str, str]:
        """Return the account's id where the door takes it, for it outlives the handle."""
        if account.platform_user_id and self._door.path == KEYED_PATH:
            return {"user_id": account.platform_user_id}
        return {"unique_id": account.handle}


def parse_page(body: Any, account: AccountRef, cursor: str | None = None) -> AccountPage:
    """Read a page; raise `MalformedError`."""
    data = mapping(body, "data")
    items = listing(data, "videos")
    found = gather(items, lambda item: _listed(mapping(item)), NAME)
    check_owner(account, found.posts)
    more = flag(data.get("hasMore"))
    return make_page(found, onward(cursor, data.get("cursor"), more=more, is_empty=not items))


def parse_profile(body: Any, account: AccountRef) -> Profile:
    """Read a profile; raise `MalformedError`."""
    return read_tiktok_profile(mapping(body, "data"), account, NAME, identity)


def _listed(post: Mapping[str, Any]) -> Listed:
    post_id = identity(post.get("video_id")) or identity(post.get("id"))
    ref = listed_ref(Platform.TIKTOK, post_id, dig(post, "author", "unique_id"))
    return Listed(read_post(post, ref), flag(post.get("is_top")) is True)
