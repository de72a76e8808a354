"""Keys of the API: made, used, listed, revoked."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.api_keys import Access, new_key
from core.domain.errors import NotAllowedError, StalePromptError, TextLengthError
from core.domain.errors.api import KeyRevokedError, KeyUnknownError, TooManyKeysError
from core.services import api_keys, confirmations
from core.services.app import App
from core.services.shown_api_keys import KeyMade
from db.api_rows import ApiKey
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR, HOME
from tests.fakes import NOON, FixedClock

STRANGER = Caller(200_000_000_000_000_002, 21, Role.ADMIN)


async def made(app: App, access: Access = Access.READ, by: Caller = ADMIN) -> KeyMade:
    return await api_keys.create(app, by, label="CRM sync", access=access)


async def revoked(app: App, key: KeyMade) -> None:
    plan = await api_keys.plan_revoke(app, ADMIN, f"#{key.card.id}")
    await confirmations.confirm(app, ADMIN, plan.prompt_id)


async def test_a_key_lets_in_whoever_has_it_and_only_its_hash_is_kept(app: App) -> None:
    key = await made(app, Access.WRITE)

    admitted = await api_keys.admit(app, key.key)

    assert admitted is not None
    assert admitted.by == Caller(HOME, ADMIN.discord_id, Role.EDITOR, key.card.id)
    assert admitted.access is Access.WRITE
    async with app.reads() as session:
        (row,) = (await session.scalars(select(ApiKey))).all()
        entries = (await session.scalars(select(AuditEntry))).all()
    assert row.key_hash == sha256(key.key.encode()).hexdigest()
    kept = [str(vars(each)) for each in (row, *entries)]
    assert not any(key.key in text or key.key[3:] in text for text in kept)


@pytest.mark.parametrize("text", ["", "vl_", "vl_" + "0" * 64, "x" * 10_000, "' OR '1'='1", "\ud800"])
async def test_nobody_else_is_let_in(app: App, text: str) -> None:
    await made(app)

    assert await api_keys.admit(app, text) is None
    assert await api_keys.admit(app, new_key()) is None


async def test_a_revoked_key_stops_at_once(app: App) -> None:
    key, other = await made(app), await made(app)
    assert await api_keys.admit(app, key.key) is not None

    await revoked(app, key)

    assert await api_keys.admit(app, key.key) is None
    assert await api_keys.admit(app, other.key) is not None
    with pytest.raises(KeyRevokedError):
        await api_keys.plan_revoke(app, ADMIN, "#1")


async def test_twenty_revoke_it_and_one_did(app: App) -> None:
    key = await made(app)
    plans = [await api_keys.plan_revoke(app, ADMIN, f"#{key.card.id}") for _ in range(20)]

    done = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for plan in plans), return_exceptions=True
    )

    assert sum(isinstance(each, KeyRevokedError) for each in done) == 19
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == api_keys.REVOKE)
        (entry,) = (await session.scalars(query)).all()
    assert (entry.before, entry.after) == ("#1 CRM sync, read", "#1 revoked")


async def test_an_answered_question_and_a_lost_role_revoke_nothing(app: App) -> None:
    key = await made(app)
    plan = await api_keys.plan_revoke(app, ADMIN, "#1")
    demoted = Caller(HOME, ADMIN.discord_id, Role.EDITOR)

    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, demoted, plan.prompt_id)
    await confirmations.dismiss(app, ADMIN, plan.prompt_id)
    with pytest.raises(StalePromptError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert await api_keys.admit(app, key.key) is not None


async def test_another_servers_keys_are_unknown(app: App) -> None:
    await made(app)

    assert (await api_keys.listing(app, STRANGER)).total == 0
    assert await api_keys.choices(app, STRANGER, "") == []
    with pytest.raises(KeyUnknownError):
        await api_keys.plan_revoke(app, STRANGER, "#1")


@pytest.mark.parametrize("typed", ["", "2", "#0", "CRM sync", "9" * 5_000, "\x00", "' OR 1=1"])
async def test_what_names_no_key_is_refused(app: App, typed: str) -> None:
    await made(app)

    with pytest.raises(KeyUnknownError):
        await api_keys.plan_revoke(app, ADMIN, typed)


async def test_the_last_use_is_written_at_most_once_a_minute(app: App, clock: FixedClock) -> None:
    key = await made(app)
    assert (await api_keys.listing(app, ADMIN)).items[0].last_used_at is None

    seen = []
    for _ in range(5):
        await asyncio.gather(*(api_keys.admit(app, key.key) for _ in range(5)))
        seen.append((await api_keys.listing(app, ADMIN)).items[0].last_used_at)
        clock.advance(seconds=30)

    minute = timedelta(minutes=1)
    assert seen == [NOON, NOON, NOON + minute, NOON + minute, NOON + 2 * minute]


async def test_labels_are_checked_and_keys_are_not_without_end(app: App) -> None:
    for label in ("", " \x00 ", "x" * 81):
        with pytest.raises(TextLengthError):
            await api_keys.create(app, ADMIN, label=label)

    done = await asyncio.gather(*(made(app) for _ in range(api_keys.MOST + 5)), return_exceptions=True)

    assert sum(isinstance(each, KeyMade) for each in done) == api_keys.MOST
    assert sum(isinstance(each, TooManyKeysError) for each in done) == 5
    await revoked(app, next(each for each in done if isinstance(each, KeyMade)))
    await made(app)


async def test_keys_are_listed_newest_first_and_found_by_what_is_typed(app: App) -> None:
    await api_keys.create(app, ADMIN, label="CRM sync")
    await api_keys.create(app, EDITOR, label="100%_sure", access=Access.WRITE)

    page = await api_keys.listing(app, ADMIN)

    assert [(card.id, card.label, card.access) for card in page.items] == [
        (2, "100%_sure", Access.WRITE),
        (1, "CRM sync", Access.READ),
    ]
    assert [choice.value for choice in await api_keys.choices(app, ADMIN, "crm")] == ["#1"]
    assert [choice.label for choice in await api_keys.choices(app, ADMIN, "%_")] == [
        "#2 · 100%_sure · read write"
    ]
