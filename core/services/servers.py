"""What a Discord server chooses: who its admins and editors are, and where the bot tells what waits."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain import digests
from core.domain.access import Caller, Role
from core.domain.errors import ChannelClosedError, EveryoneRoleError, ManagedRoleError
from core.domain.names import check_range
from core.domain.zones import UTC, matching, parse_zone, zone_of
from core.services.app import App
from core.services.shown import Choice
from core.services.shown_servers import ServerCard
from db import campaigns, servers, trail
from db.engine import Session
from db.models import Server

ROLES = {Role.ADMIN: "admin_role_id", Role.EDITOR: "editor_role_id"}
ZONE = "timezone"
DIGEST = "digest_channel_id"
DIGEST_DAY = "digest_weekday"
DIGEST_HOUR = "digest_hour"
TIMING = {ZONE, DIGEST, DIGEST_DAY, DIGEST_HOUR}
"""What says when a digest is due."""
CHOICES = 25
"""So many suggestions are shown at once."""


class Use(StrEnum):
    """What a channel is chosen for, by the column that keeps it."""

    ADMIN = "admin_channel_id"
    SUBMISSIONS = "submission_channel_id"


async def show(app: App, by: Caller) -> ServerCard:
    """Return what the server has chosen."""
    async with app.reads() as session:
        return await _card(session, by.guild_id, await servers.chosen(session, by.guild_id))


async def choose_role(
    app: App, by: Caller, role: Role, role_id: int | None, *, is_managed: bool = False
) -> ServerCard:
    """Let a server's role make people admins or editors; with None only Manage Server does.

    Args:
        is_managed: whether the role is kept for a bot, or Discord gives it out by itself.
    """
    if role_id == by.guild_id:  # Discord gives the role @everyone the server's own id
        raise EveryoneRoleError
    if is_managed:
        raise ManagedRoleError
    return await _choose(app, by, ROLES[role], role_id)


async def choose_channel(
    app: App, by: Caller, channel_id: int | None, *, use: Use = Use.ADMIN, missing: Collection[str] = ()
) -> ServerCard:
    """Choose where the bot tells what waits for a person, or what no direct message can; None: nowhere.

    Args:
        missing: the permissions that the bot lacks there, by Discord's own names.
    """
    if missing:
        raise ChannelClosedError(list(missing))
    return await _choose(app, by, use.value, channel_id)


async def choose_zone(app: App, by: Caller, typed: str) -> ServerCard:
    """Choose the time zone whose days figures are told by. Raises `ZoneUnknownError`."""
    return await _choose(app, by, ZONE, await asyncio.to_thread(parse_zone, typed))


async def choose_digest_channel(
    app: App, by: Caller, channel_id: int | None, *, missing: Collection[str] = ()
) -> ServerCard:
    """Choose where last week is told once a week; None: nowhere.

    Args:
        missing: the permissions that the bot lacks there, by Discord's own names.
    """
    if missing:
        raise ChannelClosedError(list(missing))
    return await _choose(app, by, DIGEST, channel_id)


async def choose_digest_day(app: App, by: Caller, weekday: int) -> ServerCard:
    """Choose the day of the week, 0 being Monday, on which last week is told."""
    return await _choose(app, by, DIGEST_DAY, check_range("weekday", weekday, 0, 6))


async def choose_digest_hour(app: App, by: Caller, hour: int) -> ServerCard:
    """Choose the hour of the server's time zone at which last week is told."""
    return await _choose(app, by, DIGEST_HOUR, check_range("hour", hour, 0, 23))


def next_digest(row: Server, now: datetime) -> datetime | None:
    """Return when a server's next digest is due; None: it wants none."""
    if row.digest_channel_id is None:
        return None
    weekday = digests.WEEKDAY if row.digest_weekday is None else row.digest_weekday
    hour = digests.HOUR if row.digest_hour is None else row.digest_hour
    return digests.next_due(now, weekday, hour, zone_of(row.timezone))


async def zone(session: Session, guild_id: int) -> ZoneInfo:
    """Return the server's time zone."""
    row = await servers.chosen(session, guild_id)
    return zone_of(None if row is None else row.timezone)


async def zones(_app: App, _by: Caller, typed: str) -> list[Choice]:
    """Suggest time zones."""
    return [Choice(name, name) for name in await asyncio.to_thread(matching, typed, CHOICES)]


async def _choose(app: App, by: Caller, column: str, new: int | str | None) -> ServerCard:
    """Keep a choice with its trace; what is chosen already is left as it is."""
    async with app.sessions.begin() as session:
        row = await servers.locked(session, by.guild_id)
        old = getattr(row, column)
        if old != new:
            setattr(row, column, new)
            if column in TIMING:
                row.digest_due_at, row.digest_claimed_at = next_digest(row, app.clock()), None
            trail.note(
                session,
                at=app.clock(),
                guild_id=by.guild_id,
                actor=by.discord_id,
                action="setup",
                reason="by command",
                before=f"{column}={old}",
                after=f"{column}={new}",
            )
        return await _card(session, by.guild_id, row)


async def _card(session: Session, guild_id: int, row: Server | None) -> ServerCard:
    has_campaign = await campaigns.any_of_guild(session, guild_id)
    if row is None:
        return ServerCard(has_campaign=has_campaign)
    return ServerCard(
        admin_role_id=row.admin_role_id,
        editor_role_id=row.editor_role_id,
        admin_channel_id=row.admin_channel_id,
        has_campaign=has_campaign,
        timezone=row.timezone or UTC,
        submission_channel_id=row.submission_channel_id,
        digest_channel_id=row.digest_channel_id,
        digest_weekday=digests.WEEKDAY if row.digest_weekday is None else row.digest_weekday,
        digest_hour=digests.HOUR if row.digest_hour is None else row.digest_hour,
        digest_due_at=row.digest_due_at,
    )
