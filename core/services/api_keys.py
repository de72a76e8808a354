"""Keys of the API: making one, listing and revoking them, and letting in whoever has one."""

import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.domain.access import Caller, Role
from core.domain.api_keys import Access, digest_of, new_key
from core.domain.errors.api import KeyRevokedError, KeyUnknownError, TooManyKeysError
from core.domain.names import check_text, plain
from core.services.app import App
from core.services.pages import PAGE_SIZE, clamp, offset, pages
from core.services.shown import Choice, Page
from core.services.shown_api_keys import Admitted, KeyCard, KeyMade, KeyPlan, KeyRevoked
from db import api_keys, servers, trail
from db.api_rows import ApiKey
from db.engine import Session

CHOICES = 25
LABEL_LIMIT = 80
MOST = 25
"""So many working keys a server may have."""
CREATE, REVOKE = "api-key create", "api-key revoke"
USE_TOLD = timedelta(minutes=1)
"""The last use of a key is written at most this often."""


async def create(app: App, by: Caller, *, label: str, access: Access = Access.READ) -> KeyMade:
    """Make a key of the server; the key is in the answer, and nowhere else.

    Raises `TooManyKeysError` when the server has as many as it may have.
    """
    key, now = new_key(), app.clock()
    kept = check_text("label", label, LABEL_LIMIT)
    async with app.sessions.begin() as session:
        await servers.locked(session, by.guild_id)  # who counts keys counts alone
        if await api_keys.count_working(session, by.guild_id) >= MOST:
            raise TooManyKeysError(MOST)
        row = ApiKey(
            guild_id=by.guild_id,
            label=kept,
            access=access,
            key_hash=digest_of(key),
            created_at=now,
            created_by=by.discord_id,
        )
        session.add(row)
        await session.flush()
        _trace(session, app, by, CREATE, after=_said(row))
        return KeyMade(_card(row), key, f"{app.site.address}/api/v1")


async def listing(app: App, by: Caller, page: int = 1) -> Page[KeyCard]:
    """Return a page of the server's keys, newest first, revoked ones too."""
    async with app.reads() as session:
        total = await api_keys.count(session, by.guild_id)
        at = clamp(page, total)
        found = await api_keys.stretch(session, by.guild_id, offset=offset(at), limit=PAGE_SIZE)
        return Page([_card(row) for row in found], at, pages(total), total)


async def choices(app: App, by: Caller, typed: str) -> list[Choice]:
    """Suggest the server's keys that work."""
    async with app.reads() as session:
        found = await api_keys.search(session, by.guild_id, plain(typed).lstrip("#"), CHOICES)
        return [Choice(f"#{row.id} · {row.label} · {row.access}"[:100], f"#{row.id}") for row in found]


async def plan_revoke(app: App, by: Caller, key: str) -> KeyPlan:
    """Say which key would open nothing more; nothing changes yet."""
    number = re.fullmatch("#?([0-9]{1,18})", plain(key))
    async with app.sessions.begin() as session:
        row = None if number is None else await api_keys.find(session, by.guild_id, int(number[1]))
        if row is None:
            raise KeyUnknownError(key)
        if row.revoked_at is not None:
            raise KeyRevokedError(row.id, row.label, row.revoked_at)
        prompt_id = await trail.ask(
            session,
            guild_id=by.guild_id,
            actor=by.discord_id,
            action=REVOKE,
            args={"key_id": row.id},
            now=app.clock(),
        )
        return KeyPlan(prompt_id, _card(row))


async def revoke(session: Session, app: App, by: Caller, args: Mapping[str, Any]) -> KeyRevoked:
    """Let a key open nothing from this moment on. Raises `KeyRevokedError` when somebody was faster."""
    row = await api_keys.find(session, by.guild_id, args["key_id"])
    if row is None:
        raise KeyUnknownError(f"#{args['key_id']}")
    done = await api_keys.revoke(session, row.id, by=by.discord_id, now=app.clock())
    await session.refresh(row)
    if not done:
        raise KeyRevokedError(row.id, row.label, row.revoked_at or app.clock())
    _trace(session, app, by, REVOKE, before=_said(row), after=f"#{row.id} revoked")
    return KeyRevoked(_card(row))


async def admit(app: App, key: str) -> Admitted | None:
    """Return who asks by this key; None for text that is no key, an unknown key, and a revoked one."""
    wanted = digest_of(key)
    if wanted is None:
        return None
    async with app.reads() as session:
        row = await api_keys.by_hash(session, wanted)
    if row is None or not hmac.compare_digest(row.key_hash, wanted) or row.revoked_at is not None:
        return None
    now = app.clock()
    if row.last_used_at is None or now - row.last_used_at >= USE_TOLD:
        async with app.sessions.begin() as session:
            await api_keys.note_use(session, row.id, now=now, before=now - USE_TOLD)
    return Admitted(row.id, Caller(row.guild_id, row.created_by, Role.EDITOR, row.id), row.access)


def _trace(
    session: Session, app: App, by: Caller, action: str, *, before: str | None = None, after: str
) -> None:
    trail.note(
        session,
        at=app.clock(),
        guild_id=by.guild_id,
        actor=by.discord_id,
        action=action,
        reason="by command",
        before=before,
        after=after,
    )


def _card(row: ApiKey) -> KeyCard:
    return KeyCard(
        id=row.id,
        label=row.label,
        access=row.access,
        created_at=row.created_at,
        created_by=row.created_by,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )


def _said(row: ApiKey) -> str:
    """Return a key as traces tell it: `#3 CRM sync, read write`."""
    return f"#{row.id} {row.label}, {row.access}"
