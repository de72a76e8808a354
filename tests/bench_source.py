"""A source in a process of its own, not counted with ours: `python -m tests.bench_source LATENCY_S`.

It knows every TikTok post there could be, so that a million of them need no list.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from core.domain.terms import PostRef
from tests.fakes import tiktok
from tests.standins.process import ROOT
from tests.standins.source_posts import StandInPost
from tests.standins.source_server import SourceStandIn

PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)
KEY = "test-key"


class EveryPost(dict[str, StandInPost]):
    """Any post that is asked for, published when its id says so; none of them is kept."""

    def __init__(self, stand_in: SourceStandIn) -> None:
        super().__init__()
        self._stand_in = stand_in

    def get(self, key: str, default: Any = None) -> Any:
        published = datetime.fromtimestamp(int(key) >> 32, UTC) + timedelta(seconds=5)
        made = self._stand_in.add_post("tiktok", key, handle="anna", published_at=published)
        self.clear()
        return made


def refs(posts: int) -> list[PostRef]:
    return [tiktok(PUBLISHED, serial) for serial in range(posts)]


@asynccontextmanager
async def source(latency_s: float = 0) -> AsyncIterator[str]:
    """The address of a source that knows every post, and takes so long for each answer."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench_source", str(latency_s)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def main(latency_s: float) -> None:
    async with SourceStandIn(KEY, latency_s=latency_s) as stand_in:
        stand_in.posts = EveryPost(stand_in)
        print(stand_in.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
