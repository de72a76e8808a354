"""Forgetting a member: what is personal goes everywhere, what money rests on stays and still adds up."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete, text

from core.domain.access import Caller, Role
from core.domain.errors import (
    NotForgottenError,
    NothingStoredError,
    NotYourPromptError,
    PlanChangedError,
)
from core.domain.terms import CreatorState, Platform, WatchState
from core.services import (
    campaigns,
    confirmations,
    creators,
    forgetting,
    inclusion,
    payouts,
    posts,
    refresh,
    submissions,
    syncs,
    watches,
)
from core.services.app import App
from core.services.shown_privacy import Forgotten
from db.models import Creator, Post, WatchedAccount
from db.money import LedgerEntry
from db.proof_rows import Proof
from db.records import AuditEntry, Prompt
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, REF, confirmed, look
from tests.core.services.forgetting_stage import (
    SlowAccounts,
    be_paid,
    everything,
    forget,
    ledger,
    of,
    take_part,
)
from tests.core.services.linking_stage import TIKTOK, ask
from tests.core.services.paying import assert_sound
from tests.fakes import NOON, FakeProfiles, FakeSource, FixedClock, reading, tiktok

OTHER = 200_000_000_000_000_002


async def test_nothing_personal_is_left_anywhere_and_the_ledger_stays_as_it_was(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    before = await ledger(app)

    done = await forget(app)

    assert await ledger(app) == before
    await assert_sound(app)
    for name, rows in (await everything(app)).items():
        for trace in (str(ANNA.discord_id), "anna", "1001", "Anna", "look at this", "Bonn"):
            assert trace not in rows, (name, trace)
    assert done.pseudonym < 0
    assert (done.accounts, done.deeds) == (1, 0)


async def test_what_stays_hangs_together_under_one_pseudonym(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)

    done = await forget(app)

    (creator,), (post,), (watch,) = await of(app, Creator), await of(app, Post), await of(app, WatchedAccount)
    assert (creator.handle, creator.state) == ("forgotten-1", CreatorState.REMOVED)
    assert creator.discord_id == post.submitted_by == done.pseudonym
    assert (post.counted_views, post.earned_minor, post.platform_post_id) == (
        5_000,
        250,
        REF.platform_post_id,
    )
    assert (post.next_check_at, post.caption, post.author_handle) == (None, None, "forgotten-1")
    assert (watch.state, watch.handle) == (WatchState.REMOVED, "forgotten-1")
    entries = await of(app, AuditEntry)
    assert {entry.action for entry in entries if entry.actor == done.pseudonym} == {
        *("submit-post", "my link", "my forget"),
    }
    assert [entry.guild_id for entry in entries if entry.action == "my forget"] == [HOME]
    assert await of(app, Proof) == []
    assert await of(app, Prompt) == []
    assert "@forgotten-1" in next(entry.after for entry in entries if entry.action == "creator add")
    (payout,) = (await payouts.history(app, EDITOR, None)).items
    assert (payout.payee.handle, payout.amount_minor) == ("forgotten-1", 250)


async def test_while_a_post_runs_or_money_is_owed_nothing_is_forgotten(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    with pytest.raises(NotForgottenError) as running:
        await forgetting.plan_forget(app, ANNA)
    clock.now = END
    await look(app, source, 5_000)
    with pytest.raises(NotForgottenError) as owed:
        await forgetting.plan_forget(app, ANNA)

    assert (running.value.running, running.value.ends_at, running.value.owed) == (1, END, {})
    assert (owed.value.running, owed.value.owed) == (0, {"USD": 250})
    assert (await of(app, Creator))[0].handle == "anna"


async def test_an_excluded_post_stands_in_nobodys_way(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await confirmed(app, EDITOR, await inclusion.exclude(app, EDITOR, "#1"))

    assert (await forget(app)).accounts == 1
    await assert_sound(app)


async def test_what_came_in_after_the_question_was_shown_is_not_forgotten(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    plan = await forgetting.plan_forget(app, ANNA)
    ref = tiktok(END, 7)
    source.tell(ref, reading(ref, 10, published_at=END))
    await submissions.submit(app, ANNA, ref.url)

    with pytest.raises(NotForgottenError):
        await confirmations.confirm(app, ANNA, plan.prompt_id)
    async with app.sessions.begin() as session:
        await session.execute(delete(AuditEntry).where(AuditEntry.post_id == 2))
        await session.execute(text("DELETE FROM snapshots WHERE post_id = 2"))
        await session.execute(delete(Post).where(Post.id == 2))
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, discord_id=ANNA.discord_id)
    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ANNA, plan.prompt_id)

    assert {creator.handle for creator in await of(app, Creator)} == {"anna"}


async def test_forgetting_twice_and_many_times_at_once_is_done_once(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    early = await forgetting.plan_forget(app, ANNA)
    plan = await forgetting.plan_forget(app, ANNA)

    asked = [plan.prompt_id] * 10 + [early.prompt_id]  # the question that came later is the one that counts
    results = await asyncio.gather(
        *(confirmations.confirm(app, ANNA, prompt_id) for prompt_id in asked), return_exceptions=True
    )

    assert sorted({type(result).__name__ for result in results}) == ["Forgotten", "StalePromptError"]
    assert sum(isinstance(result, Forgotten) for result in results) == 1
    assert await of(app, Prompt) == []
    with pytest.raises(NothingStoredError):
        await forgetting.plan_forget(app, ANNA)
    assert len([entry for entry in await of(app, AuditEntry) if entry.action == "my forget"]) == 1


async def test_only_the_member_can_confirm(app: App, source: FakeSource, clock: FixedClock) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    plan = await forgetting.plan_forget(app, ANNA)

    with pytest.raises(NotYourPromptError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert (await of(app, Creator))[0].handle == "anna"


async def test_other_members_and_other_accounts_stay_as_they_are(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await creators.add(app, ADMIN, handle="anna.b", platform=TIKTOK, discord_id=ANNA.discord_id + 1)
    await watches.add(app, ADMIN, handle="anna.b", platform=TIKTOK)
    await be_paid(app, source, clock)

    await forget(app)

    other = (await of(app, Creator))[1]
    assert (other.handle, other.discord_id, other.state) == (
        *("anna.b", ANNA.discord_id + 1),
        CreatorState.ACTIVE,
    )
    said = [entry.after for entry in await of(app, AuditEntry) if entry.action == "watch add"]
    assert ["@anna.b" in each for each in said] == [False, True]


async def test_what_an_admin_did_for_the_team_stays_and_is_said(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await creators.add(app, ADMIN, handle="boss", platform=TIKTOK, discord_id=ADMIN.discord_id)
    await be_paid(app, source, clock)
    before = await ledger(app)

    plan = await forgetting.plan_forget(app, ADMIN)
    done = await forget(app, ADMIN)

    deeds = [entry for entry in await of(app, AuditEntry) if entry.actor == ADMIN.discord_id]
    assert plan.deeds == done.deeds == len(deeds) > 0
    assert await ledger(app) == before
    await assert_sound(app)
    with pytest.raises(NothingStoredError):
        await forgetting.plan_forget(app, ADMIN)


async def test_accounts_in_every_server_are_forgotten_together(app: App) -> None:
    elsewhere = Caller(OTHER, 77, Role.ADMIN)
    for by in (ADMIN, elsewhere):
        await campaigns.create(app, by, name="Summer")
        await creators.add(app, by, handle="anna", platform=TIKTOK, discord_id=ANNA.discord_id)

    done = await forget(app)

    assert {creator.discord_id for creator in await of(app, Creator)} == {done.pseudonym}
    traced = [entry.guild_id for entry in await of(app, AuditEntry) if entry.action == "my forget"]
    assert traced == [HOME, OTHER]


async def test_a_refresh_afterwards_brings_nothing_personal_back(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    await forget(app)
    source.tell(REF, reading(REF, 9_000, published_at=NOON))

    clock.advance(days=2)
    await refresh.run_round(app, TIKTOK)
    await posts.refresh(app, EDITOR, "#1")

    (post,) = await of(app, Post)
    assert (post.views, post.caption, post.author_name, post.author_id) == (9_000, None, None, None)
    assert post.author_handle == "forgotten-1"
    await assert_sound(app)


async def test_a_sync_that_ends_afterwards_brings_nothing_personal_back(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    slow = SlowAccounts(source, lambda: forget(app))

    await syncs.sync(replace(app, accounts={TIKTOK: slow}), 1)

    (watch,) = await of(app, WatchedAccount)
    assert (watch.handle, watch.platform_user_id, watch.display_name) == ("forgotten-1", None, None)


async def test_a_member_with_a_code_alone_is_forgotten_too(app: App) -> None:
    app = replace(app, accounts={TIKTOK: FakeProfiles()})
    await ask(app)

    done = await forget(app)

    assert (done.accounts, await of(app, Proof)) == (0, [])
    with pytest.raises(NothingStoredError):
        await forgetting.plan_forget(app, ANNA)


async def test_the_account_can_take_part_again(app: App, source: FakeSource, clock: FixedClock) -> None:
    app = await take_part(app, source, clock)
    await be_paid(app, source, clock)
    await forget(app)

    again = await creators.add(app, ADMIN, handle="anna", platform=TIKTOK)

    assert (again.card.handle, again.card.discord_id, again.card.posts) == ("anna", None, 0)
    assert len(await of(app, LedgerEntry)) == 2
