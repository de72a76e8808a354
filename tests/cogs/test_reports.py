"""Shared reports in Discord, from the command to what people see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import simcord
from hypothesis import given, settings

from cogs import render_reports, report_menus
from cogs.errors import Reply
from core.domain.access import Caller, Role
from core.domain.report_days import Days
from core.domain.terms import MAX_COUNT
from core.services import reports
from core.services.shown import Page
from core.services.shown_reports import ReportCard, ReportShared
from tests.cogs.conftest import Bot, Stage, embed, fields, hand_in, said
from tests.cogs.reporting import REPORT
from tests.cogs.test_limits import check, wild
from tests.conftest import ADMIN, EDITOR
from tests.fakes import NOON, FakeSource

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def file_of(result: simcord.InteractionResult) -> str:
    (file,) = result.followups[-1].attachments if result.followups else result.response.attachments  # type: ignore[union-attr]  # one of them is there
    assert file.filename == "report.md"
    return (await file.read()).decode()


@stage_only
async def test_a_report_is_shared_as_a_link_and_a_file(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    await hand_in(stage, source)

    done = await stage.admin.slash(stage.channel, "report create", **{"from": "2026-11-01"})

    shown = embed(done)
    assert shown.title == "Report on “Summer Launch”"
    assert "1 November 2026 to 2 November 2026" in (shown.description or "")
    token = (shown.description or "").partition("<http://127.0.0.1:8080/report/")[2].partition(">")[0]
    opened = await reports.by_token(stage.bot.app, token)
    assert opened is not None
    assert (fields(done)["Total videos"], fields(done)["Total views"]) == ("1", "1,234")
    assert fields(done)["Payouts"] == "without payouts"
    assert "`PUBLIC_URL`" in (fields(done)["Is the link for others?"] or "")
    text = await file_of(done)
    assert text.startswith("# Summer Launch: 1 November 2026 to 2 November 2026\n")
    assert "| @anna | TikTok | 2 Nov 2026 | 1,234 | 10 | 2 | 1 |" in text


@stage_only
async def test_a_named_address_is_the_links(stage: Stage, summer: Caller) -> None:
    stage.bot.app.site.address, stage.bot.app.site.is_public = "https://views.example.org/bot", True

    done = await stage.admin.slash(stage.channel, "report create", include_payouts=True)

    assert "<https://views.example.org/bot/report/" in (embed(done).description or "")
    assert "Is the link for others?" not in fields(done)
    assert fields(done)["Payouts"] == "with payouts"


@stage_only
async def test_days_that_make_no_sense_are_refused_with_a_way_out(stage: Stage, summer: Caller) -> None:
    no_day = await stage.admin.slash(stage.channel, "report create", to="01.11.2026")
    backwards = await stage.admin.slash(
        stage.channel, "report create", **{"from": "2026-11-02", "to": "2026-11-01"}
    )

    assert said(no_day) == "`to` is “01.11.2026”, which is no day. Write it like `2026-11-02`."
    assert said(backwards) == (
        "`from` is 2026-11-02, which is after `to`, 2026-11-01. Choose a `from` up to 2026-11-01."
    )


@stage_only
async def test_admins_revoke_and_editors_only_look(stage: Stage, summer: Caller) -> None:
    await reports.create(stage.bot.app, summer)

    refused = await stage.editor.slash(stage.channel, "report revoke", report="#1")
    looked = await stage.editor.slash(stage.channel, "report list")
    done = await stage.admin.slash(stage.channel, "report revoke", report="#1")
    again = await stage.admin.slash(stage.channel, "report revoke", report="#1")
    listed = await stage.admin.slash(stage.channel, "report list")

    assert said(refused).startswith("This is for admins")
    assert "`#1` **4 October 2026 to 2 November 2026**" in (embed(looked).description or "")
    assert looked.response is not None
    assert looked.response.components == []
    assert embed(done).title == "Report #1 on “Summer Launch”"
    assert said(again).startswith("Report `#1` was revoked")
    assert "**revoked**" in (embed(listed).description or "")


@stage_only
async def test_the_menu_revokes_after_a_restart_and_only_for_admins(stage: Stage, summer: Caller) -> None:
    await reports.create(stage.bot.app, summer)
    listed = await stage.admin.slash(stage.channel, "report list")
    assert listed.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    done = await stage.admin.select(listed.response, ["#1"], custom_id="vl:report:revoke")

    assert done.followups[-1].embeds[0].title == "Report #1 on “Summer Launch”"
    assert (await reports.listing(stage.bot.app, summer)).items[0].revoked_by == stage.admin.id


@stage_only
async def test_the_list_turns_its_pages_and_an_empty_one_says_what_to_do(
    stage: Stage, summer: Caller
) -> None:
    empty = await stage.editor.slash(stage.channel, "report list")
    for _ in range(12):
        await reports.create(stage.bot.app, summer)
    first = await stage.admin.slash(stage.channel, "report list")
    assert first.response is not None

    second = await stage.admin.click(first.response, label="Next")

    assert "`/report create` makes one" in (embed(empty).description or "")
    assert embed(second).footer.text == "Page 2 of 2 · 12 in all"
    assert "`#1`" in (embed(second).description or "")


@stage_only
async def test_reports_are_suggested_to_admins(stage: Stage, summer: Caller) -> None:
    await reports.create(stage.bot.app, summer)

    found = await stage.admin.autocomplete(stage.channel, "report revoke", "report", "summer")
    none = await stage.editor.autocomplete(stage.channel, "report revoke", "report", "summer")

    assert [(each["name"], each["value"]) for each in found] == [
        ("#1 · 2026-10-04 to 2026-11-02 · Summer Launch", "#1")
    ]
    assert none == []


CARD = ReportCard(
    MAX_COUNT, "", Days(date(2010, 9, 30), date(2015, 9, 30)), True, NOON, MAX_COUNT, None, None
)


def test_editors_have_no_menu_and_revoked_reports_are_not_in_it() -> None:
    gone = replace(CARD, id=2, revoked_at=NOON + timedelta(days=1), revoked_by=7)
    page = Page([CARD, gone], 1, 1, 2)

    menu = report_menus.with_revoking(Reply(), ADMIN, page).view

    assert menu is not None
    assert str(menu.to_components()).count("'value'") == 1
    assert report_menus.with_revoking(Reply(), EDITOR, page).view is None
    assert report_menus.with_revoking(Reply(), ADMIN, Page([gone], 1, 1, 1)).view is None


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_reports_fit(text: str) -> None:
    card = replace(CARD, campaign=text)
    gone = replace(card, revoked_at=NOON, revoked_by=MAX_COUNT)
    by = Caller(MAX_COUNT, MAX_COUNT, Role.ADMIN)
    page = Page([replace(card, id=number) for number in range(10)], 1, 900, 9_000)
    shown = replace(REPORT, campaign=text, more=MAX_COUNT)

    check(Reply(embeds=[render_reports.shared(ReportShared(card, "https://a.org/" * 30, False, shown))]))
    check(Reply(embeds=[render_reports.revoked(gone)]))
    check(report_menus.with_revoking(Reply(embeds=[render_reports.listing(page)]), by, page))
    check(Reply(embeds=[render_reports.listing(Page([gone] * 10, 1, 900, 9_000))]))
