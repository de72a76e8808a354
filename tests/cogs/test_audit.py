"""`/audit` in Discord: who may, what is shown, and what is handed out."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings

from cogs import audit, render, render_audit
from core.domain.access import Caller
from core.services import campaigns
from core.services.shown import Page
from core.services.shown_audits import Audited, AuditFile, Audits, AuditWanted
from db.models import Server
from tests.cogs.conftest import Bot, Stage, embed, hand_in, said
from tests.cogs.test_limits import check, wild
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]
ENTRY = Audited(2**62, NOON, 2**62, "post set-views", "Summer", "anna", 12, "1", "2", "seen")


async def test_the_newest_comes_first_and_people_are_not_called(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)

    shown = await stage.admin.slash(stage.channel, "audit")

    lines = (embed(shown).description or "").splitlines()
    assert lines[0].startswith(f"<@{stage.anna.id}> · **submit-post** `#1` · <t:")
    assert lines[1] == "nothing → active: handed in"
    assert lines[2].startswith("the rule · **account** @anna · <t:")
    assert lines[3] == "@anna, id unknown → @anna, id 1001: says fake"


async def test_it_is_for_admins_only_whoever_has_its_buttons(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).admin_role_id = stage.guild.default_role.id
    shown = await stage.editor.slash(stage.channel, "audit")
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).admin_role_id = None
    assert shown.response is not None

    again = await stage.editor.slash(stage.channel, "audit")
    exported = await stage.editor.click(shown.response, label="Export")

    for refused in (again, exported):
        assert said(refused).startswith("This is for admins")


async def test_filters_pages_and_kinds_survive_a_restart(
    stage: Stage, summer: Caller, source: FakeSource
) -> None:
    for number in range(12):
        await campaigns.create(stage.bot.app, summer, name=f"C{number}")
    await hand_in(stage, source)
    by_anna = await stage.admin.slash(stage.channel, "audit", actor=stage.anna)
    of_one = await stage.admin.slash(stage.channel, "audit", campaign="C3")
    every = await stage.admin.slash(stage.channel, "audit")
    assert every.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    message = every.response

    await stage.admin.select(message, ["campaign"])
    assert message.embeds[0].footer.text == "Page 1 of 2 · 13 in all"
    await stage.admin.click(message, label="Next")
    assert message.embeds[0].footer.text == "Page 2 of 2 · 13 in all"
    assert "“Summer Launch”" in (message.embeds[0].description or "")
    await stage.admin.select(message, ["*"])
    assert message.embeds[0].footer.text == "Page 1 of 2 · 16 in all"

    assert (embed(by_anna).description or "").startswith(f"What <@{stage.anna.id}> did:")
    assert "submit-post" in (embed(by_anna).description or "")
    assert "“C3”" in (embed(of_one).description or "")


async def test_export_gives_what_is_filtered(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    shown = await stage.admin.slash(stage.channel, "audit", actor=stage.anna)
    assert shown.response is not None

    done = await stage.admin.click(shown.response, label="Export")

    assert said(done) == "Here is the audit: 1 entry, newest first."
    (file,) = done.followups[-1].attachments
    assert file.filename == "audit.csv"
    rows = list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert [row[3] for row in rows] == ["action", "submit-post"]


async def test_an_unknown_campaign_is_refused(stage: Stage) -> None:
    assert said(await stage.admin.slash(stage.channel, "audit", campaign="x")).startswith(
        "There is no campaign"
    )


def test_nothing_to_show_is_said() -> None:
    empty: Page[Audited] = Page([], 1, 1, 0)

    assert audit.shown(Audits(AuditWanted(), empty, {})).view is None
    assert render_audit.screen(Audits(AuditWanted(), empty, {})).description == render_audit.NOTHING
    narrowed = render_audit.screen(Audits(AuditWanted(actor=5), empty, {})).description or ""
    assert narrowed == f"What <@5> did:\n{render_audit.NOTHING_NARROWED}"


def test_a_file_that_leaves_something_out_says_so() -> None:
    told = render_audit.exported(AuditFile(b"", 10_000, 12_345))

    assert "newest 10,000 of 12,345 entries" in told


@settings(max_examples=30, deadline=None)
@given(wild)
def test_ten_of_the_largest_entries_fit_and_none_is_left_out(text: str) -> None:
    entry = replace(ENTRY, action=text, campaign=text, creator=text, before=text, after=text, reason=text)
    items = [replace(entry, post_id=number if number % 2 else None) for number in range(10)]
    kinds = {f"{number} {text}": 2**40 for number in range(40)}
    meant = AuditWanted(10**17, 2**62, "submit-post")

    reply = audit.shown(Audits(meant, Page(items, 9_999, 10_000, 10**5), kinds))

    check(reply)
    assert (reply.embeds[0].description or "").count(f"<@{2**62}> · ") == 10
    assert render.size(reply.embeds[0].description or "") <= 4_096
