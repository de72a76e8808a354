"""The process is killed while a payout is confirmed; the payout is recorded once all the same."""

import asyncio
from datetime import timedelta

from discord.utils import utcnow

from tests.whole.conftest import World

ENDED = timedelta(days=7, minutes=5)
PAID = (
    "SELECT payouts.amount_minor, ledger_entries.amount_minor, posts.status FROM payouts"
    " JOIN ledger_entries ON ledger_entries.payout_id = payouts.id JOIN posts ON posts.payout_id = payouts.id"
)


async def test_killed_while_a_payout_is_confirmed_it_is_recorded_once(world: World) -> None:
    await world.prepare("anna", cpm="0.50", cap=500_000)
    await world.track(world.publish(utcnow() - ENDED, views=450_000))
    await world.until("SELECT status FROM posts", [("finalized",)])
    question = await world.run(world.mara, "payout mark-paid", creator="anna", reference="TX-1")
    assert "225.00 USD" in question.text

    for _ in range(5):
        await world.discord.click(world.mara, question, "Confirm")
    await world.crash()
    clicks = [await world.discord.click(world.mara, question, "Confirm") for _ in range(5)]
    answers = await asyncio.gather(*(click.done(20) for click in clicks))

    recorded = sum("Recorded." in answer.text for answer in answers)
    refused = sum("answered already" in answer.text for answer in answers)
    assert (recorded, refused) in {(1, 4), (0, 5)}
    assert await world.rows(PAID) == [(22_500, -22_500, "paid")]
    assert await world.rows("SELECT sum(amount_minor), count(*) FROM ledger_entries") == [(0, 2)]
    again = await world.run(world.mara, "payout mark-paid", creator="anna")
    assert "Nothing of @anna is ready to be paid" in again.text
