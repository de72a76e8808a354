"""What a server chooses is kept with its trace, and what would be a mistake is refused."""

import asyncio

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import ChannelClosedError, EveryoneRoleError, ManagedRoleError, ZoneUnknownError
from core.services import access, servers
from core.services.app import App
from core.services.shown_servers import ServerCard
from db.records import AuditEntry
from tests.conftest import ADMIN, HOME

ELSEWHERE = Caller(HOME + 1, ADMIN.discord_id, Role.ADMIN)


async def trail(app: App) -> list[tuple[int, int | None, str, str | None, str | None]]:
    async with app.reads() as session:
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(each.guild_id, each.actor, each.action, each.before, each.after) for each in entries]


async def role_with(app: App, *role_ids: int, guild_id: int = HOME) -> Role:
    found = await access.caller(
        app, guild_id=guild_id, discord_id=5, manages_server=False, role_ids=list(role_ids)
    )
    return found.role


async def test_at_first_nothing_is_chosen(app: App) -> None:
    assert await servers.show(app, ADMIN) == ServerCard()


async def test_chosen_roles_make_admins_and_editors_of_this_server_only(app: App) -> None:
    await servers.choose_role(app, ADMIN, Role.ADMIN, 71)
    await servers.choose_role(app, ADMIN, Role.EDITOR, 72)

    assert await role_with(app, 71) is Role.ADMIN
    assert await role_with(app, 72) is Role.EDITOR
    assert await role_with(app, 73) is Role.CREATOR
    assert await role_with(app, 71, guild_id=ELSEWHERE.guild_id) is Role.CREATOR
    assert await servers.show(app, ELSEWHERE) == ServerCard()


async def test_a_choice_is_taken_back(app: App) -> None:
    await servers.choose_role(app, ADMIN, Role.EDITOR, 72)
    await servers.choose_channel(app, ADMIN, 81)

    await servers.choose_channel(app, ADMIN, None)
    left = await servers.choose_role(app, ADMIN, Role.EDITOR, None)

    assert left == await servers.show(app, ADMIN) == ServerCard()
    assert await role_with(app, 72) is Role.CREATOR


async def test_each_change_leaves_one_trace_and_no_change_none(app: App) -> None:
    await servers.choose_role(app, ADMIN, Role.ADMIN, 71)
    await servers.choose_role(app, ADMIN, Role.ADMIN, 71)
    await servers.choose_channel(app, ADMIN, None)
    await servers.choose_role(app, ADMIN, Role.ADMIN, 74)

    assert await trail(app) == [
        (HOME, ADMIN.discord_id, "setup", "admin_role_id=None", "admin_role_id=71"),
        (HOME, ADMIN.discord_id, "setup", "admin_role_id=71", "admin_role_id=74"),
    ]


async def test_what_would_be_a_mistake_is_refused_and_changes_nothing(app: App) -> None:
    before = await servers.choose_channel(app, ADMIN, 81)

    with pytest.raises(EveryoneRoleError):
        await servers.choose_role(app, ADMIN, Role.EDITOR, HOME)
    with pytest.raises(ManagedRoleError):
        await servers.choose_role(app, ADMIN, Role.ADMIN, 71, is_managed=True)
    with pytest.raises(ChannelClosedError) as refused:
        await servers.choose_channel(app, ADMIN, 82, missing=["send_messages"])

    assert refused.value.missing == ["send_messages"]
    assert await servers.show(app, ADMIN) == before
    assert len(await trail(app)) == 1


async def test_a_time_zone_is_kept_by_its_proper_name_with_a_trace(app: App) -> None:
    done = await servers.choose_zone(app, ADMIN, " europe/berlin ")

    assert done == await servers.show(app, ADMIN) == ServerCard(timezone="Europe/Berlin")
    assert await trail(app) == [(HOME, ADMIN.discord_id, "setup", "timezone=None", "timezone=Europe/Berlin")]
    async with app.reads() as session:
        assert (await servers.zone(session, HOME)).key == "Europe/Berlin"
        assert (await servers.zone(session, ELSEWHERE.guild_id)).key == "UTC"


async def test_an_unknown_time_zone_is_refused_and_changes_nothing(app: App) -> None:
    with pytest.raises(ZoneUnknownError) as refused:
        await servers.choose_zone(app, ADMIN, "../../etc/passwd")

    assert refused.value.typed == "../../etc/passwd"
    assert await servers.show(app, ADMIN) == ServerCard()
    assert await trail(app) == []


async def test_time_zones_are_suggested_by_city(app: App) -> None:
    found = await servers.zones(app, ADMIN, "new y")

    assert found[0].value == "America/New_York"
    assert len(await servers.zones(app, ADMIN, "")) == 25


async def test_choices_made_at_once_are_all_kept(app: App) -> None:
    await asyncio.gather(
        servers.choose_role(app, ADMIN, Role.ADMIN, 71),
        servers.choose_role(app, ADMIN, Role.EDITOR, 72),
        servers.choose_channel(app, ADMIN, 81),
    )

    assert await servers.show(app, ADMIN) == ServerCard(71, 72, 81)
    assert len(await trail(app)) == 3
