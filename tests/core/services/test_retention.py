"""What is needed no more goes after its time, on both sides of it, and nothing that money rests on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from core.domain import proofs
from core.domain.proofs import ProofOutcome
from core.domain.retention import (
    CODES_KEPT,
    MESSAGES_KEPT,
    QUESTIONS_KEPT,
    REFRESHES_KEPT,
    RUNS_KEPT,
)
from core.domain.telling import Topic
from core.domain.terms import Platform
from core.services import drafts, retention
from core.services.app import App
from core.services.drafts import Draft
from db.base import Base
from db.proof_rows import Proof
from db.records import ManualRefreshes, Notice, Prompt, Run
from tests.conftest import ADMIN, HOME
from tests.fakes import NOON, FixedClock

SECOND = timedelta(seconds=1)


def notice(at: datetime | None, **more: Any) -> Notice:
    given = {"guild_id": HOME, "channel": "admin", "topic": "budget", "args": {"x": 1}, "made_at": NOON}
    return Notice(**(given | {"sent_at": at} | more))


def letter(topic: Topic, at: datetime, number: int = 1) -> Notice:
    theirs = {"member_id": 77, "creator_id": 1, "post_id": number, "last_error": "@anna is away"}
    return notice(at, channel="member", topic=topic, key=f"{topic} #{number}", **theirs)


async def add(app: App, *rows: Base) -> None:
    async with app.sessions.begin() as session:
        session.add_all(rows)


async def count(app: App, table: type[Base]) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def proof(code: str, made_at: datetime, done_at: datetime | None) -> Proof:
    return Proof(
        guild_id=HOME,
        discord_id=77,
        platform=Platform.TIKTOK,
        handle=code.lower(),
        code=code,
        made_at=made_at,
        expires_at=made_at + proofs.LIFE,
        done_at=done_at,
        outcome=None if done_at is None else ProofOutcome.EXPIRED,
    )


async def test_messages_go_after_their_time_and_what_waits_stays(app: App, clock: FixedClock) -> None:
    given_up = notice(None, given_up_at=NOON, channel="member", topic=Topic.HELD, key="held")
    await add(app, notice(NOON), notice(NOON + SECOND), notice(None), given_up)
    clock.now = NOON + MESSAGES_KEPT
    assert (await retention.sweep(app))["messages"] == 0

    clock.advance(seconds=1)
    removed = await retention.sweep(app)

    assert removed["messages"] == 2
    async with app.reads() as session:
        left = await session.scalars(select(Notice.sent_at).order_by(Notice.id))
        assert left.all() == [NOON + SECOND, None]


async def test_of_what_is_told_once_it_stays_that_it_was_without_reader_and_text(
    app: App, clock: FixedClock
) -> None:
    await add(app, letter(Topic.FINALIZED, NOON), letter(Topic.HELD, NOON))
    clock.now = NOON + MESSAGES_KEPT + SECOND

    first, second = await retention.sweep(app), await retention.sweep(app)

    assert (first["messages"], first["told_once"]) == (1, 1)
    assert (second["messages"], second["told_once"]) == (0, 0)
    async with app.reads() as session:
        kept = (await session.scalars(select(Notice))).one()
    assert kept.key == f"{Topic.FINALIZED} #1"
    assert (kept.args, kept.member_id, kept.creator_id, kept.last_error) == ({}, None, None, None)


@pytest.mark.parametrize(
    ("name", "table", "kept", "left"),
    [
        ("questions", Prompt, QUESTIONS_KEPT, 0),
        ("refreshes", ManualRefreshes, timedelta(hours=12) + REFRESHES_KEPT, 0),  # from the day's end on
        ("codes", Proof, CODES_KEPT, 1),  # one is still looked for
        ("runs", Run, RUNS_KEPT, 0),
    ],
)
async def test_the_rest_goes_after_its_time(
    app: App, clock: FixedClock, name: str, table: type[Base], kept: timedelta, left: int
) -> None:
    await drafts.keep(app, ADMIN, Draft("Summer"))
    await add(app, proof("OLD", NOON, NOON), proof("OPEN", NOON, None))
    await add(app, ManualRefreshes(guild_id=HOME, day=NOON.date().isoformat(), used=3))
    await add(app, Run(loop="refresh tiktok", started_at=NOON, finished_at=NOON, tally={}))
    clock.now = NOON + kept - SECOND
    assert (await retention.sweep(app))[name] == 0

    clock.now = NOON + kept + SECOND
    removed = await retention.sweep(app)

    assert removed[name] == 1
    assert await count(app, table) == left


async def test_any_number_goes_in_batches(app: App, clock: FixedClock) -> None:
    await add(app, *(letter(Topic.HELD, NOON, number) for number in range(retention.BATCH * 2 + 1)))
    clock.now = NOON + MESSAGES_KEPT + SECOND

    removed = await retention.sweep(app)

    assert removed["messages"] == retention.BATCH * 2 + 1
    assert await count(app, Notice) == 0


async def test_it_runs_once_a_day_over_restarts_and_is_recorded(app: App, clock: FixedClock) -> None:
    await retention.sweep_due(app)
    clock.advance(hours=23)
    await retention.sweep_due(app)
    assert await count(app, Run) == 1

    clock.advance(hours=1)
    await retention.sweep_due(app)

    async with app.reads() as session:
        runs = (await session.scalars(select(Run).order_by(Run.id))).all()
    assert [run.loop for run in runs] == [retention.LOOP] * 2
    assert set(runs[0].tally) == {*retention.KINDS, "left", "readings", "failed"}
    assert set(runs[0].tally.values()) == {0}


async def test_a_kind_that_fails_costs_no_other(app: App, clock: FixedClock) -> None:
    await add(app, notice(NOON))
    async with app.sessions.begin() as session:
        await session.execute(text("DROP TABLE manual_refreshes"))
    clock.now = NOON + MESSAGES_KEPT + SECOND

    await retention.sweep_due(app)

    async with app.reads() as session:
        run = (await session.scalars(select(Run))).one()
    assert (run.tally["failed"], run.tally["messages"], run.tally["left"]) == (1, 1, 0)
    assert "refreshes" not in run.tally
