"""What commands Discord was last given."""

from datetime import datetime

from db.engine import Session, insert_for
from db.records import CommandTree


async def digest(session: Session, scope: str) -> str | None:
    """Return the digest of the commands last given for the scope."""
    row = await session.get(CommandTree, scope)
    return None if row is None else row.digest


async def keep(session: Session, scope: str, new: str, now: datetime) -> None:
    """Keep the digest of the commands just given."""
    insert = insert_for(session, CommandTree).values(scope=scope, digest=new, synced_at=now)
    changed = {"digest": new, "synced_at": now}
    await session.execute(insert.on_conflict_do_update(index_elements=["scope"], set_=changed))
