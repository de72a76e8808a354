"""How often accounts can be proved and looked at, by whom, and how the outcome is told."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import (
    HandleError,
    LinkingOffError,
    NotYourPromptError,
    ProofsUsedUpError,
    StalePromptError,
    TooManyProofsError,
)
from core.domain.proofs import ProofOutcome
from core.domain.terms import Outcome, Platform
from core.services import campaigns, creators, linking
from core.services.app import App
from tests.conftest import ADMIN, ANNA
from tests.core.services.linking_stage import BOB, TIKTOK, ask, pass_by, proofs_of
from tests.fakes import FakeProfiles, FixedClock

OTHER_SERVER = 200_000_000_000_000_002


@pytest.fixture
def profiles() -> FakeProfiles:
    return FakeProfiles()


@pytest.fixture
async def summer(app: App, profiles: FakeProfiles) -> App:
    """The program with a campaign whose creator is Anna's account, which is nobody's yet."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=TIKTOK)
    return replace(app, accounts={TIKTOK: profiles})


async def test_three_accounts_at_once_and_ten_codes_a_day(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    for handle in ("a1", "a2", "a3"):
        await ask(summer, handle=handle)
    with pytest.raises(TooManyProofsError):
        await ask(summer, handle="a4")
    again = await ask(summer, handle="a3")  # one that goes on is shown

    for number in range(4, 11):
        await pass_by(summer, clock, 11 * 60)
        await ask(summer, handle=f"a{number}")
    await pass_by(summer, clock, 11 * 60)
    with pytest.raises(ProofsUsedUpError):
        await ask(summer, handle="b1")
    await ask(summer, BOB, handle="b1")  # the limit is each member's own

    assert again.id == 3
    clock.advance(days=1)
    assert (await ask(summer, handle="b1")).outcome is None


async def test_twenty_commands_at_once_give_one_code_for_an_account_and_keep_the_limit(summer: App) -> None:
    same = await asyncio.gather(*(ask(summer) for _ in range(20)))
    others = await asyncio.gather(
        *(ask(summer, handle=f"a{number}") for number in range(20)), return_exceptions=True
    )

    assert len({card.code for card in same}) == 1
    assert sum(isinstance(each, TooManyProofsError) for each in others) == 18
    assert len(await proofs_of(summer)) == 3


async def test_check_now_looks_at_once_but_not_again_and_again(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await ask(summer)
    profiles.tell("anna", "not yet")

    early = await linking.check(summer, ANNA, given.id)
    clock.advance(seconds=6)
    during = await linking.check(summer, ANNA, given.id)
    clock.advance(seconds=4)
    await linking.check(summer, ANNA, given.id)
    asked_before = len(profiles.asked)
    profiles.tell("anna", given.code)
    clock.advance(seconds=6)
    proved = await linking.check(summer, ANNA, given.id)

    assert (asked_before, early.last_outcome) == (1, None)
    assert (during.outcome, during.last_outcome) == (None, Outcome.OK)
    assert (len(profiles.asked), proved.outcome) == (2, ProofOutcome.PROVED)
    assert (await linking.check(summer, ANNA, given.id)).outcome is ProofOutcome.PROVED
    assert len(profiles.asked) == 2


async def test_a_proof_is_shown_to_its_member_alone(summer: App) -> None:
    given = await ask(summer)

    with pytest.raises(NotYourPromptError):
        await linking.check(summer, BOB, given.id)
    with pytest.raises(NotYourPromptError):
        await linking.check(summer, Caller(OTHER_SERVER, ANNA.discord_id, Role.CREATOR), given.id)
    with pytest.raises(StalePromptError):
        await linking.check(summer, ANNA, 999)


async def test_what_cannot_be_linked_is_refused(summer: App) -> None:
    with pytest.raises(LinkingOffError):
        await linking.start(summer, ANNA, handle="anna", platform=Platform.INSTAGRAM)
    with pytest.raises(HandleError):
        await ask(summer, handle="not a handle")

    assert await proofs_of(summer) == []


async def test_an_ending_is_told_once_and_not_when_the_answer_can_be_edited_no_more(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await linking.start(summer, ANNA, handle="anna", platform=TIKTOK, reply_token="t-1")
    late = await linking.start(summer, BOB, handle="bob", platform=TIKTOK, reply_token="t-2")
    assert await linking.endings(summer) == []
    profiles.tell("anna", given.code)
    profiles.tell("bob", late.code)

    await pass_by(summer, clock)
    told = await linking.endings(summer)
    await linking.told(summer, given.id)
    clock.advance(minutes=15)

    assert sorted(each.reply_token for each in told) == ["t-1", "t-2"]
    assert await linking.endings(summer) == []
    assert [proof.reply_token for proof in await proofs_of(summer)] == [None, None]


async def test_old_proofs_go(summer: App, clock: FixedClock) -> None:
    await ask(summer)
    await pass_by(summer, clock, 11 * 60)
    clock.advance(days=30)

    await ask(summer, BOB)

    assert [proof.discord_id for proof in await proofs_of(summer)] == [BOB.discord_id]


async def test_a_platform_whose_source_was_taken_away_is_told_as_such(summer: App, clock: FixedClock) -> None:
    await ask(summer)

    await pass_by(replace(summer, accounts={}), clock)

    assert (await ask(summer)).last_outcome is Outcome.UNSUPPORTED
