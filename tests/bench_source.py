"""A source in a process of its own, not counted with ours: `python -m tests.bench_source POSTS LATENCY_S`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from core.domain.terms import PostRef
from tests.fakes import tiktok
from tests.standins.process import ROOT
from tests.standins.source_server import SourceStandIn

PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)


def refs(posts: int) -> list[PostRef]:
    return [tiktok(PUBLISHED, serial) for serial in range(posts)]


@asynccontextmanager
async def source(posts: int, latency_s: float = 0) -> AsyncIterator[str]:
    """The address of a source that knows so many posts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench_source", str(posts), str(latency_s)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def main(posts: int, latency_s: float) -> None:
    async with SourceStandIn(latency_s=latency_s) as stand_in:
        for ref in refs(posts):
            stand_in.add_post(
                "tiktok", ref.platform_post_id, handle="anna", published_at=PUBLISHED + timedelta(seconds=5)
            )
        print(stand_in.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2])))
