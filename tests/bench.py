"""`make bench`: figures with a baseline in the same run. Machines differ and are shared: compare ratios."""

import asyncio
import tempfile
from pathlib import Path

from tests import bench_largest, bench_loop, bench_round, bench_writes
from tests.bench_table import Size, table


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        print(table(await bench_writes.run(Path(folder), Size.SMALL)))
        await bench_round.run(Path(folder))
        await bench_loop.run(Path(folder))
        await bench_largest.run(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
