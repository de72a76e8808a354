"""What tests of letters over the wire happen in."""

from dataclasses import dataclass

from bot.client import Client
from bot.line import UNREACHABLE
from cogs.letters import Letters
from core.domain.access import Caller, Role
from core.domain.telling import Topic
from core.domain.terms import Platform
from core.services import creators, servers
from core.services.app import App
from db import campaigns as campaign_rows
from db import letters as rows
from tests.core.services.telling_stage import told
from tests.fakes import FixedClock
from tests.standins.discord_server import DiscordStandIn
from tests.standins.messages import Message
from tests.standins.payloads import Guild, Member

LATER = 3_600


@dataclass
class World:
    """A server with a campaign, in which Anna's account is bound to her."""

    app: App
    clock: FixedClock
    server: DiscordStandIn
    guild: Guild
    anna: Member
    client: Client

    async def happen(self, *reasons: str, topic: str = Topic.REJECTED, creator_id: int = 1) -> None:
        """Write something for the creator's member for each reason."""
        known = len(await told(self.app))
        async with self.app.sessions.begin() as session:
            home = await campaign_rows.by_id(session, 1)
            for number, reason in enumerate(reasons):
                await rows.write(
                    session,
                    home=home,
                    creator_id=creator_id,
                    post_id=None,
                    topic=topic,
                    args={"currency": "USD", "reason": reason, "earned": 250, "views": 5_000},
                    key=f"test {known + number}",
                    actor=None,
                    now=self.app.clock(),
                )

    async def send(self, times: int = 1) -> None:
        """Let passes of a process that has just started do their work, an hour apart."""
        for _ in range(times):
            await Letters(self.app, self.client, UNREACHABLE).send()
            self.clock.advance(seconds=LATER)

    async def bring_bob(self) -> Member:
        """Another member with an account, the creator 2."""
        bob = self.guild.add_member("Bob")
        by = Caller(self.guild.id, 1, Role.ADMIN)
        await creators.add(self.app, by, handle="bob", platform=Platform.TIKTOK, discord_id=bob.id)
        return bob

    async def choose_channel(self) -> None:
        by = Caller(self.guild.id, 1, Role.ADMIN)
        use = servers.Use.SUBMISSIONS
        await servers.choose_channel(self.app, by, self.guild.channel.id, use=use)

    @property
    def direct(self) -> list[Message]:
        return self.server.dms(self.anna.user)

    @property
    def public(self) -> list[Message]:
        return self.server.channel_messages(self.guild.channel)
