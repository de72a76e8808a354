"""Accounts that are played: they publish, pin, hide and restore, and the source may be out."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.errors import PostGoneError, SourceDownError
from core.domain.ports import SourceState
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Author,
    Counts,
    Listed,
    MediaType,
    Outcome,
    Platform,
    PostRef,
    Profile,
    Reading,
)
from tests.fakes import instagram, tiktok


@dataclass
class Published:
    """A post of a played account."""

    ref: PostRef
    at: datetime
    is_pinned: bool = False
    is_hidden: bool = False
    is_reel: bool = True
    author: Author | None = None


@dataclass
class PlayedAccount:
    """What an account has published; what is public is listed, pinned posts first, then the newest."""

    platform: Platform
    handle: str = "anna"
    user_id: str = "1001"
    is_private: bool = False
    posts: list[Published] = field(default_factory=list)

    def publish(self, at: datetime, **facts: bool | Author) -> Published:
        """Add a post published at that time."""
        serial = len(self.posts) + 1
        ref = tiktok(at, serial, self.handle) if self.platform is Platform.TIKTOK else instagram(at, serial)
        post = Published(ref, at, **facts)  # type: ignore[arg-type]  # the fields are the test's to name
        self.posts.append(post)
        return post

    def listed(self) -> Sequence[Published]:
        """Return what is public in the platform's order."""
        public = [post for post in self.posts if not post.is_hidden]
        return sorted(
            public, key=lambda post: (post.is_pinned, post.at, post.ref.platform_post_id), reverse=True
        )


class PlayedSource:
    """Lists played accounts, page by page, by cursors that are times as the platforms' own are.

    `trouble` is raised instead of an answer; `breaks_after` pages of a listing it is down.
    """

    name = "played"

    def __init__(self, *accounts: PlayedAccount, page_size: int = 10, says_pinned: bool = True) -> None:
        self.accounts = list(accounts)
        self.page_size = page_size
        self.says_pinned = says_pinned
        self.trouble: Exception | None = None
        self.breaks_after: int | None = None
        self.is_empty = False  # the listing fails by being empty
        self.under_way: Callable[[], Awaitable[None]] | None = None  # awaited while a page is under way
        self.asked: list[tuple[str, str | None]] = []

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        number = 1 if cursor is None else int(cursor.split(":")[0])
        self._meet_trouble(number)
        found = self._find(account)
        self.asked.append((found.handle, cursor))
        if found.is_private:
            raise PostGoneError("private", Outcome.PRIVATE)
        shown = [] if self.is_empty else [post for post in found.listed() if self._is_behind(post, cursor)]
        if self.under_way is not None:
            await self.under_way()
        page, rest = shown[: self.page_size], shown[self.page_size :]
        onward = self._cursor(number + 1, page) if rest else None
        posts = tuple(self._entry(found, post) for post in page)
        return AccountPage(posts, onward, has_views=True)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        self._meet_trouble(1)
        found = self._find(account)
        count = len(found.listed())
        author = Author(found.handle, found.user_id)
        return Profile(self.name, author, posts=count, is_private=found.is_private)

    def states(self) -> Sequence[SourceState]:
        return []

    def _meet_trouble(self, page: int) -> None:
        if self.trouble is not None:
            raise self.trouble
        if self.breaks_after is not None and page > self.breaks_after:
            raise SourceDownError("down in mid-listing")

    def _find(self, account: AccountRef) -> PlayedAccount:
        by_id = [one for one in self.accounts if one.user_id == account.platform_user_id]
        found = by_id or [one for one in self.accounts if one.handle == account.handle]
        if not found:
            raise PostGoneError("no such account")
        return found[0]

    @staticmethod
    def _is_behind(post: Published, cursor: str | None) -> bool:
        if cursor is None:
            return True
        _, at, post_id = cursor.split(":")
        return not post.is_pinned and (post.at.timestamp(), post.ref.platform_post_id) < (float(at), post_id)

    @staticmethod
    def _cursor(number: int, page: Sequence[Published]) -> str:
        last = next((post for post in reversed(page) if not post.is_pinned), None)
        return (
            f"{number}:inf:"
            if last is None
            else f"{number}:{last.at.timestamp()}:{last.ref.platform_post_id}"
        )

    def _entry(self, account: PlayedAccount, post: Published) -> Listed:
        reading = Reading(
            post.ref,
            self.name,
            Counts(),
            author=post.author or Author(account.handle, account.user_id, "Anna"),
            caption="hello",
            thumbnail_url="https://example.com/cover.jpg",
            media_type=MediaType.VIDEO,
            published_at=post.at,
        )
        return Listed(reading, is_pinned=post.is_pinned and self.says_pinned, is_reel=post.is_reel)
