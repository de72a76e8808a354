"""A queue in memory, with nobody who works but the test."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.jobs import Job, Kind, QueueState
from core.services import jobs
from core.services.app import App


class FakeQueue:
    """Holds jobs as they were put in; `state_now` is what it says of itself."""

    def __init__(self) -> None:
        self.held: list[Job] = []
        self.revived = 0
        self.state_now = QueueState({}, {}, None, 1)

    async def jobs(self, *lanes: str) -> Sequence[Job]:
        return [job for job in self.held if job.lane in lanes]

    async def put(self, jobs: Sequence[Job]) -> int:
        known = {job.key for job in self.held}
        new = [replace(job, is_running=False) for job in jobs if job.key not in known]
        self.held += new
        return len(new)

    async def revive(self) -> int:
        self.revived += 1
        return 0

    async def state(self) -> QueueState:
        return self.state_now

    def posts(self) -> list[str]:
        return [post for job in self.held for post in job.posts]


async def carry_out(app: App, queue: FakeQueue) -> None:
    """Do what a worker does with everything that asks a platform."""
    for job in sorted(queue.held, key=lambda job: -job.urgency):
        if job.platform is not None and job.kind is Kind.REFRESH:
            await jobs.look(app, job.platform, job.posts)
        elif job.platform is not None:
            await jobs.sync(app, job.platform, int(job.subject))
    queue.held.clear()
