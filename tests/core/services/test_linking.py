"""Proving by a code in the bio that an account is one's own, and what is bound by it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import (
    PostGoneError,
    SourceDownError,
)
from core.domain.proofs import ProofOutcome
from core.domain.terms import Author, Outcome
from core.services import campaigns, creators, proving, submissions
from core.services.app import App
from core.services.shown import Submitted
from core.services.shown_linking import Binding, Bound
from db.engine import open_database
from db.models import Creator
from tests.conftest import ADMIN, ANNA, HOME
from tests.core.services.linking_stage import BOB, TIKTOK, ask, owners, pass_by, proofs_of, traces
from tests.fakes import NOON, FakeProfiles, FakeSource, FixedClock, reading, tiktok

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


@pytest.fixture
async def second(summer: App, database_url: str) -> AsyncIterator[App]:
    """Another process on the same database."""
    opened = open_database(database_url)
    yield replace(summer, database=opened)
    await opened.close()


async def test_a_code_in_the_bio_binds_the_account_to_the_member(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await ask(summer, handle="https://www.tiktok.com/@Anna")
    profiles.tell("anna", f"dancer ✨ {given.code} ✨")

    await pass_by(summer, clock)

    shown = await ask(summer)
    assert (shown.id, shown.outcome) == (given.id, ProofOutcome.PROVED)
    assert shown.bindings == [Binding("Summer", Bound.YOURS)]
    assert await owners(summer) == [("anna", ANNA.discord_id, "1001")]
    (trace,) = await traces(summer)
    assert (trace.actor, trace.guild_id, trace.creator_id) == (ANNA.discord_id, HOME, 1)
    assert trace.before == "nobody's, account id unknown"
    assert trace.after == f"member {ANNA.discord_id}, account id 1001"
    assert given.code in trace.reason


async def test_once_bound_others_cannot_hand_in_its_posts(
    summer: App, profiles: FakeProfiles, clock: FixedClock, source: FakeSource
) -> None:
    profiles.tell("anna", (await ask(summer)).code)
    await pass_by(summer, clock)
    ref = tiktok(NOON)
    source.tell(ref, reading(ref, 5_000, published_at=NOON))

    refused = await submissions.submit(summer, BOB, ref.url)
    taken = await submissions.submit(summer, ANNA, ref.url)

    assert type(refused.rows[0].result).__name__ == "CreatorBoundError"
    assert isinstance(taken.rows[0].result, Submitted)


async def test_looks_are_due_every_twenty_seconds_until_the_ten_minutes_are_over(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    await ask(summer)
    profiles.tell("anna", "no code here")

    await pass_by(summer, clock, 19)
    assert profiles.asked == []
    for _ in range(100):
        await pass_by(summer, clock, 10)

    (proof,) = await proofs_of(summer)
    assert len(profiles.asked) == 30
    assert (proof.outcome, proof.last_outcome) == (ProofOutcome.EXPIRED, Outcome.OK)
    assert proof.done_at is not None
    assert NOON + timedelta(minutes=10) <= proof.done_at <= NOON + timedelta(minutes=10, seconds=10)
    assert await owners(summer) == [("anna", None, None)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (SourceDownError("no answer"), Outcome.UNAVAILABLE),
        (PostGoneError("nobody"), Outcome.NOT_FOUND),
        (PostGoneError("private", Outcome.PRIVATE), Outcome.PRIVATE),
        (ZeroDivisionError("a bug"), Outcome.UNAVAILABLE),
    ],
)
async def test_trouble_is_no_answer_and_the_code_is_looked_for_until_the_end(
    summer: App, profiles: FakeProfiles, clock: FixedClock, answer: Exception, outcome: Outcome
) -> None:
    given = await ask(summer)
    profiles.told["anna"] = answer
    await pass_by(summer, clock)
    during = await ask(summer)
    profiles.tell("anna", given.code)

    await pass_by(summer, clock, 9 * 60)

    assert (during.outcome, during.last_outcome, during.code) == (None, outcome, given.code)
    assert (await ask(summer)).outcome is ProofOutcome.PROVED


@pytest.mark.parametrize(
    "odd", [{"bio": None}, {"author": Author("anna", None)}, {"author": Author("other", "1001")}]
)
async def test_an_answer_that_does_not_say_enough_proves_nothing_and_ends_nothing(
    summer: App, profiles: FakeProfiles, clock: FixedClock, odd: dict[str, object]
) -> None:
    given = await ask(summer)
    profiles.tell("anna", given.code)
    profiles.told["anna"] = replace(profiles.told["anna"], **odd)  # type: ignore[type-var]  # a profile

    await pass_by(summer, clock)

    during = await ask(summer)
    assert (during.outcome, during.last_outcome) == (None, Outcome.MALFORMED)
    assert await owners(summer) == [("anna", None, None)]


async def test_the_last_five_codes_of_a_day_are_accepted(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    profiles.tell("anna", "nothing")
    codes = []
    for _ in range(6):
        codes.append((await ask(summer)).code)
        await pass_by(summer, clock, 11 * 60)
    await ask(summer)

    profiles.tell("anna", f"{codes[0]} {codes[1]}")  # six and seven codes ago
    await pass_by(summer, clock)
    assert (await ask(summer)).outcome is None
    profiles.tell("anna", codes[2])
    await pass_by(summer, clock)

    assert (await ask(summer)).outcome is ProofOutcome.PROVED


async def test_a_code_of_two_days_ago_or_of_somebody_else_counts_for_nothing(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    old = (await ask(summer)).code
    clock.advance(days=2)
    await proving.run(summer, TIKTOK)
    of_bob = (await ask(summer, BOB)).code
    await ask(summer)

    profiles.tell("anna", f"{old} {of_bob}")
    await pass_by(summer, clock)

    assert (await ask(summer)).outcome is None
    assert await owners(summer) == [("anna", BOB.discord_id, "1001")]


async def test_of_two_members_with_codes_in_one_bio_the_first_is_bound_and_asked_once(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    first, then = await asyncio.gather(ask(summer), ask(summer, BOB))
    profiles.tell("anna", f"{first.code} {then.code}")

    await pass_by(summer, clock)

    assert len(profiles.asked) == 1
    mine, theirs = await ask(summer), await ask(summer, BOB)
    winner = ANNA if mine.bindings[0].bound is Bound.YOURS else BOB
    assert {mine.bindings[0].bound, theirs.bindings[0].bound} == {Bound.YOURS, Bound.TAKEN}
    assert await owners(summer) == [("anna", winner.discord_id, "1001")]
    assert [trace.actor for trace in await traces(summer)] == [winner.discord_id]


async def test_a_restart_and_a_second_process_lose_and_double_nothing(
    summer: App, second: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    given = await ask(summer)
    profiles.tell("anna", given.code)
    clock.advance(seconds=30)

    await asyncio.gather(*(proving.run(each, TIKTOK) for each in (summer, second, summer, second)))

    assert len(profiles.asked) == 1
    assert (await ask(second)).outcome is ProofOutcome.PROVED
    assert len(await traces(second)) == 1


async def test_after_a_long_standstill_the_bio_is_looked_at_once_more_before_the_code_expires(
    summer: App, second: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    profiles.tell("anna", (await ask(summer)).code)

    await pass_by(second, clock, 3 * 3600)

    assert await owners(second) == [("anna", ANNA.discord_id, "1001")]


async def test_an_account_of_another_member_is_not_taken_over(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    async with summer.sessions.begin() as session:
        (await session.get_one(Creator, 1)).discord_id = BOB.discord_id
    profiles.tell("anna", (await ask(summer)).code)

    await pass_by(summer, clock)

    assert (await ask(summer)).bindings == [Binding("Summer", Bound.TAKEN)]
    assert await owners(summer) == [("anna", BOB.discord_id, None)]
    assert await traces(summer) == []


async def test_a_handle_that_changed_hands_binds_nothing(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    async with summer.sessions.begin() as session:
        (await session.get_one(Creator, 1)).platform_user_id = "1001"
    profiles.tell("anna", (await ask(summer)).code, "6666")

    await pass_by(summer, clock)

    assert (await ask(summer)).bindings == [Binding("Summer", Bound.OTHER)]
    assert await owners(summer) == [("anna", None, "1001")]


async def test_an_account_that_changed_its_handle_is_bound_by_its_id(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    async with summer.sessions.begin() as session:
        (await session.get_one(Creator, 1)).platform_user_id = "1001"
    profiles.tell("anna.new", (await ask(summer, handle="anna.new")).code)

    await pass_by(summer, clock)

    assert await owners(summer) == [("anna", ANNA.discord_id, "1001")]


async def test_only_campaigns_of_the_server_are_bound_those_that_allow_it_included(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    elsewhere = Caller(OTHER_SERVER, 77, Role.ADMIN)
    for name in ("Open", "Closed"):
        await campaigns.create(summer, elsewhere, name=name)
        await creators.add(summer, elsewhere, handle="anna", platform=TIKTOK, campaign=name)
    await campaigns.allow_server(summer, elsewhere, server_id=str(HOME), campaign="Open")
    profiles.tell("anna", (await ask(summer)).code)

    await pass_by(summer, clock)

    assert [binding.campaign for binding in (await ask(summer)).bindings] == ["Open", "Summer"]
    assert [row[1] for row in await owners(summer)] == [ANNA.discord_id, ANNA.discord_id, None]
    assert [trace.guild_id for trace in await traces(summer)] == [HOME, OTHER_SERVER]
