"""Jobs: the process that has the turn puts what is due into the queue, and workers carry it out.

The database stays the schedule: what is in no job, because the queue is full or a job was lost, is due as
before, and in a job at the next beat. A job does what the loops do, for less at a time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.jobs import JOB_POSTS, Job, Kind, Queue, Urgency, known_posts, refresh_jobs
from core.domain.terms import Platform
from core.services import refresh, request_budgets, watch_rounds
from core.services.app import App
from core.services.tally import Tally
from db import posts, runs, still_due, watches
from db.due import Place, Stage, among, stretch
from db.posts import Due

log = logging.getLogger(__name__)

LOOP = "jobs"
MOST_JOBS = 50
"""Most jobs of a platform that wait, of posts and of accounts each; window ends may add as many."""


@dataclass(frozen=True, slots=True)
class Home:
    """A server as the process that talks to Discord knows it.

    Attributes:
        name: None: the bot is not there now.
        language: what its team is addressed in, such as `de`.
    """

    guild_id: int
    name: str | None
    language: str


async def enqueue(app: App, queue: Queue) -> Tally:
    """Put what is due into the queue, and what died with its worker back into it."""
    await queue.revive()
    for platform in Platform:
        await queue.put(await _posts(app, queue, platform))
        await queue.put(await _accounts(app, queue, platform))
    return Tally()


async def enqueue_telling(app: App, queue: Queue, places: Sequence[Home]) -> Tally:
    """Put a job into the queue for each of these servers whose team or members are to be told something."""
    known = {place.guild_id: place for place in places}
    async with app.reads() as session:
        teams = await still_due.servers_with_notices(session, known)
        homes = await still_due.servers_with_letters(session, known, app.clock())
    jobs = [_telling(Kind.NOTICES, known[guild_id]) for guild_id in teams]
    await queue.put(jobs + [_telling(Kind.LETTERS, known[guild_id]) for guild_id in homes])
    return Tally()


async def look(app: App, platform: Platform, ids: Sequence[str]) -> Tally:
    """Look at those of these posts that are still due, as a round does."""
    started, is_spent = app.clock(), await request_budgets.is_spent(app, platform)
    async with app.reads() as session:
        found = await among(session, platform, ids, started, only_urgent=is_spent)
    if not found:
        return Tally()
    total = await refresh.ask(app, platform, found, started, is_urgent=is_spent)
    async with app.sessions.begin() as session:
        runs.record(session, f"refresh {platform}", started, app.clock(), total.as_dict())
        await runs.forget(session, app.clock())
    if app.heartbeat is not None:
        await app.heartbeat()
    return total


async def sync(app: App, platform: Platform, watch_id: int) -> Tally:
    """Sync an account if it is still due, as a pass does."""
    async with app.reads() as session:
        if not await watches.due(session, platform, app.clock(), app.watch_interval, 1, only=watch_id):
            return Tally()
    if await request_budgets.is_spent(app, platform):
        return Tally()  # it stays due until the next day
    started = app.clock()
    total = await watch_rounds.sync_one(app, platform, watch_id)
    if total is None:
        return Tally()
    await request_budgets.note(app, platform)
    async with app.sessions.begin() as session:
        runs.record(session, f"watch {platform}", started, app.clock(), total.as_dict())
    return total


async def _posts(app: App, queue: Queue, platform: Platform) -> Sequence[Job]:
    jobs = await queue.jobs(f"{Kind.REFRESH} {platform}")
    urgent = await _cut(app, platform, jobs, Urgency.WINDOW_ENDED)
    return [*urgent, *await _cut(app, platform, [*jobs, *urgent], Urgency.REGULAR)]


async def _cut(app: App, platform: Platform, jobs: Sequence[Job], urgency: int) -> Sequence[Job]:
    """Return jobs for what is in none of these, as many as there is room for."""
    is_urgent = urgency == Urgency.WINDOW_ENDED
    room = MOST_JOBS - sum(job.is_urgent is is_urgent and not job.is_running for job in jobs)
    if room <= 0:
        return []
    taken = known_posts(jobs, urgent=is_urgent)
    found = await _due(app, platform, len(taken) + room * JOB_POSTS, urgent=is_urgent)
    refs = [each.ref for each in found if each.ref.platform_post_id not in taken]
    ids = [(ref.platform_post_id, ref.handle) for ref in refs]
    return list(refresh_jobs(platform, ids, urgency=urgency))[:room]


async def _due(app: App, platform: Platform, limit: int, *, urgent: bool) -> Sequence[Due]:
    """Return what is due first because its counting window has ended, or else all that is."""
    now, is_spent = app.clock(), await request_budgets.is_spent(app, platform)
    async with app.reads() as session:
        was_ahead = await runs.is_ahead(session, f"refresh {platform}", now)
        given = {"was_ahead": was_ahead, "only_urgent": is_spent}
        stages = [Stage.ENDED] if urgent else [Stage.OVERDUE, *[Stage.AHEAD] * was_ahead]
        found = [await stretch(session, platform, now, limit, Place(stage), **given) for stage in stages]
    return posts.each_once([row for each in found for row in each.rows])


async def _accounts(app: App, queue: Queue, platform: Platform) -> list[Job]:
    if await request_budgets.is_spent(app, platform):
        return []  # what is due stays due until the next day
    jobs = await queue.jobs(f"{Kind.WATCH} {platform}")
    async with app.reads() as session:
        found = await watches.due(session, platform, app.clock(), app.watch_interval, 2 * MOST_JOBS)
    made = [Job(Kind.WATCH, platform, str(watch_id), urgency=Urgency.ACCOUNT) for _, watch_id in found]
    known = {job.key for job in jobs}
    new = [job for job in made if job.key not in known]
    return new[: max(MOST_JOBS - sum(not job.is_running for job in jobs), 0)]


def _telling(kind: Kind, place: Home) -> Job:
    told = {"name": place.name or "", "language": place.language}
    return Job(kind, None, str(place.guild_id), told=told, urgency=Urgency.TOLD)


def place_in(job: Job) -> Home:
    """Return the server that a job to tell something is about."""
    return Home(int(job.subject), job.told["name"] or None, job.told["language"])
