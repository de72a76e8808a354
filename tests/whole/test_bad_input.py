"""What people can type and sources can answer, over the real wire: one clear answer, nothing half-written."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.standins.source_faults import Kind
from tests.whole.conftest import World

TIKTOK = Platform.TIKTOK.value
LONGEST = 6_000
"""Characters Discord lets people type into an option."""

TABLES = ("campaigns", "campaign_servers", "creators", "deals", "posts", "ledger_entries", "audit_entries")
TYPED: list[tuple[str, dict[str, Any], str]] = [
    ("submit-post", {"url": "my new video!!"}, "has no link to a post in it"),
    ("submit-post", {"url": "https://www.tiktok.com/@anna"}, "leads to a profile and not to a post"),
    ("submit-post", {"url": "https://youtu.be/dQw4w9WgXcQ"}, "cannot be tracked"),
    ("submit-post", {"url": "https://www.tiktok.com.evil.example/@anna/video/1"}, "cannot be tracked"),
    ("submit-post", {"url": "x" * LONGEST}, "more than any link of a post"),
    ("submit-post", {"url": "https://www.tiktok.com/@anna/video/" + "1" * 5_000}, "more than any link"),
    ("submit-post", {"url": "@everyone **hi** <@1> `code` https://vm.tiktok.com/"}, "not a post link"),
    ("submit-post", {"url": "https://vm.tiktok.com/ZMexpired"}, "leads to no post any more"),
    ("creator add", {"handle": "@everyone hi", "platform": TIKTOK}, "is not a TikTok handle"),
    ("creator add", {"handle": "*bold*_x", "platform": TIKTOK}, "is not a TikTok handle"),
    ("creator add", {"handle": "ben", "platform": TIKTOK, "cpm": "-0.50", "cap": 1}, "has a sign"),
    ("creator add", {"handle": "ben", "platform": TIKTOK, "cpm": "0,50", "cap": 1}, "has a comma"),
    ("creator add", {"handle": "ben", "platform": TIKTOK, "cpm": "1e9", "cap": 1}, "is not an amount"),
    ("creator add", {"handle": "ben", "platform": TIKTOK, "cpm": "9" * 9, "cap": 1}, "is too large"),
    ("creator add", {"handle": "anna", "platform": TIKTOK}, "already"),
    ("creator show", {"creator": "nobody"}, "is not a creator of"),
    ("campaign create", {"name": "Summer launch"}, "Choose another name"),
    ("campaign create", {"name": "Fall", "currency": "dollars"}, "is not a currency code"),
    ("campaign allow-server", {"server_id": "12; DROP TABLE posts"}, "is not a Discord id"),
    ("post show", {"post": "%_\\'\"; --"}, "No post of this server matches"),
    ("post reject", {"post": "#1", "reason": "   "}, "is empty"),
    ("post set-cpm", {"post": "#1"}, "There is nothing to change yet"),
    ("post set-cpm", {"post": "#1", "cpm": "0"}, "is zero"),
    ("post set-views", {"post": "#1", "views": 5, "note": "seen"}, "are not typed in by hand"),
    ("post finalize", {"post": "#1"}, "needs a reason"),
    ("campaign edit", {"minimum_payout": "0,50"}, "has a comma"),
    ("campaign edit", {"minimum_payout": "some"}, "is not an amount"),
    ("payout mark-paid", {"creator": "anna"}, "Nothing of @anna is ready to be paid"),
    ("payout mark-paid", {"creator": "anna", "reference": "   "}, "is empty"),
    ("payout mark-paid", {"creator": "#99"}, "is not a creator of"),
    ("payout void", {"payout": "#1'; --", "reason": "typed"}, "No payout of this server matches"),
    ("payout void", {"payout": "9" * 40, "reason": "typed"}, "No payout of this server matches"),
]


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def test_whatever_is_typed_gets_one_private_sentence_and_changes_nothing(world: World) -> None:
    await world.prepare("anna")
    await world.track(world.publish(utcnow(), views=10))
    before = await counted(world)

    replies = [await world.run(world.mara, command, **options) for command, options, _ in TYPED]

    told = [
        (command, options, reply.text)
        for (command, options, words), reply in zip(TYPED, replies, strict=True)
        if words not in reply.text
    ]
    assert told == []
    assert all(reply.ephemeral for reply in replies)
    assert [message.pings for reply in replies for message in reply.messages if message.pings] == []
    assert all(len(reply.text) < 2_000 for reply in replies)
    assert await counted(world) == before


async def test_captions_and_names_of_strangers_are_shown_harmless(world: World) -> None:
    nasty = "@everyone <@&1> **x** [click](https://evil.example) ```js\n" + "\u202e" * 50 + "🙂" * 3_000
    await world.prepare("anna")
    link = world.publish(utcnow(), views=10)
    for post in world.source.posts.values():
        post.caption, post.name = nasty, nasty

    await world.track(link)
    shown = await world.run(world.mara, "post show", post="#1")

    assert "[click](" not in shown.text
    assert shown.message.pings == []
    assert len(await world.rows("SELECT id FROM posts")) == 1


async def test_twenty_at_the_same_instant_leave_one_post(world: World) -> None:
    await world.prepare("anna")
    link = world.publish(utcnow(), views=10)
    people = [world.guild.add_member(f"Fan {number}") for number in range(20)]

    replies = await asyncio.gather(*(world.run(who, "submit-post", url=link) for who in people))

    assert sum("1 of 1 link added" in reply.text for reply in replies) == 1
    assert sum("already tracked" in reply.text for reply in replies) == 19
    assert await world.rows("SELECT count(*) FROM posts") == [(1,)]
    assert await world.rows("SELECT count(*) FROM audit_entries WHERE action = 'submit-post'") == [(1,)]


async def test_unknown_paused_bound_and_old_are_refused(world: World) -> None:
    await world.prepare("anna", "ben", "cleo")
    anna, ben = world.guild.add_member("Anna"), world.guild.add_member("Ben")
    await world.run(world.mara, "creator pause", creator="ben")
    await world.run(world.mara, "creator add", handle="dora", platform=TIKTOK, member=anna)
    now = utcnow()

    async def hand_in(serial: int, handle: str, published_at: Any = now) -> str:
        link = world.publish(published_at, serial, views=10, handle=handle)
        return (await world.run(ben, "submit-post", url=link)).text

    assert "@stranger on TikTok is not a creator" in await hand_in(1, "stranger")
    assert "@ben is paused" in await hand_in(2, "ben")
    assert "belongs to another Discord member" in await hand_in(3, "dora")
    assert "hand in a newer one" in await hand_in(4, "cleo", now - timedelta(days=8))
    assert await world.rows("SELECT count(*) FROM posts") == [(0,)]


@pytest.mark.parametrize(
    "kind", ["500", "html", "empty", "truncated", "missing", "huge", "negative", "reset", "wrong_id", "429"]
)
async def test_a_failing_source_leaves_views_unknown_until_it_is_back(world: World, kind: Kind) -> None:
    await world.prepare("anna")
    link = world.publish(utcnow(), views=1_234)
    for vendor in ("scrapecreators", "tikwm"):
        world.source.fail(vendor, kind)

    taken = await world.run(world.mara, "submit-post", url=link)

    assert "1 of 1 link added" in taken.text
    assert "views unknown" in taken.text
    assert await world.rows("SELECT views FROM posts") == [(None,)]
    assert await world.rows("SELECT count(*) FROM snapshots WHERE views IS NOT NULL") == [(0,)]

    world.source.heal()
    await world.until("SELECT views FROM posts", [(1_234,)])


async def counted(world: World) -> list[Any]:
    tables = (
        "campaigns",
        "creators",
        "deals",
        "posts",
        "ledger_entries",
        "audit_entries",
        "campaign_servers",
    )
    return [await world.rows(f"SELECT count(*) FROM {table}") for table in tables]
