"""What tests of syncs do again and again."""

from datetime import timedelta

from core.domain.terms import Platform
from core.services import posts, watch_rounds, watches
from core.services.app import App
from core.services.shown import PostCard
from core.services.shown_watches import WatchCard, WatchChanged
from tests.conftest import ADMIN
from tests.fakes import FixedClock
from tests.simulated import Published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def watch(app: App, first_import: int = 0) -> WatchChanged:
    return await watches.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, first_import=first_import)


async def found(app: App) -> list[PostCard]:
    page = await posts.listing(app, ADMIN)
    assert page.pages == 1
    return list(page.items)


async def ids(app: App) -> set[str]:
    return {card.ref.platform_post_id for card in await found(app)}


def of(*published: Published) -> set[str]:
    return {post.ref.platform_post_id for post in published}


async def pass_by(app: App, clock: FixedClock, hours: float = 6.5) -> None:
    clock.advance(hours=hours)
    await watch_rounds.run(app, Platform.TIKTOK)


async def card(app: App) -> WatchCard:
    return await watches.show(app, ADMIN, "anna")
