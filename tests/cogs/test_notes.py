"""Notes in Discord: the form, what is shown of them, and that nothing that was typed is lost."""

from dataclasses import replace

import discord
import pytest
import simcord

from cogs import render, render_notes, render_posts, views
from core.domain.access import Caller
from core.services import deals, notes
from db.models import Server
from tests.cogs.cards import POST
from tests.cogs.conftest import Stage, buttons, embed, fields, hand_in, said
from tests.conftest import HOME
from tests.fakes import FakeSource

pytestmark = [
    pytest.mark.usefixtures("summer"),
    pytest.mark.simcord(check_errors=False),  # a refusal is an error to simcord
]

MARKDOWN = "# Brief\n- **bold** claims\n- `#ad` first"
COMMANDS = [
    ("post note", {"post": "#1"}, "post show", "Note: post #1"),
    ("creator note", {"creator": "@anna"}, "creator show", "Note on a creator"),
    ("campaign note", {}, "campaign show", "Note on a campaign"),
]


def text_input(form: simcord.InteractionResult) -> dict[str, object]:
    """The only input of the form, which must be the first answer."""
    assert form.modal is not None
    assert not form.deferred
    (label,) = form.modal["components"]
    found: dict[str, object] = label["component"]
    return found


def attached(result: simcord.InteractionResult) -> list[str]:
    assert result.response is not None
    return [file.filename for file in result.response.attachments]


async def returned(result: simcord.InteractionResult) -> str:
    """The text that a person gets back as a file, which they alone see."""
    message = result.followups[-1]
    assert message.ephemeral
    assert message.content == "Here is the text you wrote, so that nothing of it is lost."
    (file,) = message.attachments
    assert file.filename == "note.md"
    return (await file.read()).decode()


async def write(stage: Stage, text: str, post: str = "#1") -> simcord.InteractionResult:
    form = await stage.editor.slash(stage.channel, "post note", post=post)
    return await stage.editor.submit_modal(form, {"note": text})


@pytest.mark.parametrize(("command", "options", "show", "title"), COMMANDS, ids=lambda value: str(value)[:9])
async def test_the_form_holds_the_note_as_it_is(
    stage: Stage, source: FakeSource, command: str, options: dict[str, str], show: str, title: str
) -> None:
    await hand_in(stage, source)
    form = await stage.editor.slash(stage.channel, command, **options)
    assert form.modal is not None
    assert form.modal["title"] == title
    assert text_input(form).get("value") is None
    written = await stage.editor.submit_modal(form, {"note": MARKDOWN})

    again = await stage.editor.slash(stage.channel, command, **options)
    shown = await stage.editor.slash(stage.channel, show, **options)
    removed = await stage.editor.submit_modal(again, {"note": ""})

    assert (text_input(again)["value"], text_input(again)["max_length"]) == (MARKDOWN, 4_000)
    assert text_input(again)["required"] is False
    assert fields(written)["Notes"] == fields(shown)["Notes"] == MARKDOWN
    assert "Note written" in (embed(written).description or "")
    assert "Note removed" in (embed(removed).description or "")
    assert "Notes" not in fields(removed)


@pytest.mark.parametrize(("command", "options", "show", "title"), COMMANDS, ids=lambda value: str(value)[:9])
async def test_who_may_not_gets_no_form(
    stage: Stage, source: FakeSource, command: str, options: dict[str, str], show: str, title: str
) -> None:
    await hand_in(stage, source)

    done = await stage.anna.slash(stage.channel, command, **options)

    assert done.modal is None
    assert said(done).startswith("This is for editors")


async def test_a_note_on_nothing_is_refused_before_anything_is_typed(stage: Stage) -> None:
    done = await stage.editor.slash(stage.channel, "post note", post="#99")

    assert done.modal is None
    assert said(done).startswith("No post of this server matches `#99`")


async def test_of_two_editors_the_second_gets_their_text_back(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    first = await stage.admin.slash(stage.channel, "post note", post="#1")
    second = await stage.editor.slash(stage.channel, "post note", post="#1")
    await stage.admin.submit_modal(first, {"note": "the admin's"})

    done = await stage.editor.submit_modal(second, {"note": "the *editor's*\nown"})

    assert done.response is not None
    assert (done.response.content or done.followups[0].content).startswith("Somebody else changed this note")
    assert await returned(done) == "the *editor's*\nown"
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert fields(shown)["Notes"] == "the admin's"


async def test_a_role_lost_while_writing_loses_no_text(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    form = await stage.editor.slash(stage.channel, "post note", post="#1")
    async with stage.bot.app.sessions.begin() as session:
        (await session.get_one(Server, HOME)).editor_role_id = None

    done = await stage.editor.submit_modal(form, {"note": "long work"})

    assert await returned(done) == "long work"
    shown = await stage.admin.slash(stage.channel, "post show", post="#1")
    assert "Notes" not in fields(shown)


async def test_a_bug_loses_no_text_either(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    form = await stage.editor.slash(stage.channel, "post note", post="#1")
    stage.bot.app = None  # type: ignore[assignment]  # what no code expects

    done = await stage.editor.submit_modal(form, {"note": "long work"})

    assert await returned(done) == "long work"


async def test_a_long_note_is_cut_on_the_card_and_whole_in_the_file(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    text = "\n".join(f"{number}. **line** <@1> 😀" for number in range(150))

    written = await write(stage, text)
    shown = await stage.editor.slash(stage.channel, "post show", post="#1")
    short = await write(stage, "short")

    for result in (written, shown):
        field = fields(result)["Notes"] or ""
        assert field.startswith("0. **line**")
        assert field.endswith("…")
        assert render.size(field) <= 1_024
        assert result.response is not None
        file = result.response.attachments[0]
        assert (file.filename, (await file.read()).decode()) == ("note.md", text)
    assert attached(short) == ["history.png"]


@pytest.mark.parametrize(("command", "option"), [("creator", {"creator": "anna"}), ("campaign", {})])
async def test_long_notes_on_creators_and_campaigns_are_attached_too(
    stage: Stage, source: FakeSource, command: str, option: dict[str, str]
) -> None:
    form = await stage.admin.slash(stage.channel, f"{command} note", **option)
    written = await stage.admin.submit_modal(form, {"note": "word " * 500})

    shown = await stage.editor.slash(stage.channel, f"{command} show", **option)

    assert attached(written) == attached(shown) == ["note.md"]
    assert (fields(shown)["Notes"] or "").endswith("…")


async def test_a_deal_shows_the_creators_whole_note(stage: Stage, summer: Caller) -> None:
    app = stage.bot.app
    await notes.write_creator(app, summer, await notes.of_creator(app, summer, "anna"), "word " * 500)
    plan = await deals.plan_deal(app, summer, "anna", cpm="1", cap=5)
    asked = await stage.admin.slash(stage.channel, "creator deal", creator="anna", cpm="1", cap=5)
    assert asked.response is not None

    done = await stage.admin.click(asked.response, label="Confirm")

    assert plan.card.notes is not None
    assert attached(done) == ["note.md"]


async def test_the_cards_button_changes_the_card_in_place(stage: Stage, source: FakeSource) -> None:
    await hand_in(stage, source)
    card = await stage.editor.slash(stage.channel, "post show", post="#1")
    assert card.response is not None
    form = await stage.editor.click(card.response, label="Note")

    done = await stage.editor.submit_modal(form, {"note": MARKDOWN})

    assert text_input(form).get("value") is None
    assert done.followups == []
    assert fields(card)["Notes"] == MARKDOWN
    assert attached(card) == ["history.png"]
    assert "Note" in buttons(card.response)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (MARKDOWN, MARKDOWN),
        ("a < b, <3, a<b and <:smile:1>", "a < b, <3, a<b and <:smile:1>"),
        ("👩\u200d👩\u200d👧 ok", "👩\u200d👩\u200d👧 ok"),
        ("@everyone and @here", "@\u200beveryone and @\u200bhere"),
        ("<@123> <@!123> <@&123>", "<\u200b@123> <\u200b@!123> <\u200b@&123>"),
        ("<#123> </pay:1> <id:guide>", "<\u200b#123> <\u200b/pay:1> <\u200bid:guide>"),
        ("paid <t:1793620800:R>", "paid <\u200bt:1793620800:R>"),
        ("[bank](https://evil.example)", "[bank]\u200b(https://evil.example)"),
        ("[bank](<https://evil.example>)", "[bank]\u200b(<https://evil.example>)"),
        ("[x](y)[z](w)", "[x]\u200b(y)[z]\u200b(w)"),
        ("`[x](y)`", "`[x]\u200b(y)`"),
        ("turned \u202eround\u2069 \x00\x1b", "turned round "),
        ("hidden <\u200b@1> [a]\u2060(b)", "hidden <\u200b@1> [a]\u200b(b)"),
    ],
)
def test_markdown_stays_and_nothing_deceives(typed: str, shown: str) -> None:
    assert render_notes.shown(typed) == shown


@pytest.mark.parametrize("text", ["x" * 1_021, "é\n" * 510, "<@1>" * 150])
def test_a_note_that_fits_comes_without_a_file(text: str) -> None:
    card = replace(POST, notes=text.strip())

    notes_field = {field.name: field.value for field in render_posts.card(card).fields}["Notes"]

    assert notes_field == render_notes.shown(text.strip())
    assert views.post(card).files == []


@pytest.mark.parametrize("text", ["x" * 1_022, "\n" * 4_000, "<@1>" * 300, "😀" * 600])
def test_a_note_that_is_cut_comes_whole_as_a_file(text: str) -> None:
    made = discord.Embed()

    render_notes.field(made, text)

    assert render.size(made.fields[0].value or "") <= 1_024
    assert made.fields[0].value != render_notes.shown(text)
    (file,) = render_notes.files(text)
    assert file.fp.read().decode() == text
