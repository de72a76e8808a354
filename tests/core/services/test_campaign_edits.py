"""Changing a campaign: what is given and nothing else, and never under posts that are in already."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.domain.errors import CampaignExistsError, CurrencyInUseError, NothingToChangeError
from core.domain.terms import Platform
from core.services import campaigns, creators, deals, posts, verdicts
from core.services.app import App
from db.records import AuditEntry
from tests.conftest import ADMIN
from tests.core.services.acting import END, confirmed, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, tiktok


async def test_editing_changes_what_is_given_only(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50")

    card = (await campaigns.edit(app, ADMIN, campaign=None, name="Autumn", cap=9)).card

    assert (card.name, card.slug, str(card.cpm), card.cap_views) == ("Autumn", "autumn", "0.50", 9)
    with pytest.raises(NothingToChangeError):
        await campaigns.edit(app, ADMIN, campaign=None)


async def test_what_is_so_already_is_no_change_and_leaves_no_trace(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=9, budget="100")
    traces = await count(app, AuditEntry)

    same = await campaigns.edit(
        app,
        ADMIN,
        campaign=None,
        name="Summer",
        currency="usd",
        window_days=7,
        minimum_views=1_000,
        cpm="0.5000",
        cap=9,
        budget="100.00",
    )
    partly = await campaigns.edit(app, ADMIN, campaign=None, window_days=3, cap=9)

    assert (same.action, same.kept, partly.action) == ("unchanged", 0, "edited")
    async with app.reads() as session:
        last = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))).first()
    assert last is not None
    assert (last.before, last.after) == ("window_days=7", "window_days=3")
    assert await count(app, AuditEntry) == traces + 1


async def test_an_edit_tells_how_many_open_posts_keep_what_they_came_in_with(
    app: App, source: FakeSource
) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=9)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    post = await hand_in(app, source, 5)
    rejected = await hand_in(app, source, 5, tiktok(NOON, 2))
    await confirmed(app, ADMIN, await verdicts.plan_reject(app, ADMIN, rejected, "not ours"))
    before = await posts.show(app, ADMIN, post)

    done = [
        await campaigns.edit(app, ADMIN, campaign=None, **change)
        for change in ({"window_days": 3}, {"minimum_views": 5}, {"cpm": "1"}, {"cap": 8}, {"name": "Autumn"})
    ]

    assert [each.kept for each in done] == [1, 1, 1, 1, 0]
    assert replace(await posts.show(app, ADMIN, post), campaign="Summer") == before


@pytest.mark.parametrize(
    "sum_", ["budget", "minimum_payout", "cpm", "deal", "tier", "half of a post's terms", "earned"]
)
async def test_every_sum_ties_the_campaign_to_its_currency(
    app: App, source: FakeSource, clock: FixedClock, sum_: str
) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cap=9)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    post = await hand_in(app, source, 5_000)
    assert (await campaigns.edit(app, ADMIN, campaign=None, currency="EUR")).action == "edited"
    match sum_:
        case "deal":
            await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="1", cap=9)
            await creators.pause(app, ADMIN, "#2")
        case "tier":
            await deals.add_tier(app, ADMIN, "anna", name="Base", cpm="1", cap=9)
        case "half of a post's terms":
            await verdicts.set_cpm(app, ADMIN, post, "1", None)
        case "earned":
            await verdicts.set_cpm(app, ADMIN, post, "1", 9)
            clock.now = END
            await look(app, source, 5_000)
        case _:
            await campaigns.edit(app, ADMIN, campaign=None, **{sum_: "5"})  # type: ignore[arg-type]  # by name

    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="USD")
    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="JPY", cpm="2", budget="70")

    assert (await campaigns.show(app, ADMIN, None)).currency == "EUR"


async def test_renaming_onto_another_campaign_is_refused(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await campaigns.create(app, ADMIN, name="Winter")

    with pytest.raises(CampaignExistsError):
        await campaigns.edit(app, ADMIN, campaign="Winter", name="SUMMER")


async def test_the_currency_stays_once_a_sum_is_set_in_it(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    assert (await campaigns.edit(app, ADMIN, campaign=None, currency="eur")).card.currency == "EUR"
    await campaigns.edit(app, ADMIN, campaign=None, cpm="0.50", cap=9)

    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="USD")


async def test_whether_anyone_sees_amounts_is_chosen_with_a_trace(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    assert not (await campaigns.show(app, ADMIN, None)).shows_amounts

    shown = (await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=True)).card
    hidden = (await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=False)).card

    assert (shown.shows_amounts, hidden.shows_amounts) == (True, False)
    async with app.reads() as session:
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "campaign edit"))
        assert [(each.before, each.after) for each in entries] == [
            ("shows_amounts=False", "shows_amounts=True"),
            ("shows_amounts=True", "shows_amounts=False"),
        ]
