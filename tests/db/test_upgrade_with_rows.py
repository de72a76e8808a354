"""Every migration, down and up again, under rows: what it does not take away stays, and the books add up."""

from collections.abc import Callable

import pytest
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select

from core.services import submissions
from core.services.app import App
from core.services.verification import verify
from db.models import Campaign, Creator, Post, Snapshot
from db.money import LedgerEntry
from db.upgrade import MIGRATIONS, alembic_config
from tests.conftest import ANNA
from tests.core.services import paying
from tests.fakes import FakeSource, FixedClock, reading, tiktok

REVISIONS = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
"""The newest first."""
WITH_PAYMENTS = REVISIONS[1:-2]
"""Those before would lose payments, and say so: `test_money`."""


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """Posts that earned, a payment, one that was taken back, and one that runs."""
    await paying.three_posts(app, source, clock)
    paid = await paying.pay(app)
    await paying.void(app, f"#{paid.card.id}")
    await paying.pay(app)
    ref = tiktok(clock(), 9)
    source.tell(ref, reading(ref, 7))
    await submissions.submit(app, ANNA, ref.url)
    return app


def going(to: str, way: Callable[..., None]) -> Callable[[Connection], str | None]:
    def go(connection: Connection) -> str | None:
        way(alembic_config(connection), to)
        return MigrationContext.configure(connection).get_current_revision()

    return go


async def kept(app: App) -> list[object]:
    """What money rests on."""
    async with app.reads() as session:
        posts = select(Post.id, Post.platform_post_id, Post.status, Post.counted_views, Post.earned_minor)
        entries = select(LedgerEntry.id, LedgerEntry.kind, LedgerEntry.amount_minor, LedgerEntry.post_id)
        snapshots = select(Snapshot.id, Snapshot.views, Snapshot.taken_at)
        others = select(Campaign.id, Campaign.name), select(Creator.id, Creator.handle)
        return [
            sorted(map(tuple, await session.execute(query))) for query in (posts, entries, snapshots, *others)
        ]


@pytest.mark.parametrize("revision", WITH_PAYMENTS)
async def test_down_to_it_and_up_again_loses_nothing_that_money_rests_on(books: App, revision: str) -> None:
    before = await kept(books)
    assert before[1]

    async with books.database.engine.begin() as connection:
        assert await connection.run_sync(going(revision, command.downgrade)) == revision
    async with books.database.engine.begin() as connection:
        assert await connection.run_sync(going("head", command.upgrade)) == REVISIONS[0]

    assert await kept(books) == before
    assert (await verify(books.database)).faults == []
