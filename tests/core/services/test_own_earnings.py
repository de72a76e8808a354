"""What a member earns: each sum follows from the ledger, unknown is counted, and currencies never meet."""

import pytest

from core.domain.access import Caller
from core.domain.errors import NotRegisteredError
from core.domain.expected import Expected
from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostStatus
from core.services import (
    campaigns,
    creator_edits,
    creators,
    dues,
    holds,
    ledger,
    own_earnings,
    submissions,
)
from core.services.app import App
from core.services.shown_own import Earnings
from db.models import Campaign, Post
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.paying import adjust, campaign_with, finalized, pay, void
from tests.core.services.reviewing import PENDING
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

BEN = Caller(HOME, 100_000_000_000_000_014)
AWAY = Caller(200_000_000_000_000_002, ANNA.discord_id)


@pytest.fixture
async def summer(app: App) -> None:
    await campaign_with(app)
    await anna(app)


async def anna(app: App, handle: str = "anna", campaign: str = "Summer") -> None:
    """Add an account that is bound to Anna."""
    await creators.add(
        app,
        ADMIN,
        handle=handle,
        platform=Platform.TIKTOK,
        campaign=campaign,
        discord_id=ANNA.discord_id,
    )


async def found(app: App, by: Caller = ANNA) -> list[Earnings]:
    """Return the member's sums, each of which must add up."""
    page = (await own_earnings.earnings(app, by)).page
    for each in page.items:
        owed = each.earned_minor + each.adjusted_minor - each.paid_minor
        parts = (each.ready_minor, each.below_minor, each.held_minor, each.closed_minor)
        assert owed == sum(parts)
    return list(page.items)


async def track(app: App, source: FakeSource, serial: int, views: int | None, handle: str = "anna") -> None:
    ref = tiktok(NOON, serial, handle)
    source.tell(ref, reading(ref, views, handle=handle, user_id=None))
    await submissions.track(app, ADMIN, ref.url, "Summer")


async def test_every_sum_follows_from_the_ledger(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    first, _, third = await finalized(app, source, clock, [450_000, 600_000, 320_000])
    await holds.hold(app, EDITOR, third, "a question")
    await pay(app, "anna")
    await adjust(app, first, 500)

    (one,) = await found(app)

    assert (one.campaign, one.currency) == ("Summer", "USD")
    assert (one.earned_minor, one.adjusted_minor, one.paid_minor) == (63_500, 500, 47_500)
    assert (one.ready_minor, one.held_minor) == (500, 16_000)
    assert (one.below_minor, one.closed_minor) == (0, 0)
    async with app.reads() as session:
        due = await dues.of(session, [1])
        owed = await ledger.balances_of_creators(session, [1])
    assert one.ready_minor == sum(each.amount_minor for each in due)
    assert owed == {1: 16_500}


async def test_what_is_below_the_minimum_is_carried_over(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await finalized(app, source, clock, [450_000])
    await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="225.01")

    (one,) = await found(app)

    assert (one.ready_minor, one.below_minor, one.minimum_payout_minor) == (0, 22_500, 22_501)


async def test_each_account_has_a_payout_and_so_a_minimum_of_its_own(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await anna(app, "anna.two")
    await finalized(app, source, clock, [450_000])
    await finalized(app, source, clock, [320_000], handle="anna.two", first=50)
    await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="200")

    (one,) = await found(app)

    assert (one.ready_minor, one.below_minor) == (22_500, 16_000)


async def test_a_voided_payout_is_owed_again_and_told(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await finalized(app, source, clock, [450_000])
    await pay(app, "anna")
    await void(app, "#1")

    (one,) = await found(app)

    assert (one.paid_minor, one.ready_minor) == (0, 22_500)
    (payment,) = (await own_earnings.earnings(app, ANNA)).payments
    assert (payment.amount_minor, payment.method, payment.reference) == (22_500, "PayPal", "TX-1")
    assert payment.voided_at is not None


async def test_what_was_corrected_is_told(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    (post,) = await finalized(app, source, clock, [450_000])
    await adjust(app, post, -1_000)

    (one,) = await found(app)

    assert (one.ready_minor, one.adjusted_minor) == (21_500, -1_000)
    (corrected,) = (await own_earnings.earnings(app, ANNA)).adjustments
    assert (corrected.post_id, corrected.amount_minor, corrected.reason) == (1, -1_000, "a correction")


async def test_money_of_a_post_that_counts_no_more_is_not_payable(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    (post,) = await finalized(app, source, clock, [450_000])
    async with app.sessions.begin() as session:
        (await session.get_one(Post, int(post[1:]))).status = PostStatus.REJECTED

    (one,) = await found(app)

    assert (one.ready_minor, one.closed_minor) == (0, 22_500)


async def test_running_posts_are_estimated_or_counted_and_never_zero(
    app: App, source: FakeSource, summer: None
) -> None:
    for serial, views in enumerate([1_234, 600_000, 999, None], 1):
        await track(app, source, serial, views)
    await track(app, source, 9, 5_000)
    async with app.sessions.begin() as session:
        waits = await session.get_one(Post, 5)
        waits.tracking = PENDING

    (one,) = await found(app)

    assert one.estimate_minor == 62 + 25_000
    assert one.running == {Expected.ESTIMATED: 2, Expected.TOO_FEW: 1, Expected.UNREAD: 1}
    assert (one.waiting, one.earned_minor, one.ready_minor) == (1, 0, 0)


async def test_posts_without_terms_and_undecided_ones_are_counted(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await anna(app)
    await track(app, source, 1, 5_000)
    await track(app, source, 2, 5_000)
    async with app.sessions.begin() as session:
        (await session.get_one(Post, 2)).needs_person = True

    (one,) = await found(app)

    assert one.running == {Expected.NO_TERMS: 1, Expected.UNDECIDED: 1}
    assert one.estimate_minor == 0


async def test_currencies_are_never_summed(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await campaign_with(app, name="Winter", currency="EUR")
    await anna(app, campaign="Winter")
    await finalized(app, source, clock, [450_000])
    await finalized(app, source, clock, [320_000], first=50, campaign="Winter")

    dollars, euros = await found(app)

    assert (dollars.currency, dollars.ready_minor) == ("USD", 22_500)
    assert (euros.currency, euros.ready_minor) == ("EUR", 16_000)


async def test_rows_in_another_currency_stand_by_themselves(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await finalized(app, source, clock, [450_000])
    async with app.sessions.begin() as session:
        home = await session.get_one(Campaign, 1)
        home.currency = "EUR"
        await ledger.append(
            session,
            kind=LedgerKind.ADJUSTED,
            home=home,
            creator_id=1,
            post=None,
            amount_minor=700,
            actor=1,
            reason="odd",
            now=NOON,
        )

    euros, dollars = await found(app)

    assert (euros.currency, euros.adjusted_minor, euros.closed_minor, euros.ready_minor) == (
        "EUR",
        700,
        700,
        0,
    )
    assert (dollars.currency, dollars.earned_minor, dollars.closed_minor) == ("USD", 22_500, 22_500)


async def test_only_the_members_own_accounts_in_this_servers_campaigns(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    await finalized(app, source, clock, [450_000])
    await finalized(app, source, clock, [320_000], handle="ben", first=50)

    for nobody in (BEN, AWAY):
        with pytest.raises(NotRegisteredError):
            await own_earnings.earnings(app, nobody)
    await creator_edits.edit(app, ADMIN, "ben", discord_id=BEN.discord_id)
    await campaigns.allow_server(app, ADMIN, server_id=str(AWAY.guild_id))

    assert [each.ready_minor for each in await found(app, BEN)] == [16_000]
    assert [each.ready_minor for each in await found(app, AWAY)] == [22_500]


async def test_campaigns_fill_pages(app: App) -> None:
    for number in range(6):
        await campaign_with(app, name=f"C{number}")
        await anna(app, campaign=f"C{number}")

    second = (await own_earnings.earnings(app, ANNA, 2)).page

    assert (second.number, second.pages, second.total) == (2, 2, 6)
    assert [each.campaign for each in second.items] == ["C4", "C5"]
