"""Whatever changes something leaves who, what, before, after and why: commands and the rule alike."""

import pytest
from sqlalchemy import select

from core.domain.names import is_pseudonym
from core.services import (
    confirmations,
)
from core.services.app import App
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.deeds import BY_COMMAND, BY_RULE
from tests.core.services.traced import World
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def world(app: App, source: FakeSource, clock: FixedClock) -> World:
    made = World(app, source, clock)
    await made.prepare()
    return made


async def entries(app: App) -> list[AuditEntry]:
    async with app.reads() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def check(entry: AuditEntry) -> None:
    told = [entry.action, entry.before, entry.after, entry.reason]
    assert all(text and text.strip() for text in told), told
    assert entry.before != entry.after or entry.action in {"post refresh", "watch sync"}


@pytest.mark.parametrize("action", BY_COMMAND)
async def test_a_command_leaves_one_entry_with_who_what_before_after_and_why(
    world: World, action: str
) -> None:
    before, do = BY_COMMAND[action]
    await before(world)
    known = len(await entries(world.app))

    await do(world)

    left = (await entries(world.app))[known:]
    for each in left:
        check(each)
    assert {each.api_key_id for each in left} == {7 if action.startswith("api ") else None}
    own = [each for each in left if each.action == action and each.actor is not None]
    whole = [each for each in own if each.post_id is None] if action.startswith("payout") else own
    assert len(whole) == 1
    people = {ADMIN.discord_id, EDITOR.discord_id, ANNA.discord_id}
    assert (whole[0].actor in people) != is_pseudonym(whole[0].actor)
    assert is_pseudonym(whole[0].actor) == (action == "my forget")


@pytest.mark.parametrize("what", BY_RULE)
async def test_the_rule_leaves_one_entry_too(world: World, what: str) -> None:
    action, happen = BY_RULE[what]
    known = len(await entries(world.app))

    await happen(world)

    (entry,) = (await entries(world.app))[known:]
    check(entry)
    assert (entry.actor, entry.action) == (None, action)


def test_no_command_is_forgotten() -> None:
    """Every confirmed action is among those tried here."""
    assert set(confirmations.NEEDS) - {"post finalize"} <= set(BY_COMMAND)  # finalizing is a decision
