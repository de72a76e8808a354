"""What people can type about money, over the real wire: one clear sentence, and not a cent moves."""

from datetime import timedelta
from typing import Any

import pytest
from discord.utils import utcnow

from core.domain.terms import Platform
from tests.whole.conftest import World

TIKTOK = Platform.TIKTOK.value
ENDED = timedelta(days=7, minutes=5)
TYPED: list[tuple[str, dict[str, Any], str]] = [
    *(
        ("creator deal", {"creator": "anna", "cpm": cpm, "cap": 1_000_000}, words)
        for cpm, words in [
            ("0", "is zero"),
            ("-0.50", "has a sign"),
            ("1e9", "is not an amount"),
            ("1000000000", "is too large"),
            ("0.00001", "has too many decimals"),
            ("0,50", "has a comma"),
            ("0.50 EUR", "is in another currency"),
            ("½", "is not an amount"),
        ]
    ),
    ("creator tier-remove", {"creator": "anna", "name": "Mid"}, "no tiers"),
    ("creator tier-add", {"creator": "anna", "name": "Mid", "cpm": "0", "cap": 5}, "is zero"),
    ("campaign edit", {"currency": "EUR"}, "money has been set in it"),
    ("campaign edit", {"budget": "-5"}, "has a sign"),
    ("post set-cpm", {"post": "#1", "cpm": "9"}, "cannot be given new terms"),
    ("post adjust", {"post": "#1", "amount": "5", "reason": "typed"}, "has no sign"),
    ("post adjust", {"post": "#1", "amount": "-225.01", "reason": "typed"}, "225.00"),
    ("post adjust", {"post": "#1", "amount": "+0,50", "reason": "typed"}, "has a comma"),
    ("post adjust", {"post": "#1", "amount": "+1", "reason": " "}, "is empty"),
    ("payout void", {"payout": "#1", "reason": "again"}, "voided"),
    ("payout mark-paid", {"creator": "ben"}, "Nothing of @ben is ready to be paid"),
]
BOOKS = "SELECT id, kind, amount_minor, hash FROM ledger_entries ORDER BY id"
DEALS = "SELECT id, version FROM deals ORDER BY id"


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def test_whatever_is_typed_about_money_gets_one_sentence_and_moves_nothing(world: World) -> None:
    await world.prepare("anna", "ben", cpm="$0.50", cap=500_000)
    await world.track(world.publish(utcnow() - ENDED, views=450_000))
    await world.until("SELECT status, earned_minor FROM posts", [("finalized", 22_500)])
    await _pay_and_void(world)
    before = [await world.rows(BOOKS), await world.rows(DEALS)]

    replies = [await world.run(world.mara, command, **options) for command, options, _ in TYPED]

    told = [
        (command, options, reply.text)
        for (command, options, words), reply in zip(TYPED, replies, strict=True)
        if words not in reply.text
    ]
    assert told == []
    assert all(reply.ephemeral and not reply.buttons for reply in replies)
    assert [await world.rows(BOOKS), await world.rows(DEALS)] == before
    assert (await world.bot.runs("verify"))[0] == 0


async def _pay_and_void(world: World) -> None:
    """Record a payout, and take it back."""
    for command, options in [
        ("payout mark-paid", {"creator": "anna"}),
        ("payout void", {"payout": "#1", "reason": "sent to the wrong account"}),
    ]:
        question = await world.run(world.mara, command, **options)
        await (await world.discord.click(world.mara, question, "Confirm")).done()
