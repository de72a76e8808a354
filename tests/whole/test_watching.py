"""A post's whole way from a watched account to frozen earnings, with a restart between any two steps."""

from datetime import timedelta

from discord.utils import utcnow

from core.domain.terms import Platform
from tests.standins.discord_reply import Reply
from tests.whole.conftest import World

WINDOW = timedelta(days=7)
WAITING = "SELECT count(*) FROM posts WHERE tracking = 'pending_review'"


async def watch(world: World, newest: int = 0) -> Reply:
    tiktok = Platform.TIKTOK.value
    return await world.run(world.mara, "watch add", handle="@anna", platform=tiktok, **{"import": newest})


async def test_watched_reviewed_counted_finalized_with_a_restart_between_each_step(world: World) -> None:
    ends_at = utcnow() + timedelta(seconds=45)
    world.publish(ends_at - WINDOW, 1, views=450_000)
    world.publish(ends_at - WINDOW + timedelta(hours=1), 2, views=9_000)
    await world.prepare("anna", cpm="0.50", cap=500_000, mode="selective")
    assert "Watched from now on." in (await watch(world, 5)).text  # what came in, a loop may have told first
    await world.until(WAITING, [(2,)])
    await world.crash()

    await world.until("SELECT views FROM posts ORDER BY id", [(450_000,), (9_000,)])
    await world.crash()

    inbox = await world.run(world.mara, "inbox")
    assert "450,000" in inbox.text
    await world.crash()

    approved = await (await world.discord.select(world.mara, inbox, "Approve…", ["#1"])).done(20)
    assert "450,000" not in approved.text.split("\n", 1)[1]
    await world.crash()

    excluded = await (await world.discord.select(world.mara, approved, "Exclude…", ["#2"])).done(20)
    assert excluded.selects == []
    assert await world.rows("SELECT tracking, reviewed_by FROM posts ORDER BY id") == [
        ("included", world.mara.id),
        ("excluded", world.mara.id),
    ]
    await world.crash()

    await world.until("SELECT status FROM posts ORDER BY id", [("finalized",), ("active",)], 90)
    await world.crash()

    assert await world.rows("SELECT post_id, amount_minor FROM ledger_entries") == [(1, 22_500)]
    shown = await world.run(world.mara, "post show", post="#1")
    assert "225.00 USD" in shown.text
    assert "history.png" in shown.files


async def test_new_posts_come_in_by_themselves_once(world: World) -> None:
    world.publish(utcnow() - timedelta(hours=2), 1, views=5)
    await world.prepare("anna", cpm="0.50", cap=500_000)
    await watch(world)
    assert await world.rows("SELECT count(*) FROM posts") == [(0,)]

    for serial in range(2, 27):
        world.publish(utcnow(), serial, views=1_000 + serial)
    await world.until("SELECT count(*) FROM posts", [(25,)])
    await world.crash()
    world.publish(utcnow(), 27, views=2_000)
    await world.until("SELECT count(*), max(views), min(views) FROM posts", [(26, 2_000, 1_002)])

    assert await world.rows("SELECT count(DISTINCT platform_post_id) FROM posts") == [(26,)]
    assert await world.rows("SELECT imported, failures FROM watched_accounts") == [(26, 0)]
