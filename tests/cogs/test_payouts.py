"""Payouts in Discord, from the command to what people see."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import simcord
from hypothesis import given, settings

from cogs import exports, render_payouts, views
from cogs.errors import Reply
from core.domain.access import Caller
from core.domain.payouts import Share, Standing
from core.domain.terms import MAX_COUNT, Platform, PostRef, PostStatus
from core.services import campaigns, creators, posts, refresh, submissions
from core.services.shown import Page
from core.services.shown_payouts import (
    Due,
    DuePost,
    DueSum,
    Payee,
    PayoutCard,
    PayoutChanged,
    PayoutPlan,
    ReadyPage,
    VoidPlan,
)
from tests.cogs.conftest import Bot, Stage, buttons, embed, fields, said
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def finalized(
    stage: Stage, by: Caller, source: FakeSource, clock: FixedClock, handles: list[str]
) -> None:
    """Let every one of these creators have a finalized post of 225.00 USD."""
    app = stage.bot.app
    await campaigns.edit(app, by, campaign=None, cpm="0.50", cap=500_000)
    refs = [tiktok(NOON - timedelta(hours=2), number, handle) for number, handle in enumerate(handles)]
    for ref, handle in zip(refs, handles, strict=True):
        if handle != "anna":
            await creators.add(app, by, handle=handle, platform=Platform.TIKTOK)
        source.tell(ref, reading(ref, 450_000, handle=handle, user_id=None))
        await submissions.track(app, by, ref.url, None)
    clock.advance(days=7)
    await refresh.run_round(app, Platform.TIKTOK)


@pytest.fixture
async def ready(stage: Stage, summer: Caller, source: FakeSource, clock: FixedClock) -> Caller:
    await finalized(stage, summer, source, clock, ["anna"])
    return summer


async def files(result: simcord.InteractionResult) -> dict[str, bytes]:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    return {file.filename: await file.read() for file in message.attachments}


@stage_only
async def test_what_is_ready_is_paid_once_after_asking(stage: Stage, ready: Caller) -> None:
    listed = await stage.editor.slash(stage.channel, "payout ready")
    assert "**@anna on TikTok**\n1 post · 450,000 views · **225.00 USD**" in (embed(listed).description or "")
    assert fields(listed)["Can be paid now"] == "1 creator, **225.00 USD**"
    asked = await stage.editor.slash(
        stage.channel, "payout mark-paid", creator="anna", method="PayPal", reference="TX *1*"
    )
    again = await stage.admin.slash(stage.channel, "payout mark-paid", creator="anna")
    assert asked.response is not None
    assert again.response is not None
    assert embed(asked).title == "Mark 225.00 USD as paid?"
    assert "`#1` **225.00 USD** · 450,000 views" in (embed(asked).description or "")
    assert (fields(asked)["Method"], fields(asked)["Reference"]) == ("PayPal", "`TX *1*`")
    await stage.env.restart_bot(Bot(stage.bot.app))

    done = await stage.editor.click(asked.response, label="Confirm")
    second = await stage.admin.click(again.response, label="Confirm")

    assert embed(done).title == "Payout #1"
    assert "225.00 USD" in (fields(done)["Paid"] or "")
    assert buttons(done.response) == []
    assert said(second).startswith("Terms or posts changed since this was shown, so nothing was done.")
    third = await stage.editor.slash(stage.channel, "payout mark-paid", creator="anna")
    assert said(third).startswith("Nothing of @anna is ready to be paid in “Summer Launch”.")
    assert (await posts.show(stage.bot.app, ready, "#1")).status is PostStatus.PAID


@stage_only
async def test_a_payout_is_voided_by_admins_after_asking(stage: Stage, ready: Caller) -> None:
    asked = await stage.editor.slash(stage.channel, "payout mark-paid", creator="anna")
    assert asked.response is not None
    await stage.editor.click(asked.response, label="Confirm")

    refused = await stage.editor.slash(stage.channel, "payout void", payout="#1", reason="mine")
    plan = await stage.admin.slash(stage.channel, "payout void", payout="#1", reason="wrong *account*")
    assert plan.response is not None
    assert embed(plan).title == "Void payout #1?"
    assert fields(plan)["Reason"] == r"wrong \*account\*"
    done = await stage.admin.click(plan.response, label="Confirm")
    again = await stage.admin.slash(stage.channel, "payout void", payout="#1", reason="again")
    listed = await stage.editor.slash(stage.channel, "payout history")

    assert said(refused).startswith("This is for admins")
    assert r"wrong \*account\*" in (fields(done)["Voided"] or "")
    assert said(again).startswith("Payout `#1` was voided")
    assert "**voided**" in (embed(listed).description or "")


@stage_only
async def test_an_export_is_three_files(stage: Stage, ready: Caller) -> None:
    done = await stage.editor.slash(stage.channel, "payout export")

    sent = await files(done)
    assert set(sent) == {
        "ready-summer-launch.xlsx",
        "ready-summer-launch-posts.csv",
        "ready-summer-launch-creators.csv",
    }
    text = sent["ready-summer-launch-posts.csv"].decode("utf-8-sig")
    assert [row["amount"] for row in csv.DictReader(io.StringIO(text))] == ["225.00"]


@stage_only
async def test_the_menu_gives_a_statement_after_a_restart(stage: Stage, ready: Caller) -> None:
    listed = await stage.editor.slash(stage.channel, "payout ready")
    assert listed.response is not None
    await stage.env.restart_bot(Bot(stage.bot.app))

    done = await stage.editor.select(listed.response, ["#1"], custom_id="vl:statement")

    assert said(done) == "Statement of @anna in “Summer Launch”: 1 ledger row."
    assert set(await files(done)) == {"statement-anna-1.xlsx", "statement-anna-1.csv"}


@stage_only
async def test_nothing_ready_and_no_payouts_say_what_to_do(stage: Stage, summer: Caller) -> None:
    ready = await stage.editor.slash(stage.channel, "payout ready", campaign="Summer Launch")
    history = await stage.editor.slash(stage.channel, "payout history")
    refused = await stage.editor.slash(stage.channel, "payout mark-paid", creator="anna")
    unknown = await stage.admin.slash(stage.channel, "payout void", payout="@everyone", reason="x")

    assert "Nothing is ready to be paid" in (embed(ready).description or "")
    assert "No payouts yet" in (embed(history).description or "")
    assert said(refused).startswith("Nothing of @anna is ready")
    assert "`/payout history` lists them" in said(unknown)


@stage_only
async def test_a_minimum_is_set_shown_and_kept(stage: Stage, ready: Caller) -> None:
    changed = await stage.admin.slash(stage.channel, "campaign edit", minimum_payout="$225.01")
    bad = await stage.admin.slash(stage.channel, "campaign edit", minimum_payout="225,01")
    listed = await stage.editor.slash(stage.channel, "payout ready")
    refused = await stage.editor.slash(stage.channel, "payout mark-paid", creator="anna")

    assert fields(changed)["Minimum payout"] == "225.01 USD"
    assert said(bad) == "“225,01” has a comma. Write it like `225.01`."
    assert "carried over: below the minimum of 225.01 USD" in (embed(listed).description or "")
    assert fields(listed)["Can be paid now"] == "0 creators, nothing"
    assert said(refused).startswith(
        "225.00 USD is ready for @anna, which is below the minimum payout of 225.01 USD"
    )


@stage_only
async def test_lists_turn_their_pages_and_keep_the_menu(
    stage: Stage, summer: Caller, source: FakeSource, clock: FixedClock
) -> None:
    await finalized(stage, summer, source, clock, [f"c{number:02}" for number in range(12)])
    first = await stage.editor.slash(stage.channel, "payout ready")
    assert first.response is not None

    second = await stage.editor.click(first.response, label="Next")

    assert embed(second).footer.text == "Page 2 of 2 · 12 in all"
    assert "**@c11 on TikTok**" in (embed(second).description or "")
    assert fields(second)["Can be paid now"] == "12 creators, **2,700.00 USD**"
    assert second.response is not None
    assert "vl:statement" in str(second.response.components)


@stage_only
async def test_payouts_are_suggested_to_admins(stage: Stage, ready: Caller) -> None:
    asked = await stage.editor.slash(stage.channel, "payout mark-paid", creator="anna", reference="TX-1")
    assert asked.response is not None
    await stage.editor.click(asked.response, label="Confirm")

    found = await stage.admin.autocomplete(stage.channel, "payout void", "payout", "tx")
    none = await stage.editor.autocomplete(stage.channel, "payout void", "payout", "tx")

    assert [each["value"] for each in found] == ["#1"]
    assert found[0]["name"].startswith("#1 @anna · 225.00 USD · 2026-11-09")
    assert none == []


POST = DuePost(
    post_id=MAX_COUNT,
    ref=PostRef(Platform.TIKTOK, "7" * 25, "anna"),
    share=Share.REMAINDER,
    published_at=None,
    decided_at=NOON,
    views=MAX_COUNT,
    cpm=Decimal("99999.9999"),
    cap_views=MAX_COUNT,
    earned_minor=MAX_COUNT,
    adjusted_minor=-MAX_COUNT,
    settled_minor=-MAX_COUNT,
    amount_minor=-MAX_COUNT,
)


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_payouts_fit(text: str) -> None:
    payee = Payee(MAX_COUNT, text, Platform.INSTAGRAM, MAX_COUNT, text, "USD")
    due = Due(payee, [POST] * 300, MAX_COUNT, MAX_COUNT, Standing.BELOW_MINIMUM)
    line = DueSum(payee, 300, MAX_COUNT, MAX_COUNT, MAX_COUNT, Standing.BELOW_MINIMUM)
    card = PayoutCard(
        MAX_COUNT, payee, MAX_COUNT, [MAX_COUNT] * 300, text, text, NOON, MAX_COUNT, NOON, MAX_COUNT, text
    )
    totals = {"USD": MAX_COUNT, "EUR": MAX_COUNT}
    payees = [replace(payee, creator_id=number) for number in range(30)]
    ready = render_payouts.ready(ReadyPage(Page([line] * 10, 1, 900, 9_000), MAX_COUNT, totals))

    check(exports.with_statements(Reply(embeds=[ready]), payees))
    check(Reply(embeds=[render_payouts.history(Page([card] * 10, 1, 900, 9_000))]))
    check(views.payout_plan(PayoutPlan(MAX_COUNT, due, text, text)))
    check(views.payout_plan(VoidPlan(MAX_COUNT, card, text)))
    check(views.payout_changed(PayoutChanged("voided", card)))
