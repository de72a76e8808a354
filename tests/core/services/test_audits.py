"""The audit: paged, filtered, exported, and only one's own server's."""

import csv
import io
from datetime import timedelta
from time import perf_counter

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import CampaignUnknownError
from core.domain.terms import Platform
from core.services import audits, campaigns, creators, verdicts
from core.services.app import App
from core.services.shown_audits import AuditWanted
from db.engine import Session
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock

FOREIGN = Caller(200_000_000_000_000_002, 21, Role.ADMIN)
ALL = AuditWanted()


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


def fill(session: Session, count: int, text: str = "x", **changes: object) -> None:
    facts = {"guild_id": HOME, "actor": None, "action": "decision", "reason": text} | changes
    session.add_all(
        AuditEntry(at=NOON + timedelta(seconds=number), before=text, after=text, **facts)
        for number in range(count)
    )


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_who_what_why_newest_first(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await hand_in(app, source, 1)
    clock.now = END
    await look(app, source, 5)
    clock.advance(hours=1)
    await verdicts.unreject(app, EDITOR, "#1", "appeal")

    found = await audits.screen(app, ADMIN, ALL)

    told = [(each.actor, each.action, each.before, each.after, each.reason) for each in found.page.items]
    assert told == [
        (None, "decision", "active", "pending_cpm", "5 views counted, terms are not set"),
        (EDITOR.discord_id, "post unreject", "rejected", "active", "appeal"),
        (None, "decision", "active", "rejected", "5 views, 1,000 needed"),
        (ANNA.discord_id, "submit-post", "nothing", "active", "handed in"),
        (None, "account", "@anna, id unknown", "@anna, id 1001", "says fake"),
        (ADMIN.discord_id, "creator add", "nothing", "@anna on TikTok, no deal", "by command"),
        (
            ADMIN.discord_id,
            "campaign create",
            "nothing",
            "name=Summer Launch, slug=summer-launch, window_days=7, minimum_views=1000",
            "by command",
        ),
    ]
    last = found.page.items[0]
    assert (last.campaign, last.creator, last.post_id) == ("Summer Launch", "anna", 1)
    assert found.kinds == {
        "account": 1,
        "campaign": 1,
        "creator": 1,
        "decision": 2,
        "post": 1,
        "submit-post": 1,
    }


async def test_filters_narrow(app: App, source: FakeSource, clock: FixedClock, summer: None) -> None:
    await campaigns.create(app, ADMIN, name="Fall")
    await hand_in(app, source, 1)

    async def actions(campaign: str | None, actor: int | None, kind: str | None) -> list[str]:
        meant = await audits.wanted(app, ADMIN, campaign, actor, kind)
        return [each.action for each in (await audits.screen(app, ADMIN, meant)).page.items]

    assert await actions("fall", None, None) == ["campaign create"]
    assert await actions(None, ANNA.discord_id, None) == ["submit-post"]
    assert await actions(None, None, "campaign") == ["campaign create", "campaign create"]
    assert await actions(None, None, "submit-post") == ["submit-post"]
    assert await actions(None, None, "camp") == []
    assert await actions(None, None, "%") == []
    assert await actions("summer launch", ADMIN.discord_id, "creator") == ["creator add"]
    with pytest.raises(CampaignUnknownError):
        await actions("winter", None, None)


async def test_another_server_sees_nothing_of_it(app: App, source: FakeSource, summer: None) -> None:
    await hand_in(app, source, 1)

    for meant in (
        ALL,
        AuditWanted(campaign_id=1),
        AuditWanted(actor=ANNA.discord_id),
        AuditWanted(kind="creator"),
    ):
        found = await audits.screen(app, FOREIGN, meant)
        file = await audits.export(app, FOREIGN, meant)
        assert (found.page.total, found.kinds, file.rows, len(table(file.content))) == (0, {}, 0, 1)


async def test_ten_thousand_entries_page_quickly(app: App) -> None:
    async with app.sessions.begin() as session:
        fill(session, 12_000, "x" * 40)

    began = perf_counter()
    first = await audits.screen(app, ADMIN, ALL)
    last = await audits.screen(app, ADMIN, ALL, 9_999)
    took = perf_counter() - began

    assert took < 3
    assert (first.page.total, first.page.pages, last.page.number) == (12_000, 1_200, 1_200)
    assert first.page.items[0].at > first.page.items[-1].at > last.page.items[0].at
    assert last.page.items[-1].at == NOON


async def test_the_file_has_the_newest_ten_thousand(app: App) -> None:
    async with app.sessions.begin() as session:
        fill(session, 10_003)

    file = await audits.export(app, ADMIN, ALL)

    rows = table(file.content)
    assert rows[0] == list(audits.HEAD)
    assert (file.rows, file.total, len(rows)) == (10_000, 10_003, 10_001)
    assert rows[1][1] == (NOON + timedelta(seconds=10_002)).isoformat()
    assert rows[-1][1] == (NOON + timedelta(seconds=3)).isoformat()


async def test_long_entries_end_the_file_before_discord_refuses_it(app: App) -> None:
    async with app.sessions.begin() as session:
        fill(session, 1_100, "é" * 4_000)

    file = await audits.export(app, ADMIN, ALL)

    assert len(file.content) <= audits.FILE_BYTES
    assert 0 < file.rows < file.total == 1_100
    assert len(table(file.content)) == file.rows + 1
    assert table(file.content)[-1][7] == "é" * 4_000


async def test_nothing_in_the_file_is_calculated_or_lost(app: App, summer: None) -> None:
    evil = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
    async with app.sessions.begin() as session:
        for number, text in enumerate(evil):
            fill(session, 1, text, actor=10**18 + number)
        fill(session, 1, 'a "quoted", long\nline')

    rows = table((await audits.export(app, ADMIN, AuditWanted(kind="decision"))).content)[1:]

    assert {row[9] for row in rows} == {*(f"'{text}" for text in evil), 'a "quoted", long\nline'}
    assert {row[2] for row in rows} == {"the rule", *(f"<@{10**18 + number}>" for number in range(6))}
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
