"""What tests of digests do again and again."""

from datetime import UTC, datetime, timedelta

from core.domain.access import Caller, Role
from core.services import digests, servers
from core.services.app import App
from core.services.shown_digests import CampaignWeek, Digest, Slot
from tests.conftest import ADMIN, HOME
from tests.db.counted import added, campaign, creator, read

CHANNEL = 81


DUE = datetime(2026, 11, 9, 9, tzinfo=UTC)  # noon of the tests is the Monday before


DAY = timedelta(days=1)


ELSEWHERE = Caller(HOME + 1, ADMIN.discord_id, Role.ADMIN)


async def choose(app: App, zone: str = "UTC") -> None:
    await servers.choose_zone(app, ADMIN, zone)
    await servers.choose_digest_channel(app, ADMIN, CHANNEL)


async def due(app: App) -> list[Slot]:
    return list(await digests.due(app, {HOME}))


async def composed(app: App) -> Digest | None:
    (slot,) = await due(app)
    return await digests.compose(app, slot)


async def only(app: App) -> CampaignWeek:
    found = await composed(app)
    assert found is not None
    (told,) = found.campaigns
    return told


async def a_busy_week(app: App, name: str = "Summer") -> int:
    """A campaign with a post that gained 900 views last week."""
    home = await campaign(app, name)
    post = await added(app, home, await creator(app, home, "anna"), views=900)
    await read(app, post, [(1, 900)])
    return home
