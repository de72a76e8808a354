"""Remembering what commands Discord was given, so that they are registered only when they change."""

from core.services.app import App
from db import command_trees


async def is_registered(app: App, scope: str, digest: str) -> bool:
    """Whether these commands were the last that were registered in the scope."""
    async with app.reads() as session:
        return await command_trees.digest(session, scope) == digest


async def remember(app: App, scope: str, digest: str) -> None:
    """Keep that these commands are registered in the scope."""
    async with app.sessions.begin() as session:
        await command_trees.put(session, scope, digest, app.clock())
