"""Rounds: asking for every post that is due, at the platform's pace, and writing in batches."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime

from core.domain.errors import NobodyAskedError
from core.domain.terms import Platform, Reading
from core.services import decisions, looks, readings, request_budgets
from core.services.app import App
from core.services.looks import Look
from core.services.readings import Answer
from core.services.tally import Tally
from db import posts, runs

log = logging.getLogger(__name__)

ROUND_LIMIT = 5_000
"""Most posts one round asks for; the rest is due at the next beat."""
WRITE_BATCH = 50
"""Answers that are written in one transaction."""
WRITE_EVERY_S = 10.0
"""Longest time an answer waits to be written, in seconds."""


async def run_round(app: App, platform: Platform) -> Tally:
    """Look at every due post of the platform once, whatever the number of campaigns it is in."""
    started, is_spent = app.clock(), await request_budgets.is_spent(app, platform)
    async with app.reads() as session:
        was_ahead = await runs.is_ahead(session, f"refresh {platform}", started)
        due = await posts.due(
            session, platform, started, ROUND_LIMIT, was_ahead=was_ahead, only_urgent=is_spent
        )
    if not due:
        return Tally()
    queue = looks.plan(app, platform, due)
    total = await _ask_all(app, platform, queue, started, is_urgent=is_spent)
    async with app.sessions.begin() as session:
        runs.record(session, f"refresh {platform}", started, app.clock(), total.as_dict())
        await runs.forget(session, app.clock())
    if app.heartbeat is not None:
        await app.heartbeat()
    return total


async def write(app: App, platform: Platform, answers: Sequence[Answer]) -> Tally:
    """Store answers of one platform in one transaction; if that fails, each in its own."""
    try:
        return await _write(app, platform, answers)
    except Exception:
        if len(answers) == 1:
            log.exception(
                "The answer for %s %s could not be stored", platform, answers[0].ref.platform_post_id
            )
            return await _set_aside(app, platform, answers[0])
        log.warning("A batch of %s answers could not be stored; storing them one by one", len(answers))
    total = Tally()
    for answer in answers:
        total += await write(app, platform, [answer])
    return total


async def _ask_all(
    app: App, platform: Platform, queue: deque[Look], started: datetime, *, is_urgent: bool
) -> Tally:
    """Make the looks; those that can wait do so for the next day when the budget is spent on the way."""
    pacing, clock = app.pacing[platform], asyncio.get_running_loop()
    total, waiting, written_at = Tally(), list[Answer](), clock.time()
    ends_at = clock.time() + pacing.round_s
    while queue and clock.time() < ends_at:
        batch = [queue.popleft() for _ in range(min(pacing.batch_size, len(queue)))]
        answered = await asyncio.gather(*(looks.take(app, platform, look, started) for look in batch))
        next_at = clock.time() + pacing.pause_s
        for look, answers in zip(batch, answered, strict=True):
            if any(isinstance(answer.result, NobodyAskedError) for answer in answers):
                queue.clear()  # what is due stays due until a source may be asked again
                continue
            waiting += answers
            total += Tally(due=len(answers), asked=1)
            queue.extend(looks.left_out(look, answers))
        if len(waiting) >= WRITE_BATCH or clock.time() - written_at >= WRITE_EVERY_S:
            total += await write(app, platform, waiting)
            waiting, written_at = [], clock.time()
            if await request_budgets.note(app, platform) and not is_urgent:
                queue.clear()
        if queue:
            await asyncio.sleep(next_at - clock.time())
    return total + (await write(app, platform, waiting) if waiting else Tally())


async def _write(app: App, platform: Platform, answers: Sequence[Answer]) -> Tally:
    by_id = {answer.ref.platform_post_id: answer for answer in answers}
    read = sum(isinstance(answer.result, Reading) for answer in answers)
    async with app.sessions.begin() as session:
        rows = await posts.watched(session, platform, by_id)
        written = await readings.record(session, app, rows, by_id)
    return written + Tally(read=read, failed=len(answers) - read)


async def _set_aside(app: App, platform: Platform, answer: Answer) -> Tally:
    """Leave a post that cannot be written for its next turn, so that it holds up no other."""
    async with app.sessions.begin() as session:
        for post in await posts.watched(session, platform, [answer.ref.platform_post_id]):
            post.checked_at, post.last_error = app.clock(), "what was read could not be stored"
            post.failures += 1
            decisions.reschedule(post, now=app.clock(), schedule=app.schedule, looked_at=answer.at)
    return Tally(unwritten=1)
