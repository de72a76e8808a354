"""The same screens in English, German and Spanish; any other language gets English."""

import pytest
import simcord

from core.domain.access import Caller
from core.services import creator_edits
from db import languages as rows
from tests.cogs.conftest import Bot, Speak, Stage, buttons, embed, hand_in, said
from tests.cogs.test_appeals import TEXT, bound, rejected
from tests.cogs.test_payouts import ready
from tests.fakes import FakeSource

__all__ = ["bound", "ready", "rejected"]
pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
def stands_in(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Let the server prefer a language from now on."""

    def in_locale(locale: str) -> None:
        made = simcord.interactions.base_payload

        def payload(*args: object, **named: object) -> object:
            record, body = made(*args, **named)  # type: ignore[arg-type]  # handed on as it came
            return record, {**body, "guild_locale": locale}

        monkeypatch.setattr(simcord.interactions, "base_payload", payload)

    return in_locale


@pytest.mark.parametrize(
    ("locale", "title", "window"),
    [
        ("en-US", "Receipt: TikTok post by @anna", "Counting window"),
        ("de", "Beleg: TikTok-Beitrag von @anna", "Zählzeitraum"),
        ("es-419", "Recibo: post de TikTok de @anna", "Plazo de conteo"),
        ("fr", "Receipt: TikTok post by @anna", "Counting window"),
    ],
)
async def test_a_receipt(
    stage: Stage, summer: Caller, source: FakeSource, speak: Speak, locale: str, title: str, window: str
) -> None:
    await creator_edits.edit(stage.bot.app, summer, "anna", discord_id=stage.anna.id)
    await hand_in(stage, source)
    speak(locale)

    shown = embed(await stage.anna.slash(stage.channel, "explain", post="#1"))

    assert shown.title == title
    assert window in {field.name for field in shown.fields}


@pytest.mark.parametrize(
    ("locale", "title", "labels"),
    [
        ("en-US", "Mark 225.00 USD as paid?", ["Confirm", "Cancel"]),
        ("de", "225.00 USD als bezahlt festhalten?", ["Bestätigen", "Abbrechen"]),
        ("es-ES", "¿Registrar 225.00 USD como pagados?", ["Confirmar", "Cancelar"]),
        ("fr", "Mark 225.00 USD as paid?", ["Confirm", "Cancel"]),
    ],
)
async def test_a_payout_confirmation(
    stage: Stage, ready: Caller, speak: Speak, locale: str, title: str, labels: list[str]
) -> None:
    speak(locale)

    asked = await stage.admin.slash(stage.channel, "payout mark-paid", creator="anna")

    assert embed(asked).title == title
    assert buttons(asked.followups[0] if asked.followups else asked.response) == labels


@pytest.mark.parametrize(
    ("locale", "button", "title"),
    [
        ("en-US", "Appeal", "Appeal for post #1 made"),
        ("de", "Einspruch", "Einspruch für Beitrag #1 erhoben"),
        ("es-ES", "Apelación", "Apelación por el post #1 presentada"),
        ("fr", "Appeal", "Appeal for post #1 made"),
    ],
)
async def test_an_appeal_is_made_in_the_members_language_and_told_in_the_servers(
    stage: Stage, rejected: Caller, speak: Speak, locale: str, button: str, title: str
) -> None:
    speak(locale)
    listed = await stage.anna.slash(stage.channel, "my posts")
    assert listed.response is not None
    opened = await stage.anna.select(listed.response, ["1"], custom_id="vl:my:post")

    form = await stage.anna.click(opened.followups[-1], label=button)
    done = await stage.anna.submit_modal(form, {"text": TEXT})

    assert done.followups[-1].embeds[0].title == title
    assert stage.channel.history()[-1].embeds[0].title == "Appeal for post #1: open"


async def test_what_everybody_sees_is_in_the_servers_language(
    stage: Stage, summer: Caller, speak: Speak, stands_in: Speak
) -> None:
    speak("es-ES")
    stands_in("de")

    shown = await stage.anna.slash(stage.channel, "leaderboard")
    refused = await stage.anna.slash(stage.channel, "leaderboard", by="earnings")  # that is hers alone

    assert shown.response is not None
    assert shown.response.embeds[0].title == "Summer Launch: Aufrufe"
    assert "no muestra lo que ganan los creadores" in said(refused)


async def test_the_language_of_a_members_command_is_remembered(
    stage: Stage, bot: Bot, summer: Caller, speak: Speak
) -> None:
    app = stage.bot.app
    await creator_edits.edit(app, summer, "anna", discord_id=stage.anna.id)
    speak("de")

    await stage.anna.slash(stage.channel, "my posts")

    async with app.reads() as session:
        assert await rows.of_member(session, stage.anna.id) == "de"
