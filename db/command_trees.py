"""What commands Discord was last given."""

from datetime import datetime

from db.engine import Session, insert_for
from db.models import CommandTree


async def digest(session: Session, scope: str) -> str | None:
    """Return the digest of what was last registered there, None when nothing was."""
    row = await session.get(CommandTree, scope)
    return None if row is None else row.digest


async def put(session: Session, scope: str, digest: str, now: datetime) -> None:
    """Keep the digest of what was registered there."""
    new = {"digest": digest, "synced_at": now}
    insert = insert_for(session, CommandTree).values(scope=scope, **new)
    await session.execute(insert.on_conflict_do_update(index_elements=["scope"], set_=new))
