"""In which language members are told something later."""

from sqlalchemy import select

from db.engine import Session, insert_for
from db.models import Creator
from db.records import MemberLanguage


async def is_told(session: Session, discord_id: int) -> bool:
    """Whether the member has an account, so that there may be something to tell."""
    query = select(Creator.id).where(Creator.discord_id == discord_id)
    return await session.scalar(query.limit(1)) is not None


async def of_member(session: Session, discord_id: int) -> str | None:
    """Return the language in which the member last ran a command; None when none is known."""
    found = await session.get(MemberLanguage, discord_id)
    return None if found is None else found.language


async def keep(session: Session, discord_id: int, language: str) -> None:
    """Keep the language in which the member ran a command."""
    row = insert_for(session, MemberLanguage).values(discord_id=discord_id, language=language)
    await session.execute(
        row.on_conflict_do_update(index_elements=["discord_id"], set_={"language": language})
    )
