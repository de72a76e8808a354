"""Linking an account in Discord: the code, the button, and how the outcome is told."""

from dataclasses import replace

import aiohttp
import pytest
import simcord
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs import linking, say
from cogs.errors import Reply
from core.domain.access import Caller
from core.domain.errors import PostGoneError, SourceDownError
from core.domain.proofs import ProofOutcome
from core.domain.terms import MAX_COUNT, Outcome, Platform
from core.services import creators, proving
from core.services import linking as proofs
from core.services.app import App
from core.services.shown_linking import Binding, Bound, LinkCard
from tests.cogs.conftest import Bot, Speak, Stage, buttons, embed, said
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON, FakeProfiles, FixedClock

stage_only = pytest.mark.simcord(check_errors=False)  # a refusal is an error to simcord


@pytest.fixture
def profiles() -> FakeProfiles:
    return FakeProfiles()


@pytest.fixture
def app(app: App, profiles: FakeProfiles) -> App:
    return replace(app, accounts={Platform.TIKTOK: profiles})


async def ask(stage: Stage, handle: str = "@anna") -> simcord.InteractionResult:
    return await stage.anna.slash(stage.channel, "my link", platform="tiktok", handle=handle)


def code_in(result: simcord.InteractionResult) -> str:
    return (embed(result).description or "").split("`")[1]


def text(result: simcord.InteractionResult) -> str:
    return f"{embed(result).title}\n{embed(result).description}"


@stage_only
async def test_a_code_is_given_and_check_now_binds_the_account_after_a_restart(
    stage: Stage, summer: Caller, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await ask(stage)
    assert embed(given).title == "Show that @anna on TikTok is yours"
    assert "looks every 20 seconds and stops <t:1793621400:R>" in text(given)
    assert "has not been looked at yet" in text(given)
    assert buttons(given.response) == ["Check now"]
    await stage.env.restart_bot(Bot(stage.bot.app))
    profiles.tell("anna", "no code")
    clock.advance(seconds=6)
    assert given.response is not None

    first = text(await stage.anna.click(given.response, label="Check now"))
    profiles.tell("anna", f"💃 {code_in(given)} 💃")
    clock.advance(seconds=6)
    second = await stage.anna.click(given.response, label="Check now")

    assert "the bio was read, and the code is not in it" in first
    assert embed(second).title == "@anna on TikTok is yours"
    assert "**Summer Launch**: the account is bound to you." in text(second)
    assert "take the code out of your bio" in text(second)
    assert buttons(second.response) == []
    assert (await creators.show(stage.bot.app, summer, "anna")).discord_id == stage.anna.id


@stage_only
async def test_the_outcome_is_told_in_the_answer_itself(
    stage: Stage, summer: Caller, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await ask(stage)
    profiles.tell("anna", code_in(given))
    clock.advance(seconds=20)
    await proving.run(stage.bot.app, Platform.TIKTOK)
    endings = linking.Endings(stage.bot.app, stage.bot, (aiohttp.ClientError,))

    await endings.tell()
    await endings.tell()

    assert embed(given).title == "@anna on TikTok is yours"
    assert await proofs.endings(stage.bot.app) == []


@stage_only
async def test_the_outcome_is_told_in_the_language_of_the_answer(
    stage: Stage, summer: Caller, profiles: FakeProfiles, clock: FixedClock, speak: Speak
) -> None:
    speak("es-ES")
    given = await ask(stage)
    profiles.tell("anna", code_in(given))
    clock.advance(seconds=20)
    await proving.run(stage.bot.app, Platform.TIKTOK)

    await linking.Endings(stage.bot.app, stage.bot, (aiohttp.ClientError,)).tell()

    assert embed(given).title == "@anna en TikTok es tuya"
    assert say.spoken() == say.ENGLISH


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (SourceDownError("no"), "the source of the profiles gave no answer"),
        (PostGoneError("no"), "check the handle"),
        (PostGoneError("no", Outcome.PRIVATE), "make it public for a moment"),
    ],
)
@stage_only
async def test_trouble_is_told_and_what_ends_with_it_is_not_called_a_no(
    stage: Stage,
    summer: Caller,
    profiles: FakeProfiles,
    clock: FixedClock,
    trouble: Exception,
    words: str,
) -> None:
    profiles.told["anna"] = trouble
    given = await ask(stage)
    clock.advance(minutes=10)
    assert given.response is not None

    ended = await stage.anna.click(given.response, label="Check now")

    assert embed(ended).title == "@anna on TikTok was not linked"
    assert words in text(ended)
    assert "nothing was decided" in text(ended)


@stage_only
async def test_refusals_say_what_to_do(stage: Stage, summer: Caller) -> None:
    wrong = await ask(stage, "not a handle!")
    off = await stage.anna.slash(stage.channel, "my link", platform="instagram", handle="anna")
    for number in range(3):
        await ask(stage, f"anna{number}")
    many = await ask(stage, "anna9")

    assert "is not a TikTok handle" in said(wrong)
    assert "`HIKERAPI_API_KEY` or `SCRAPECREATORS_API_KEY`" in said(off)
    assert "3 accounts of yours are being looked at already" in said(many)


@settings(max_examples=20, deadline=None)
@given(wild, st.sampled_from([None, *ProofOutcome]), st.sampled_from([None, *Outcome]))
def test_the_largest_proofs_fit(text: str, outcome: ProofOutcome | None, last: Outcome | None) -> None:
    bindings = [Binding(text, bound) for bound in Bound] * 30
    shown = LinkCard(
        MAX_COUNT, Platform.INSTAGRAM, text, text, NOON, NOON if last else None, last, outcome, bindings
    )

    made = linking.card(shown)

    check(made)
    assert isinstance(made, Reply)
