"""In which language members are told something later: the one of the last command they ran."""

from core.services.app import App
from db import languages


async def spoke(app: App, discord_id: int, language: str) -> None:
    """Keep the language in which somebody ran a command, such as `de`.

    Nothing is written when it is known, or about somebody who has no account.
    """
    async with app.reads() as session:
        is_news = await languages.of_member(session, discord_id) != language
        is_kept = is_news and await languages.is_told(session, discord_id)
    if is_kept:
        async with app.sessions.begin() as session:
            await languages.keep(session, discord_id, language)
