"""Proofs that bind an account later, or nothing any more."""

from dataclasses import replace

import pytest

from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from tests.conftest import ADMIN, ANNA
from tests.core.services.linking_stage import BOB, TIKTOK, ask, owners, pass_by, traces
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


async def test_a_proved_account_is_bound_when_it_is_added_later(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    profiles.tell("anna2", (await ask(summer, handle="anna2")).code, "2002")
    await pass_by(summer, clock)
    assert (await ask(summer, handle="anna2")).bindings == []
    elsewhere = Caller(OTHER_SERVER, 77, Role.ADMIN)
    await campaigns.create(summer, elsewhere, name="Elsewhere")

    added = await creators.add(summer, ADMIN, handle="anna2", platform=TIKTOK, campaign="Summer")
    await creators.add(summer, elsewhere, handle="anna2", platform=TIKTOK)
    await creators.add(summer, ADMIN, handle="anna2", platform=Platform.INSTAGRAM, campaign="Summer")

    assert added.card.discord_id == ANNA.discord_id
    assert (await owners(summer))[1:] == [("anna2", ANNA.discord_id, "2002"), *[("anna2", None, None)] * 2]
    assert [trace.actor for trace in await traces(summer)] == [ANNA.discord_id]


async def test_what_an_admin_chose_stays_and_old_proofs_bind_nothing(
    summer: App, profiles: FakeProfiles, clock: FixedClock
) -> None:
    profiles.tell("anna2", (await ask(summer, handle="anna2")).code, "2002")
    await pass_by(summer, clock)
    await campaigns.create(summer, ADMIN, name="Fall")

    await creators.add(
        summer, ADMIN, handle="anna2", platform=TIKTOK, campaign="Summer", discord_id=BOB.discord_id
    )
    clock.advance(days=31)
    await creators.add(summer, ADMIN, handle="anna2", platform=TIKTOK, campaign="Fall")

    assert (await owners(summer))[1:] == [("anna2", BOB.discord_id, None), ("anna2", None, None)]
