"""The process is killed at bad moments; nothing acknowledged is lost, nothing is doubled."""

import asyncio
import re
from datetime import timedelta
from itertools import count

from discord.utils import utcnow

from tests.standins.discord_reply import Reply
from tests.standins.source_posts import Count
from tests.whole.conftest import World

WINDOW = timedelta(days=7)
POSTS = 40
KILLS = 4
OPEN = "SELECT count(*) FROM posts WHERE status IN ('active', 'awaiting_measurement')"
DOUBLED = "SELECT {what}, count(*) FROM {table} WHERE {where} GROUP BY {what} HAVING count(*) > 1"


def growing() -> Count:
    """Views that are another number at every look, so that each answer can be told from all others."""
    numbers = count(5_000)
    return lambda now: next(numbers)


async def doubled(world: World, table: str, what: str, where: str = "1=1") -> list[tuple[object, ...]]:
    return await world.rows(DOUBLED.format(what=what, table=table, where=where))


async def test_killed_again_and_again_mid_refresh_nothing_is_lost_or_doubled(world: World) -> None:
    await world.prepare("anna", cpm="0.50", cap=500_000)
    ends_at = utcnow() + timedelta(seconds=25)  # later than all kills, on a busy machine too
    links = [world.publish(ends_at - WINDOW, serial, views=growing()) for serial in range(POSTS)]
    tracked = await world.track(*links)
    assert f"{POSTS} of {POSTS} links added" in tracked.text

    world.source.latency_s = 0.02
    for _ in range(KILLS):
        asked = len(world.source.asked)
        await world.source.wait_asked(asked + POSTS // 2)
        await world.crash()
    await world.until(OPEN, [(0,)])

    assert await world.rows(
        "SELECT count(*), sum(CASE WHEN earned_minor > 0 THEN 1 END) FROM posts WHERE status = 'finalized'"
    ) == [(POSTS, POSTS)]
    assert await doubled(world, "snapshots", "post_id, views") == []
    assert await doubled(world, "ledger_entries", "post_id", "kind = 'earned'") == []
    assert await doubled(world, "audit_entries", "post_id, after", "action = 'decision'") == []
    assert await world.rows("SELECT count(*) FROM ledger_entries") == [(POSTS,)]
    assert await world.rows(
        "SELECT count(*) FROM posts JOIN snapshots ON snapshots.id = counted_snapshot_id"
        " WHERE snapshots.post_id = posts.id AND snapshots.views = counted_views"
    ) == [(POSTS,)]
    assert await world.rows("SELECT count(*) FROM posts WHERE earned_minor != (counted_views + 10) / 20") == [
        (0,)
    ]


async def test_killed_while_posts_are_handed_in_what_was_acknowledged_is_there(world: World) -> None:
    await world.prepare("anna", "ben")
    people = [world.guild.add_member(f"Creator {number}") for number in range(POSTS)]
    now = utcnow()
    links = [world.publish(now - timedelta(hours=1), serial, views=7) for serial in range(POSTS)]
    handed_in = [
        await world.discord.slash(who, "submit-post", url=link)
        for who, link in zip(people, links, strict=True)
    ]
    await world.source.wait_asked(POSTS // 2)
    await handed_in[0].shows("added")

    await world.crash()
    again = await asyncio.gather(
        *(world.run(who, "submit-post", url=link) for who, link in zip(people, links, strict=True))
    )

    added = [number for number, reply in enumerate(handed_in) if is_added(reply)]
    assert added
    for number, reply in enumerate(again):
        assert ("already tracked" in reply.text) or (is_added(reply) and number not in added)
    assert await world.rows("SELECT count(*), count(DISTINCT platform_post_id) FROM posts") == [
        (POSTS, POSTS)
    ]
    assert await world.rows("SELECT count(*) FROM audit_entries WHERE action = 'submit-post'") == [(POSTS,)]
    assert await world.rows("SELECT count(*) FROM posts WHERE id NOT IN (SELECT post_id FROM snapshots)") == [
        (0,)
    ]


async def test_a_question_asked_before_a_crash_can_be_answered_after_it(world: World) -> None:
    await world.prepare("anna")
    ended = utcnow() - WINDOW - timedelta(minutes=5)
    await world.track(world.publish(ended, views=450_000))
    await world.until("SELECT status FROM posts", [("pending_cpm",)])
    question = await world.run(world.mara, "post set-cpm", post="#1", cpm="0.50", cap=500_000)
    assert "225.00 USD" in question.text

    await world.crash()
    answers = await asyncio.gather(*(press(world, question) for _ in range(5)))

    assert sum("Terms set" in answer.text for answer in answers) == 1
    assert await world.rows("SELECT status, earned_minor FROM posts") == [("finalized", 22_500)]
    assert await world.rows("SELECT amount_minor, currency FROM ledger_entries") == [(22_500, "USD")]


async def test_a_lost_connection_is_resumed_and_the_loops_go_on(world: World) -> None:
    await world.prepare("anna")
    await world.track(world.publish(utcnow(), views=growing()))

    await world.discord.drop()
    await world.source.wait_asked(len(world.source.asked) + 2)
    await world.discord.wait_resumed()

    assert "Active" in (await world.run(world.mara, "post list")).text


async def test_the_commands_are_given_once_over_all_starts(world: World) -> None:
    await world.crash()
    await world.crash()

    assert world.discord.syncs == [None]


async def press(world: World, question: Reply) -> Reply:
    return await (await world.discord.click(world.mara, question, "Confirm")).done(20)


def is_added(reply: Reply) -> bool:
    return bool(re.search(r"^1 of 1 link added", reply.text, re.MULTILINE)) if reply.messages else False
