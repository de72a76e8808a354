"""Drafts of campaigns: kept for their writer, for a day."""

from dataclasses import replace

import pytest

from core.domain.errors import NotYourPromptError, NumberRangeError, StalePromptError
from core.services import campaigns, drafts
from core.services.app import App
from core.services.drafts import Draft
from db import trail
from tests.conftest import ADMIN
from tests.fakes import FixedClock

TYPED = Draft("Summer", "0,50", "-1", "eur", "seven")


async def test_a_draft_is_kept_word_for_word_and_stays(app: App) -> None:
    draft_id = await drafts.keep(app, ADMIN, TYPED)

    assert await drafts.kept(app, ADMIN, draft_id) == TYPED
    assert await drafts.kept(app, ADMIN, draft_id) == TYPED


async def test_a_draft_is_its_writers_alone(app: App) -> None:
    draft_id = await drafts.keep(app, ADMIN, TYPED)

    with pytest.raises(NotYourPromptError):
        await drafts.kept(app, replace(ADMIN, discord_id=77), draft_id)
    with pytest.raises(NotYourPromptError):
        await drafts.kept(app, replace(ADMIN, guild_id=78), draft_id)


async def test_a_draft_is_gone_after_its_time_and_no_other_question_is_one(
    app: App, clock: FixedClock
) -> None:
    async with app.sessions.begin() as session:
        other = await trail.ask(
            session,
            guild_id=ADMIN.guild_id,
            actor=ADMIN.discord_id,
            action="post reject",
            args={},
            now=clock.now,
        )
    draft_id = await drafts.keep(app, ADMIN, TYPED)

    with pytest.raises(StalePromptError):
        await drafts.kept(app, ADMIN, other)
    clock.advance(seconds=trail.PROMPT_LIFE.total_seconds() + 1)
    with pytest.raises(StalePromptError):
        await drafts.kept(app, ADMIN, draft_id)


async def test_numbers_have_the_limits_of_the_command(app: App) -> None:
    with pytest.raises(NumberRangeError):
        await drafts.create(app, ADMIN, Draft("Summer", minimum_views="-1"))
    made = await drafts.create(app, ADMIN, Draft("Summer", currency=" "))

    assert made.card == await campaigns.show(app, ADMIN, None)
