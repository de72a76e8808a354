"""What Discord servers have chosen."""

from db.engine import Session, insert_for
from db.models import Server


async def chosen(session: Session, guild_id: int) -> Server | None:
    """Return what the server has chosen; None: nothing."""
    return await session.get(Server, guild_id)


async def locked(session: Session, guild_id: int) -> Server:
    """Return what the server has chosen, locked for a change."""
    await session.execute(insert_for(session, Server).values(guild_id=guild_id).on_conflict_do_nothing())
    return await session.get_one(Server, guild_id, with_for_update=True, populate_existing=True)
