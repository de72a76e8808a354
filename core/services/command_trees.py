"""Remembering which commands Discord has, so that they are given only when they changed."""

from core.services.app import App
from db import command_trees


async def is_known(app: App, scope: str, digest: str) -> bool:
    """Whether Discord has these commands for `global` or a server's id."""
    async with app.reads() as session:
        return await command_trees.digest(session, scope) == digest


async def remember(app: App, scope: str, digest: str) -> None:
    """Remember that Discord has these commands now."""
    async with app.sessions.begin() as session:
        await command_trees.keep(session, scope, digest, app.clock())
