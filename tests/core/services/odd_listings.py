"""Listings that leave things out, spoil them, or put them in an order of their own."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from core.domain.terms import AccountPage, AccountRef, Author, Listed, Platform
from core.services import campaigns, creators, watch_rounds, watches
from core.services.app import App
from core.services.shown_watches import WatchChanged
from db.models import Post
from tests.conftest import ADMIN
from tests.fakes import FixedClock
from tests.simulated import PlayedAccount, PlayedSource, Published

UNWRITABLE = "half an emoji \ud83d"
"""Text that neither database stores."""


class ReelsListing(PlayedSource):
    """Lists reels only, as some sources do; for a while it may be that none of them can be read."""

    is_unreadable = False

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        page = await super().fetch_page(account, cursor)
        if self.is_unreadable:
            page = replace(page, posts=(), unread=len(page.posts))
        return replace(page, has_all_kinds=False)


@dataclass
class ArrangedAccount(PlayedAccount):
    """Lists its posts in the order they are arranged in."""

    def listed(self) -> list[Published]:
        return self.posts


class ArrangedListing(PlayedSource):
    """Lists arranged accounts by cursors that are positions, for their order is not that of time."""

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        found, start = self._find(account), int(cursor or 0)
        self.asked.append((found.handle, cursor))
        end, shown = start + self.page_size, found.listed()
        page = tuple(self._entry(found, post) for post in shown[start:end])
        return AccountPage(page, str(end) if end < len(shown) else None, has_views=True)


class SpoiledListing(PlayedSource):
    """Gives one post a caption that cannot be written."""

    spoiled: Published | None = None

    def _entry(self, account: PlayedAccount, post: Published) -> Listed:
        listed = super()._entry(account, post)
        if post is not self.spoiled:
            return listed
        return replace(listed, reading=replace(listed.reading, caption=UNWRITABLE))


class SharedListing(PlayedSource):
    """Names the same further authors with every post."""

    coauthors: tuple[Author, ...] = ()

    def _entry(self, account: PlayedAccount, post: Published) -> Listed:
        listed = super()._entry(account, post)
        return replace(listed, reading=replace(listed.reading, coauthors=self.coauthors))


async def on_instagram(app: App, listing: PlayedSource) -> App:
    """Return the program with a campaign whose creator is Anna on Instagram; her account can be listed."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM)
    return replace(app, accounts={Platform.INSTAGRAM: listing})


async def watch_reels(app: App, first_import: int) -> WatchChanged:
    return await watches.add(
        app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, first_import=first_import
    )


async def days_pass(app: App, clock: FixedClock, platform: Platform = Platform.TIKTOK, days: int = 2) -> None:
    """Let days pass, and every account be synced twice on each."""
    for _ in range(2 * days):
        clock.advance(hours=12.5)
        await watch_rounds.run(app, platform)


async def rows(app: App) -> dict[str, Post]:
    """Return all posts that came in, by the platform's id."""
    async with app.reads() as session:
        return {post.platform_post_id: post for post in await session.scalars(select(Post))}
