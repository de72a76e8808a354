"""What is to be told in Discord, as jobs: workers send it, but only this process knows the servers."""

import discord

from cogs.say import of_server
from core.domain.jobs import Queue
from core.services import jobs
from core.services.app import App
from core.services.jobs import Home
from core.services.tally import Tally


class TellingJobs:
    """Puts a job into the queue for each server the bot is in where something waits to be told."""

    def __init__(self, app: App, client: discord.Client, queue: Queue) -> None:
        self._app = app
        self._client = client
        self._queue = queue

    async def enqueue(self) -> Tally:
        """Enqueue everything that is due; while Discord is not connected nothing is."""
        if not self._client.is_ready() or self._client.is_closed():
            return Tally()
        places = [place_of(self._client, guild.id) for guild in self._client.guilds]
        return await jobs.enqueue_telling(self._app, self._queue, places)


def place_of(client: discord.Client, guild_id: int) -> Home:
    """Return the server as the client knows it now."""
    guild = client.get_guild(guild_id)
    return Home(guild_id, None if guild is None else guild.name, of_server(client, guild_id))
