"""`python -m bot check-sources …` as a child in an empty folder; nothing that it says has a secret in it."""

import asyncio
import os
import pty
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.standins.process import BotProcess
from tests.standins.source_server import SourceStandIn

KEY = "very-secret-key"
ORDER = {"TIKTOK_SOURCES": "scrapecreators,tikwm", "INSTAGRAM_SOURCES": "hikerapi,scrapecreators"}
PROGRAM = (sys.executable, "-m", "bot")


class Ended(NamedTuple):
    """How a child ended and all that it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class Checker:
    """Starts the program beside a source stand-in, in `folder`; each start costs a second of a processor."""

    source: SourceStandIn
    folder: Path
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(3))

    def env(self, **changes: str) -> dict[str, str]:
        url = self.source.url
        names = ("SCRAPECREATORS", "HIKERAPI", "TIKWM", "TIKTOK", "INSTAGRAM")
        keys = {"SCRAPECREATORS_API_KEY": KEY, "HIKERAPI_API_KEY": KEY} | ORDER
        clean = BotProcess({}, None, self.folder)._clean()
        return clean | {f"{name}_BASE_URL": url for name in names} | keys | changes

    @asynccontextmanager
    async def started(
        self, *arguments: str, env: dict[str, str] | None = None, out: int = asyncio.subprocess.PIPE
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        child = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            cwd=self.folder,
            env=self.env(**env or {}),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield child
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def run(self, *arguments: str, **env: str) -> Ended:
        async with self.at_once, self.started(*arguments, env=env) as child:
            return await end_of(child)

    async def check(self, link: str, *options: str, **env: str) -> Ended:
        ended = await self.run("check-sources", *options, link, **env)
        assert [path.name for path in self.folder.iterdir()] == [], "it opened a database"
        return ended

    async def on_screen(self, link: str, columns: int) -> tuple[int, str]:
        """How it ends on a terminal of that width, and all that it wrote there."""
        ours, theirs = pty.openpty()
        try:
            async with self.started(
                "check-sources", link, env={"COLUMNS": str(columns)}, out=theirs
            ) as child:
                os.close(theirs)
                written = await asyncio.to_thread(read_all, ours)
                return (await end_of(child)).code, written
        finally:
            os.close(ours)


async def end_of(child: asyncio.subprocess.Process, timeout_s: float = 60) -> Ended:
    out, err = await asyncio.wait_for(child.communicate(), timeout_s)
    assert child.returncode is not None
    ended = Ended(child.returncode, (out or b"").decode(), err.decode())
    assert "very-secret" not in ended.out + ended.err, "a secret was told"
    assert "Traceback" not in ended.err, ended.err
    return ended


def read_all(terminal: int) -> str:
    written = b""
    with suppress(OSError):  # Linux says so when the other side is closed
        while part := os.read(terminal, 65_536):
            written += part
    return written.decode()


def rows(ended: Ended) -> dict[str, dict[str, Any]]:
    """The table's cells by source and column."""
    head = next(line for line in ended.lines if line.startswith("source "))
    table = ended.lines[ended.lines.index(head) + 1 :]
    table = table[: table.index("")]
    names = head.split()
    return {row[0]: dict(zip(names, row, strict=True)) for row in map(cells, table)}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell.strip()]
