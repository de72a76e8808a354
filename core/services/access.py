"""Who is calling: the role a member has in a server."""

from collections.abc import Collection

from core.domain.access import Caller, role_of
from core.services.app import App
from db import servers


async def caller(
    app: App, *, guild_id: int, discord_id: int, manages_server: bool, role_ids: Collection[int]
) -> Caller:
    """Return the member with the highest role that the permission or the server's chosen roles give."""
    async with app.reads() as session:
        chosen = await servers.chosen(session, guild_id)
    role = role_of(
        manages_server=manages_server,
        role_ids=role_ids,
        admin_role_id=chosen.admin_role_id if chosen else None,
        editor_role_id=chosen.editor_role_id if chosen else None,
    )
    return Caller(guild_id, discord_id, role)
