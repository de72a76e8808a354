"""What is kept, sent and removed, as members see it."""

import csv
import io
import zipfile

import pytest
import simcord
from hypothesis import given, settings

from cogs import render_privacy, views
from cogs.archives import Archive
from cogs.errors import Reply
from core.domain.access import Caller, Role
from core.domain.terms import MAX_COUNT, Platform
from core.services import campaigns, creator_edits, creators, payouts, refresh
from core.services.confirmations import confirm
from core.services.shown_privacy import ForgetPlan, Forgotten, OwnAccount, Sheet
from tests.cogs.conftest import REF, Bot, Stage, embed, fields, hand_in, said
from tests.cogs.test_limits import check, wild
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
async def anna(stage: Stage, summer: Caller, source: FakeSource) -> Caller:
    """Anna takes part: her account is bound to her, and a post of it is in."""
    app = stage.bot.app
    await campaigns.edit(app, summer, campaign=None, cpm="0.50", cap=500_000)
    await hand_in(stage, source, 5_000)
    await creator_edits.edit(app, summer, "anna", discord_id=stage.anna.id)
    return Caller(HOME, stage.anna.id, Role.CREATOR)


async def be_paid(stage: Stage, by: Caller, source: FakeSource, clock: FixedClock) -> None:
    clock.advance(days=7)
    source.tell(REF, reading(REF, 5_000))
    await creators.add(stage.bot.app, by, handle="bob", platform=Platform.TIKTOK)
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)
    plan = await payouts.plan_mark_paid(stage.bot.app, by, "anna", None, None)
    await confirm(stage.bot.app, by, plan.prompt_id)


async def archive_of(result: simcord.InteractionResult) -> zipfile.ZipFile:
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    (file,) = message.attachments
    assert file.filename == f"my-data-{NOON:%Y-%m-%d}.zip"
    return zipfile.ZipFile(io.BytesIO(await file.read()))


@stage_only
async def test_the_page_says_what_is_kept_and_points_to_the_commands(stage: Stage) -> None:
    shown = await stage.anna.slash(stage.channel, "privacy")

    assert "Every cent must be traceable later" in (embed(shown).description or "")
    assert "`/my export`" in (fields(shown)["Yours to have and to remove"] or "")
    assert "Ask the team of this server" in (fields(shown)["Whom to ask"] or "")
    check(Reply(embeds=[render_privacy.page()]))


@stage_only
async def test_the_export_is_a_file_that_opens(stage: Stage, anna: Caller) -> None:
    sent = await stage.anna.slash(stage.channel, "my export")

    archive = await archive_of(sent)
    posts = list(csv.DictReader(io.StringIO(archive.read("posts.csv").decode("utf-8-sig"))))
    assert [(row["platform_post_id"], row["views"]) for row in posts] == [(REF.platform_post_id, "5000")]
    assert "Here is everything stored about you: campaigns (1), accounts (1)" in said(sent)


@stage_only
async def test_who_is_not_known_gets_a_sentence(stage: Stage, summer: Caller) -> None:
    sent = await stage.anna.slash(stage.channel, "my export")
    forget = await stage.anna.slash(stage.channel, "my forget")

    assert said(sent) == "Nothing about you is stored, so there is no file to send."
    assert "there is nothing to remove" in said(forget)


@stage_only
async def test_while_a_post_runs_the_sentence_says_when_it_will_be_possible(
    stage: Stage, anna: Caller
) -> None:
    refused = await stage.anna.slash(stage.channel, "my forget")

    assert "1 post of yours is not decided yet, the last window ends <t:" in said(refused)
    assert "an admin of the campaign can help" in said(refused)


@stage_only
async def test_a_member_is_forgotten_after_being_asked_and_over_a_restart(
    stage: Stage, anna: Caller, summer: Caller, source: FakeSource, clock: FixedClock
) -> None:
    await be_paid(stage, summer, source, clock)
    asked = await stage.anna.slash(stage.channel, "my forget")
    assert embed(asked).title == "Remove your personal data?"
    assert "@anna on TikTok, in “Summer Launch”" in (fields(asked)["Your accounts"] or "")
    assert "1 post: caption, preview picture" in (fields(asked)["Goes"] or "")
    assert "2 ledger rows, 1 payout" in (fields(asked)["Stays, under a pseudonym"] or "")
    assert "Stays under your Discord id" not in fields(asked)
    await stage.env.restart_bot(Bot(stage.bot.app))
    assert asked.response is not None

    done = await stage.anna.click(asked.response, label="Confirm")

    assert embed(done).title == "You are forgotten"
    assert "under the pseudonym `-" in (embed(done).description or "")
    gone = await stage.admin.slash(stage.channel, "creator show", creator="anna")
    assert "is not a creator" in said(gone)
    audit = await stage.admin.slash(stage.channel, "audit")
    assert "a forgotten member (`-" in (embed(audit).description or "")
    assert str(stage.anna.id) not in (embed(audit).description or "")
    explained = await stage.admin.slash(stage.channel, "explain", post="#1")
    assert "@forgotten-1" in str(embed(explained).to_dict()).replace("\\", "")


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_plans_and_exports_fit(text: str) -> None:
    account = OwnAccount(text, Platform.INSTAGRAM, text)
    counts = dict.fromkeys([*render_privacy.GOES, *render_privacy.STAYS], MAX_COUNT)
    kept = [(Sheet("watched-accounts", ["id"], MAX_COUNT), MAX_COUNT - 1)] * 12

    check(views.asked(MAX_COUNT, render_privacy.plan(ForgetPlan(1, [account] * 500, counts, MAX_COUNT))))
    check(Reply(embeds=[render_privacy.forgotten(Forgotten(-MAX_COUNT, MAX_COUNT, MAX_COUNT))]))
    check(Reply(render_privacy.exported(Archive(b"", kept))))
