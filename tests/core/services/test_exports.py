"""What goes into files."""

import pytest

from core.domain.errors import CampaignNotChosenError, CreatorUnknownError
from core.domain.payouts import Standing
from core.services import campaigns, exports
from core.services.app import App
from tests.conftest import ADMIN, EDITOR
from tests.core.services.paying import STRANGER, adjust, campaign_with, finalized, pay, void
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def posts(app: App, source: FakeSource, clock: FixedClock) -> list[str]:
    await campaign_with(app, "anna")
    return await finalized(app, source, clock, [450_000, 600_000])


async def test_an_export_has_all_that_is_due_and_what_is_carried_over(app: App, posts: list[str]) -> None:
    await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="1000")

    export = await exports.ready(app, EDITOR, None)

    assert (export.campaign, export.slug, export.currency) == ("Summer", "summer", "USD")
    assert [(due.standing, due.amount_minor) for due in export.dues] == [(Standing.BELOW_MINIMUM, 47_500)]
    assert [post.amount_minor for post in export.dues[0].posts] == [22_500, 25_000]


async def test_an_export_is_of_one_campaign(app: App, posts: list[str]) -> None:
    await campaigns.create(app, ADMIN, name="Winter")

    with pytest.raises(CampaignNotChosenError):
        await exports.ready(app, EDITOR, None)

    assert (await exports.ready(app, EDITOR, "winter")).dues == []


async def test_a_statement_runs_through_every_row(app: App, posts: list[str]) -> None:
    await pay(app)
    await adjust(app, posts[0], -500)
    await void(app, "#1")

    made = await exports.statement(app, EDITOR, "anna")

    assert [(row.kind, row.amount_minor, row.balance_minor) for row in made.rows] == [
        ("earned", 22_500, 22_500),
        ("earned", 25_000, 47_500),
        ("paid", -22_500, 25_000),
        ("paid", -25_000, 0),
        ("adjusted", -500, -500),
        ("voided", 22_500, 22_000),
        ("voided", 25_000, 47_000),
    ]
    assert [row.refers_to for row in made.rows[-2:]] == [made.rows[2].entry_id, made.rows[3].entry_id]
    assert made.rows[0].ref is not None
    assert made.payee.handle == "anna"


async def test_a_statement_of_another_server_is_not_given(app: App, posts: list[str]) -> None:
    await campaigns.create(app, STRANGER, name="Theirs")

    with pytest.raises(CreatorUnknownError):
        await exports.statement(app, STRANGER, "#1")
