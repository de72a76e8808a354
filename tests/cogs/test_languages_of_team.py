"""What a team sees, in its languages: the setup in the person's, the admin channel in the server's."""

from collections.abc import Mapping
from typing import Any

import discord
import pytest

from cogs.boards import Boards
from cogs.notices import Notices
from cogs.render_board import board
from cogs.say import speaking
from core.domain.access import Caller, Role
from core.domain.needs import Need
from core.domain.terms import Platform, TrackingStatus
from core.services import outages, servers
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting
from db import notices
from tests.cogs.conftest import REF, Speak, Stage, buttons, embed, fields
from tests.cogs.test_boards import track
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource

pytestmark = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


def prefer(stage: Stage, locale: discord.Locale) -> None:
    """Let the server prefer a language."""
    guild = stage.bot.get_guild(HOME)
    assert guild is not None
    guild.preferred_locale = locale


async def choose(stage: Stage) -> None:
    by = Caller(HOME, stage.admin.id, Role.ADMIN)
    await servers.choose_channel(stage.bot.app, by, stage.channel.id)


@pytest.mark.parametrize(
    ("locale", "title", "labels", "missing", "steps"),
    [
        (
            "en-US",
            "Setup",
            ["Create first campaign", "Weekly digest"],
            "Still missing: Submission channel, First campaign.",
            {
                "✅ Admin channel": "says what waits for a person.",
                "▫️ Admins": "people with **Manage Server**.",
            },
        ),
        (
            "de",
            "Einrichtung",
            ["Erste Kampagne anlegen", "Wochenbericht"],
            "Es fehlt noch: Kanal für Einreichungen, Erste Kampagne.",
            {
                "✅ Admin-Kanal": "sagt, was auf einen Menschen wartet.",
                "▫️ Admins": "Leute mit **Server verwalten**.",
            },
        ),
        (
            "es-419",
            "Configuración",
            ["Crear la primera campaña", "Resumen semanal"],
            "Aún falta: Canal de envíos, Primera campaña.",
            {
                "✅ Canal de admins": "dice lo que espera a una persona.",
                "▫️ Admins": "quien tiene **Gestionar servidor**.",
            },
        ),
    ],
)
async def test_the_setup(
    stage: Stage,
    speak: Speak,
    locale: str,
    title: str,
    labels: list[str],
    missing: str,
    steps: Mapping[str, str],
) -> None:
    await choose(stage)
    speak(locale)

    done = await stage.admin.slash(stage.channel, "setup")

    assert embed(done).title == title
    assert missing in (embed(done).description or "")
    assert buttons(done.response) == labels
    shown = fields(done)
    for name, said in steps.items():
        assert (shown[name] or "").endswith(said)


@pytest.mark.parametrize(
    ("locale", "button", "title", "label", "again"),
    [
        ("de", "Erste Kampagne anlegen", "Erste Kampagne anlegen", "Währung", "Verbessern"),
        ("es-ES", "Crear la primera campaña", "Crear la primera campaña", "Moneda", "Corregir"),
    ],
)
async def test_the_form_of_the_first_campaign(
    stage: Stage, speak: Speak, locale: str, button: str, title: str, label: str, again: str
) -> None:
    speak(locale)
    done = await stage.admin.slash(stage.channel, "setup")
    assert done.response is not None

    form = await stage.admin.click(done.response, label=button)
    refused = await stage.admin.submit_modal(form, {"name": "Summer", "currency": "money"})

    assert form.modal is not None
    assert form.modal["title"] == title
    assert label in {each["label"] for each in form.modal["components"]}
    assert buttons(refused.followups[-1]) == [again]


TASKS = Tasks(
    [
        TasksIn("Sommer", 1, NOON, 2, {Need.HELD: Waiting(1_500, [Example(8, REF)])}),
        TasksIn("Winter", unsynced=Unsynced(2, [("anna", Platform.TIKTOK)])),
    ]
)


@pytest.mark.parametrize(
    ("language", "title", "lines"),
    [
        (
            "de",
            (
                "1 Beitrag wartet auf Prüfung, 1\u202f500 Beiträge sind angehalten, 2 Einsprüche warten, "
                "2 Konten lassen sich nicht abgleichen"
            ),
            [
                "**Sommer**: 1 Beitrag zu prüfen, der älteste von <t:1793620800:R>",
                f"**Sommer**: 1\u202f500 Beiträge sind angehalten: [#8]({REF.url}) und 1\u202f499 weitere",
                "**Sommer**: 2 Einsprüche zu entscheiden, im Eingang",
                (
                    "**Winter**: 2 Konten lassen sich nicht abgleichen: @anna (TikTok) und 1 weitere. "
                    "`/beobachten zeigen` sagt, warum"
                ),
            ],
        ),
        (
            "es",
            (
                "1 post espera revisión, 1\u202f500 posts están retenidos, 2 apelaciones esperan, "
                "2 cuentas no se pueden sincronizar"
            ),
            [
                "**Sommer**: 1 post por revisar, el más antiguo de <t:1793620800:R>",
                f"**Sommer**: 1\u202f500 posts están retenidos: [#8]({REF.url}) y 1\u202f499 más",
                "**Sommer**: 2 apelaciones por decidir, en la bandeja",
                (
                    "**Winter**: 2 cuentas no se pueden sincronizar: @anna (TikTok) y 1 más. "
                    "`/vigilar ver` dice por qué"
                ),
            ],
        ),
    ],
)
def test_the_board(language: str, title: str, lines: list[str]) -> None:
    with speaking(language):
        shown = board(TASKS)

    assert shown.title == title
    assert (shown.description or "").splitlines() == lines


@pytest.mark.usefixtures("summer")
async def test_the_board_is_in_the_servers_language_and_its_answers_in_the_persons(
    stage: Stage, source: FakeSource, speak: Speak
) -> None:
    await choose(stage)
    await track(stage, source, TrackingStatus.PENDING_REVIEW)
    prefer(stage, discord.Locale.german)

    await Boards(stage.bot.app, stage.bot, (discord.DiscordException,)).keep()
    sent = stage.channel.history()[-1]
    speak("es-ES")
    opened = await stage.editor.click(sent, label="Den Eingang öffnen")

    assert sent.embeds[0].title == "1 Beitrag wartet auf Prüfung"
    assert opened.followups[0].content.startswith("**1 post** espera revisión")


@pytest.mark.parametrize(
    ("locale", "title", "line"),
    [
        (
            discord.Locale.german,
            "TikTok lässt sich nicht lesen",
            "Verweigert: keyed.",
        ),
        (discord.Locale.latin_american_spanish, "TikTok no se puede leer", "Rechazado: keyed."),
    ],
)
async def test_a_notice_is_in_the_servers_language(
    stage: Stage, locale: discord.Locale, title: str, line: str
) -> None:
    await choose(stage)
    prefer(stage, locale)
    down: dict[str, Any] = {"platform": "tiktok", "since": NOON.timestamp(), "refused": ["keyed"]}
    async with stage.bot.app.sessions.begin() as session:
        notices.add(session, HOME, notices.ADMIN, outages.DOWN, down, NOON)

    await Notices(stage.bot.app, stage.bot, (discord.DiscordException,)).send()

    shown = stage.channel.history()[-1].embeds[0]
    assert shown.title == title
    assert line in (shown.description or "")


@pytest.mark.parametrize(
    ("locale", "doctor", "status", "line", "parts"),
    [
        (
            "de",
            "Sachen brauchen einen Blick",
            "Teile",
            "Wähle mit `/einrichten` einen Admin-Kanal.",
            "Konten",
        ),
        ("es-ES", "cosas necesitan atención", "Partes", "Elige un canal de admins con `/configurar`.", "Las"),
    ],
)
async def test_doctor_and_status(
    stage: Stage, speak: Speak, locale: str, doctor: str, status: str, line: str, parts: str
) -> None:
    speak(locale)

    examined = embed(await stage.admin.slash(stage.channel, "doctor"))
    told = await stage.admin.slash(stage.channel, "status")

    assert (examined.title or "").endswith(doctor)
    assert line in (examined.description or "")
    assert status in fields(told)
    assert any((name or "").startswith(parts) for name in fields(told))
