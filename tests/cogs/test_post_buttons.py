"""What comes of pressing the buttons under a post's card, from the form to what people see."""

import pytest

from core.domain.access import Caller
from core.domain.terms import Platform, PostStatus
from core.services import posts, refresh
from db.models import Server
from tests.cogs.conftest import REF, Bot, Stage, buttons, embed, fields, hand_in, said
from tests.cogs.pressing import now, numbers_of, press, shown
from tests.conftest import HOME
from tests.fakes import FakeSource, FixedClock, reading

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


async def test_terms_are_set_and_the_card_is_renewed_in_place(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    await stage.env.restart_bot(Bot(stage.bot.app))

    done = await press(stage, card, "Set terms", cpm="0.50", cap="500 000")
    half = await press(stage, card, "Set terms", cpm="", cap=" 1000 ")

    assert done.followups == half.followups == []
    assert [file.filename for file in card.attachments] == ["history.png"]
    assert card.embeds[0].description == "**Terms set**\nlook at this"
    assert numbers_of(card)["Terms"] == "CPM: 0.50 USD per 1,000 views\nCap: 1,000 views"
    assert buttons(card) == [
        "Refresh",
        "Set terms",
        "Finalize",
        "Reject",
        "Hold",
        "Note",
        "Exclude",
        "Explain",
    ]


async def test_the_form_of_terms_says_what_stays(stage: Stage, source: FakeSource, summer: Caller) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    await press(stage, card, "Set terms", cpm="0.5", cap="")

    form = await stage.editor.click(card, label="Set terms")

    assert form.modal is not None
    told = [label["component"]["placeholder"] for label in form.modal["components"]]
    assert told == ["empty: stays 0.50 USD", "such as 500000"]
    nothing = await stage.editor.submit_modal(form, {})
    assert said(nothing) == "There is nothing to change yet. Give `cpm` or `cap`."


async def test_terms_that_finalize_are_asked_under_the_card(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    await hand_in(stage, source)
    clock.advance(days=8)
    source.tell(REF, reading(REF, 450_000))
    await refresh.run_round(stage.bot.app, Platform.TIKTOK)
    card = await shown(stage)

    asked = await press(stage, card, "Set terms", cpm="0.50", cap="500000")

    (question,) = asked.followups
    assert question.ephemeral
    assert "**225.00 USD** will be frozen" in (question.embeds[0].description or "")
    assert buttons(question) == ["Confirm", "Cancel"]
    assert "Pending CPM" in (numbers_of(card)["Status"] or "")
    done = await stage.editor.click(question, label="Confirm")
    assert "Pending CPM → Finalized" in (embed(done).description or "")
    assert (await now(stage, summer)).earned_minor == 22_500


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("abc", "`views` is “abc”, which is not a whole number. Write it in digits, like `1000`."),
        ("1e6", "`views` is “1e6”, which is not a whole number. Write it in digits, like `1000`."),
        ("1.000", "`views` is “1.000”, which is not a whole number. Write it in digits, like `1000`."),
        ("12.500", "`views` is “12.500”, which is not a whole number. Write it in digits, like `12500`."),
        ("-5", "`views` is -5. Choose a number from 0 to 100,000,000,000."),
        ("9" * 30, f"`views` is {int('9' * 30):,}. Choose a number from 0 to 100,000,000,000."),
    ],
)
async def test_numbers_that_could_be_misread_are_refused(
    stage: Stage, source: FakeSource, summer: Caller, typed: str, told: str
) -> None:
    await hand_in(stage, source, views=None)
    card = await shown(stage)

    done = await press(stage, card, "Set views", views=typed, note="screenshot")

    assert said(done) == told
    assert (await now(stage, summer)).counts.views is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"cpm": "0,50", "cap": ""}, "“0,50” has a comma. Write it like `0.50`."),
        ({"cpm": "-1", "cap": ""}, r"“\-1” has a sign. Write it like `1`."),
        ({"cpm": "", "cap": "0"}, "`cap` is 0. Choose a number from 1 to 100,000,000,000."),
        ({"cpm": "1", "cap": "1e6"}, "`cap` is “1e6”, which is not a whole number."),
    ],
)
async def test_terms_that_could_be_misread_are_refused(
    stage: Stage, source: FakeSource, summer: Caller, typed: dict[str, str], told: str
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)

    done = await press(stage, card, "Set terms", **typed)

    assert said(done).startswith(told)
    assert (await now(stage, summer)).cpm is None


async def test_views_are_typed_in_only_while_the_platform_gives_none(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source, views=None)
    card = await shown(stage)
    assert buttons(card) == [
        "Retry",
        "Set terms",
        "Set views",
        "Reject",
        "Hold",
        "Note",
        "Exclude",
        "Explain",
    ]
    await press(stage, card, "Set views", views="1\u00a0000", note="screenshot")
    assert "Views: 1,000" in (numbers_of(card)["Numbers"] or "")
    stale = await shown(stage)
    source.tell(REF, reading(REF, 5_000))
    await posts.refresh(stage.bot.app, summer, "#1")

    late = await stage.editor.click(stale, label="Set views")

    assert late.modal is None
    assert said(late).startswith("The platform shows this post's views")
    assert "Set views" not in buttons(await shown(stage))


async def test_a_rejection_is_asked_done_and_undone(stage: Stage, source: FakeSource, summer: Caller) -> None:
    await hand_in(stage, source)
    card = await shown(stage)

    asked = await press(stage, card, "Reject", reason="not *ours*")
    assert (await now(stage, summer)).status is PostStatus.ACTIVE
    rejected = await stage.editor.click(asked.followups[0], label="Confirm")
    late = await stage.editor.click(card, label="Reject")
    again = await shown(stage)
    assert buttons(again) == ["Refresh", "Undo rejection", "Note", "Exclude", "Explain"]
    undone = await press(stage, again, "Undo rejection", reason="")

    assert r"not \*ours\*" in (fields(rejected)["Status"] or "")
    assert said(late).startswith("A post that is “Rejected” cannot be rejected.")
    assert undone.followups == []
    assert "Rejected → Active" in (again.embeds[0].description or "")
    assert buttons(again) == ["Refresh", "Set terms", "Reject", "Hold", "Note", "Exclude", "Explain"]


async def test_finalizing_early_is_refused_before_anything_is_typed(
    stage: Stage, source: FakeSource, clock: FixedClock, summer: Caller
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    await press(stage, card, "Set terms", cpm="1", cap="1000")

    early = await stage.editor.click(card, label="Finalize")
    mine = await stage.admin.slash(stage.channel, "post show", post="#1")
    assert mine.response is not None
    form = await stage.admin.click(mine.response, label="Finalize")
    asked = await stage.admin.submit_modal(form, {"reason": "closing"})

    assert early.modal is None
    assert said(early).startswith("This is for admins")
    assert "**1.00 USD** will be frozen" in (asked.followups[0].embeds[0].description or "")


@pytest.mark.parametrize("label", ["Set terms", "Reject", "Hold", "Note"])
async def test_the_role_is_checked_on_every_press(
    stage: Stage, source: FakeSource, summer: Caller, label: str
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    stage.env.backend.get_message(stage.channel.id, card.id).flags = 0  # as if all could see it

    done = await stage.anna.click(card, label=label)

    assert done.modal is None
    assert said(done).startswith("This is for editors")


async def test_the_role_is_checked_again_when_the_form_is_sent(
    stage: Stage, source: FakeSource, summer: Caller
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    form = await stage.editor.click(card, label="Set terms")
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).editor_role_id = None

    done = await stage.editor.submit_modal(form, {"cpm": "1", "cap": "5"})

    assert said(done).startswith("This is for editors")
    assert (await now(stage, summer)).cpm is None


async def test_a_bug_behind_a_button_gives_a_reference(
    stage: Stage, source: FakeSource, summer: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    await hand_in(stage, source)
    card = await shown(stage)
    stage.bot.app = None  # type: ignore[assignment]  # what no code expects

    done = await stage.editor.click(card, label="Reject")

    assert said(done).split("`")[1] in caplog.text
    assert "vl:act:reject:1" in caplog.text
