"""Reports that are shared: who may see what, and until when."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from core.domain.errors import CampaignUnknownError, ReportRangeError, ReportRevokedError, ReportUnknownError
from core.domain.report_tokens import new_token
from core.services import campaigns, reports
from core.services.app import App
from core.services.shown_reports import ReportShared
from db.records import AuditEntry, SharedReport
from tests.conftest import ADMIN, EDITOR
from tests.core.services.paying import STRANGER
from tests.fakes import FixedClock


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")


def token_of(shared: ReportShared) -> str:
    return shared.url.rpartition("/")[2]


async def rows(app: App) -> list[SharedReport]:
    async with app.reads() as session:
        return list(await session.scalars(select(SharedReport)))


async def test_a_report_is_opened_by_its_token_of_which_only_the_hash_is_kept(app: App) -> None:
    shared = await reports.create(app, ADMIN)

    token = token_of(shared)
    opened = await reports.by_token(app, token)
    (row,) = await rows(app)
    assert opened is not None
    assert (opened.campaign, str(opened.days.first), str(opened.days.last)) == (
        "Summer",
        "2026-10-04",
        "2026-11-02",
    )
    assert row.token_hash == sha256(token.encode()).hexdigest()
    assert token not in str(vars(row))
    assert shared.url == f"http://127.0.0.1:8080/report/{token}"
    assert not shared.is_public


async def test_no_other_token_opens_one(app: App) -> None:
    token = token_of(await reports.create(app, ADMIN))
    (row,) = await rows(app)

    for text in (new_token(), token[:-1], f"{token} ", token.swapcase(), row.token_hash, "", "\x00", "%"):
        assert await reports.by_token(app, text) is None


async def test_a_report_is_a_range_and_stays_one(app: App, clock: FixedClock) -> None:
    shared = await reports.create(app, ADMIN, first="2026-10-01", last="2026-12-31")
    clock.advance(days=30)

    opened = await reports.by_token(app, token_of(shared))

    assert opened is not None
    assert (str(opened.days.last), opened.made_at) == ("2026-11-02", clock.now)


async def test_days_that_cannot_be_reported_on_make_no_report(app: App) -> None:
    with pytest.raises(ReportRangeError):
        await reports.create(app, ADMIN, first="2026-11-02", last="2026-11-01")

    assert await rows(app) == []


async def test_a_revoked_report_is_gone_at_once_and_for_good(app: App) -> None:
    shared = await reports.create(app, ADMIN)
    other = await reports.create(app, ADMIN)

    card = await reports.revoke(app, ADMIN, "#1")
    with pytest.raises(ReportRevokedError) as again:
        await reports.revoke(app, ADMIN, "1")

    assert (card.revoked_at, card.revoked_by) == (app.clock(), ADMIN.discord_id)
    assert (again.value.report_id, again.value.revoked_at) == (1, app.clock())
    assert await reports.by_token(app, token_of(shared)) is None
    assert await reports.by_token(app, token_of(other)) is not None


async def test_of_twenty_who_revoke_at_once_one_does(app: App) -> None:
    await reports.create(app, ADMIN)

    results = await asyncio.gather(
        *(reports.revoke(app, ADMIN, "#1") for _ in range(20)), return_exceptions=True
    )

    done = [result for result in results if not isinstance(result, BaseException)]
    assert len(done) == 1
    assert {type(result) for result in results if result not in done} == {ReportRevokedError}
    async with app.reads() as session:
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "report revoke"))
        assert len(list(entries)) == 1


@pytest.mark.parametrize("text", ["", "#2", "seven", "#1 or 1=1", "9" * 19, "@everyone"])
async def test_what_names_no_report_is_refused(app: App, text: str) -> None:
    await reports.create(app, ADMIN)

    with pytest.raises(ReportUnknownError):
        await reports.revoke(app, ADMIN, text)


async def test_another_server_sees_and_revokes_nothing(app: App) -> None:
    shared = await reports.create(app, ADMIN)
    await campaigns.create(app, STRANGER, name="Winter")

    with pytest.raises(ReportUnknownError):
        await reports.revoke(app, STRANGER, "#1")
    with pytest.raises(CampaignUnknownError):
        await reports.create(app, STRANGER, campaign="Summer")
    assert (await reports.listing(app, STRANGER)).total == 0
    assert await reports.choices(app, STRANGER, "") == []
    assert await reports.by_token(app, token_of(shared)) is not None


async def test_the_list_is_the_newest_first_in_pages(app: App, clock: FixedClock) -> None:
    for _ in range(12):
        clock.advance(minutes=1)
        await reports.create(app, ADMIN, include_payouts=True)
    await reports.revoke(app, ADMIN, "#12")

    first, last = await reports.listing(app, EDITOR), await reports.listing(app, EDITOR, 9)

    assert [card.id for card in first.items] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    assert ([card.id for card in last.items], last.number, last.pages, last.total) == ([2, 1], 2, 2, 12)
    assert first.items[0].revoked_at == clock.now
    assert first.items[1].created_at == clock.now - timedelta(minutes=1)
    assert first.items[1].include_payouts


async def test_what_works_is_suggested_by_number_and_campaign(app: App) -> None:
    for _ in range(3):
        await reports.create(app, ADMIN)
    await reports.revoke(app, ADMIN, "#2")

    assert [choice.value for choice in await reports.choices(app, ADMIN, "sum")] == ["#3", "#1"]
    assert [choice.value for choice in await reports.choices(app, ADMIN, "#3")] == ["#3"]
    assert await reports.choices(app, ADMIN, "%") == []
    assert (await reports.choices(app, ADMIN, "1"))[0].label == "#1 · 2026-10-04 to 2026-11-02 · Summer"


async def test_sharing_and_revoking_leave_their_traces_without_the_token(app: App) -> None:
    shared = await reports.create(app, ADMIN, include_payouts=True)
    await reports.revoke(app, ADMIN, "#1")

    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("report ")).order_by(AuditEntry.id)
        created, revoked = await session.scalars(query)
    assert (created.before, created.after) == ("nothing", "#1, 2026-10-04 to 2026-11-02, with payouts")
    assert (revoked.before, revoked.after) == (created.after, "#1 revoked")
    assert created.actor == revoked.actor == ADMIN.discord_id
    assert token_of(shared) not in str(vars(created)) + str(vars(revoked))
