"""The real program as a process of its own, with nothing but the settings a test gives it."""

import asyncio
import atexit
import contextlib
import json
import os
import re
import signal
import socket
import sys
import tempfile
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, Self

from sqlalchemy import make_url

from tests.standins.discord_server import DiscordStandIn
from tests.standins.discord_state import Bell
from tests.standins.loop_watch import LEAD

ROOT = Path(__file__).resolve().parents[2]
GROUPS: set[int] = set()
SECRET = (
    "DISCORD_TOKEN",
    "STATUS_TOKEN",
    "SCRAPECREATORS_API_KEY",
    "HIKERAPI_API_KEY",
    "TIKWM_API_KEY",
    "HEARTBEAT_URL",
)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@atexit.register
def kill_all() -> None:
    for group in list(GROUPS):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


class BotProcess:
    """`python -m bot` in an empty folder; `lines` is all it has written, over restarts too.

    `discord` None starts it with no stand-in, so give it no token then. `folder` (default: a new one, removed
    at the end) is where it runs, so a database of a relative path survives `kill9` and `start`.
    """

    def __init__(
        self,
        env: dict[str, str],
        discord: DiscordStandIn | None = None,
        folder: Path | None = None,
        *,
        watch_loop: bool = False,
        arguments: Sequence[str] = (),
    ) -> None:
        self.env = env
        self._arguments = ["--", *arguments] if arguments else []
        self.discord = discord
        self.lines: list[str] = []
        self._options = ["--die-with-parent", *(["--watch-loop"] if watch_loop else [])]
        self._bell = Bell()
        self._temporary = tempfile.TemporaryDirectory(prefix="bot") if folder is None else None
        self.folder = folder or Path(self._temporary.name if self._temporary else ".")
        self._process: asyncio.subprocess.Process | None = None
        self._reading: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill9()
        if self._temporary is not None:
            self._temporary.cleanup()
        told = [name for name, secret in self.secrets().items() if secret in self.text]
        assert told == [], f"the log tells {told}"

    def secrets(self) -> dict[str, str]:
        """What nothing that it writes may have in it, by name: keys, passwords, tokens of interactions."""
        password = (
            make_url(self.env["DATABASE_URL"]).password if "://" in self.env.get("DATABASE_URL", "") else None
        )
        given = {name: self.env.get(name) for name in SECRET} | {"DATABASE_URL": password}
        tokens = self.discord.state.replies if self.discord else ()
        return {name: str(value) for name, value in given.items() if value} | {
            token: token for token in tokens
        }

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def returncode(self) -> int | None:
        """What it ended with; None while it runs; negative is the signal that ended it."""
        return self._process.returncode if self._process else None

    async def start(self) -> None:
        address = [self.discord.url] if self.discord else []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(
                "-X",
                "faulthandler",
                "-m",
                "tests.standins.launch",
                *self._options,
                *address,
                *self._arguments,
            ),
            cwd=self.folder,
            env=self._clean() | self.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        GROUPS.add(self._process.pid)
        streams = [stream for stream in (self._process.stdout, self._process.stderr) if stream]
        self._reading = [asyncio.create_task(self._read(stream)) for stream in streams]

    async def runs(self, *arguments: str) -> tuple[int, list[str]]:
        """Run `python -m bot` once more beside it, in its folder; return exit code and lines."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.folder,
            env=self._clean() | self.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await process.communicate()
        return process.returncode or 0, told.decode().splitlines()

    async def held_up(self) -> dict[str, Any]:
        """What `loop_watch` measured since the last call."""
        assert self._process is not None
        before = len(self.lines)
        self._process.send_signal(signal.SIGUSR1)
        line = await self.wait_line(f"^{LEAD}", after=before)
        told: dict[str, Any] = json.loads(line.removeprefix(LEAD))
        return told

    async def until_up(self, up: Awaitable[None]) -> None:
        """Waits for `up`, but fails at once when the process ends before."""
        waiting, ending = asyncio.ensure_future(up), asyncio.create_task(self.wait_end(60))
        await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not waiting.done():
            waiting.cancel()
            raise AssertionError(f"ended with {self.returncode} before it was up:\n{self.text}")
        await waiting

    async def wait_line(self, pattern: str, timeout_s: float = 20, *, after: int = 0) -> str:
        """The first line with the pattern in it, from line `after` on; fails when the process ends first."""
        found = re.compile(pattern)

        def hit() -> str | None:
            return next((line for line in self.lines[after:] if found.search(line)), None)

        await self._bell.until(
            lambda: hit() is not None or self._has_ended(), timeout_s, lambda: f"{pattern!r} in\n{self.text}"
        )
        line = hit()
        assert line is not None, f"ended with {self.returncode} before {pattern!r}:\n{self.text}"
        return line

    async def wait_end(self, timeout_s: float = 20) -> int:
        """What the process ended with by itself."""
        await self._bell.until(self._has_ended, timeout_s, lambda: f"an end of\n{self.text}")
        assert self._process is not None
        return await self._process.wait()

    async def kill9(self) -> None:
        """Kills the process and its children as a power cut would."""
        await self._signal(signal.SIGKILL)

    async def terminate(self, timeout_s: float = 10) -> int:
        """Asks the process to end (SIGTERM); what it ended with. Kills it when it does not, and fails."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._signal(signal.SIGTERM)
        except TimeoutError:
            await self.kill9()
            raise AssertionError(f"still running {timeout_s} s after SIGTERM:\n{self.text}") from None
        assert self.returncode is not None
        return self.returncode

    async def restart(self) -> None:
        """Ends it politely and starts it again in the same folder."""
        await self.terminate()
        await self.start()

    async def _signal(self, number: int) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
        await self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        GROUPS.discard(self._process.pid)
        await asyncio.gather(*self._reading)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.lines.append(line.decode(errors="replace").rstrip("\n"))
            self._bell.ring()
        if self._process is not None:
            await self._process.wait()
        self._bell.ring()

    def _has_ended(self) -> bool:
        return self.returncode is not None and all(task.done() for task in self._reading)

    def _clean(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "TMPDIR": tempfile.gettempdir(),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
