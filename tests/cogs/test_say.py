"""What is said is in the person's language, and English where that cannot be."""

from collections.abc import Callable
from typing import Any

import pytest
from discord import Locale

from cogs import say, words
from cogs.catalogues import CATALOGUES, Catalogue
from cogs.errors import explain
from cogs.say import grouped, language_of, later, many
from core.domain import errors
from core.domain.access import Caller
from core.domain.terms import Outcome, Platform
from core.services import creator_edits
from tests.cogs.conftest import REF, Speak, Stage, buttons, embed, hand_in, said
from tests.fakes import FakeSource

BROKEN = {
    "{views} views": "{view} vues",
    "{cap} views": "{cap",
    "added": "ajouté {0}",
    "{rate} per 1,000 views": "{rate.none} pour mille",
}


def speaking(language: str, act: Callable[[], Any]) -> Any:
    """What is returned while a language is spoken."""
    with say.speaking(language):
        return act()


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        (Locale.german, "de"),
        (Locale.spain_spanish, "es"),
        (Locale.latin_american_spanish, "es"),
        (Locale.american_english, "en"),
        (Locale.french, "en"),
        ("", "en"),
    ],
)
def test_locales(locale: Any, language: str) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "@anna is paused in “Summer”, so new posts are not taken in."),
        ("de", "@anna ist in “Summer” pausiert, deshalb werden keine neuen Beiträge angenommen."),
        ("es", "@anna está en pausa en “Summer”, así que no se aceptan posts nuevos."),
        ("fr", "@anna is paused in “Summer”, so new posts are not taken in."),
    ],
)
def test_a_refusal_in_each_language(language: str, sentence: str) -> None:
    error = errors.CreatorPausedError("anna", "Summer")

    told = speaking(language, lambda: explain(error))

    assert told.startswith(sentence)


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_translation_is_said_in_english(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setitem(CATALOGUES, "xx", Catalogue({}, BROKEN))
    values = {"views": "7", "cap": "7", "rate": "7"}

    assert speaking("xx", lambda: say.say(text, **values)) == text.format(**values)


def test_a_missing_translation_is_said_in_english() -> None:
    assert speaking("de", lambda: say.say("Nobody wrote this {what} down", what="one")) == (
        "Nobody wrote this one down"
    )


def test_what_is_said_later_is_said_in_the_language_of_then() -> None:
    assert later("Paid") == "Paid"
    assert speaking("de", lambda: say.say(words.STATUSES[next(iter(words.STATUSES))])) == "Aktiv"


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 post of yours is not decided yet"),
        ("de", 1, "1 Beitrag von dir ist noch nicht entschieden"),
        ("de", 0, "0 Beiträge von dir sind noch nicht entschieden"),
        ("de", 1234, "1\u202f234 Beiträge von dir sind noch nicht entschieden"),
        ("es", 2, "2 posts tuyos aún no están decididos"),
        ("fr", 1234, "1,234 posts of yours are not decided yet"),
    ],
)
def test_one_and_several(language: str, count: int, text: str) -> None:
    one, more = "{count} post of yours is not decided yet", "{count} posts of yours are not decided yet"

    told = speaking(language, lambda: many(count, one, more))

    assert told == text


@pytest.mark.parametrize(
    ("language", "figure"), [("en", "1,234.50 USD"), ("fr", "1,234.50 USD"), ("de", "1\u202f234.50 USD")]
)
def test_no_figure_can_be_misread(language: str, figure: str) -> None:
    told = speaking(language, lambda: grouped("1,234.50 USD"))

    assert told == figure


def test_values_are_shown_as_they_are() -> None:
    error = errors.CreatorUnknownError("{count}", Platform.TIKTOK, "{0.__class__} @everyone")

    told = speaking("de", lambda: explain(error))

    assert "@{count}" in told
    assert "{0.\\_\\_class\\_\\_}" in told
    assert "@everyone" not in told


@pytest.mark.simcord(check_errors=False)
@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("de", "In `hello` ist kein Link zu einem Beitrag."),
        ("es-419", "En `hello` no hay ningún enlace a un post."),
        ("en-GB", "`hello` has no link to a post in it."),
        ("fr", "`hello` has no link to a post in it."),
    ],
)
async def test_a_command_answers_in_the_persons_language(
    stage: Stage, summer: Caller, speak: Speak, locale: str, sentence: str
) -> None:
    speak(locale)

    told = await stage.anna.slash(stage.channel, "submit-post", url="hello")

    assert sentence in (embed(told).description or "")


@pytest.mark.simcord(check_errors=False)
async def test_posts_in_german_to_the_last_button(
    stage: Stage, summer: Caller, source: FakeSource, speak: Speak
) -> None:
    await creator_edits.edit(stage.bot.app, summer, "anna", discord_id=stage.anna.id)
    speak("de")

    added = await hand_in(stage, source, 12_345)
    posts = await stage.anna.slash(stage.channel, "my posts")
    message = posts.response or posts.followups[0]
    opened = await stage.anna.select(message, [message.components[0]["components"][0]["options"][0]["value"]])

    assert embed(added).title == "1 von 1 Link hinzugefügt"
    assert "12\u202f345 Aufrufe" in (embed(added).description or "")
    assert embed(posts).title == "Deine Beiträge"
    assert buttons(opened.followups[-1]) == ["Erklären"]
    assert "Was entscheidet" in {field.name for field in opened.followups[-1].embeds[0].fields}


@pytest.mark.simcord(check_errors=False)
async def test_screens_of_the_team_and_what_is_refused_are_in_the_persons_language(
    stage: Stage, summer: Caller, source: FakeSource, speak: Speak
) -> None:
    await hand_in(stage, source)
    speak("es-ES")

    shown = await stage.admin.slash(stage.channel, "post show", post=REF.url)
    refused = await stage.anna.slash(stage.channel, "post show", post=REF.url)

    assert "Estado" in {field.name for field in embed(shown).fields}
    assert said(refused).startswith("Esto es para los editores")


@pytest.mark.simcord(check_errors=False)
async def test_one_language_is_not_the_next_persons(stage: Stage, summer: Caller, speak: Speak) -> None:
    speak("de")
    german = await stage.anna.slash(stage.channel, "why", url="hello")
    speak("en-US")
    english = await stage.anna.slash(stage.channel, "why", url="hello")

    assert embed(german).title == "Das ist kein Link zu einem Beitrag"
    assert embed(english).title == "This is not the link of a post"


@pytest.mark.simcord(check_errors=False)
async def test_help_tells_commands_in_the_persons_language(stage: Stage, speak: Speak) -> None:
    speak("de")

    shown = await stage.anna.slash(stage.channel, "help")

    assert embed(shown).title == "Was du hier tun kannst"
    assert "Deine Beiträge: wo jeder steht und warum" in (embed(shown).description or "")


def test_troubles_of_sources_are_told_in_the_language() -> None:
    told = speaking("es", lambda: words.source_trouble(Outcome.PRIVATE))

    assert (
        told
        == "El post no se pudo leer: el post o su cuenta es privado. No se perdió nada; inténtalo más tarde."
    )
