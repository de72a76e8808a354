"""The world in which things leave traces: a campaign with Anna, and what happens in it."""

from collections.abc import Awaitable, Callable
from typing import Any

from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services import (
    campaigns,
    confirmations,
    creator_edits,
    creators,
    posts,
    watches,
)
from core.services.app import App
from db.models import Post
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, hand_in, look
from tests.core.services.reviewing import PENDING
from tests.fakes import NOON, FakeSource, FixedClock, tiktok

SERVER = "200000000000000002"


RIVAL = tiktok(NOON, 9, "rival")


PROGRAM = Caller(HOME, EDITOR.discord_id, Role.EDITOR, api_key_id=7)


class World:
    """A campaign with a creator, a post and a watched account, and what can be done to them."""

    def __init__(self, app: App, source: FakeSource, clock: FixedClock) -> None:
        self.app, self.source, self.clock = app, source, clock

    async def prepare(self) -> None:
        await campaigns.create(self.app, ADMIN, name="Summer")
        await creators.add(self.app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="1", cap=10_000)
        await hand_in(self.app, self.source, 5_000)
        await look(self.app, self.source, 5_000)

    async def confirm(self, plan: Any, by: Any = ADMIN) -> None:
        await confirmations.confirm(self.app, by, plan.prompt_id)

    async def to_the_end(self, views: int = 5_000) -> None:
        self.clock.now = END
        await look(self.app, self.source, views)

    async def finalize(self) -> None:
        await self.to_the_end()
        assert (await posts.show(self.app, ADMIN, "#1")).earned_minor == 500

    async def wait_for_review(self) -> None:
        async with self.app.sessions.begin() as session:
            (await session.get_one(Post, 1)).tracking = PENDING

    async def watch(self) -> None:
        await watches.add(self.app, EDITOR, handle="anna", platform=Platform.TIKTOK)

    async def bind(self) -> None:
        await creator_edits.edit(self.app, ADMIN, "anna", discord_id=ANNA.discord_id)


Deed = Callable[[World], Awaitable[Any]]
