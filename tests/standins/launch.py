"""Runs the real program against a stand-in: `python -m tests.standins.launch [http://127.0.0.1:PORT]`.

Only Discord's address differs from production, because discord.py has no setting for it. Without an address
the program runs as it is. What only developers have installed is hidden: httpx would load all of its command
line, which no user has. `--die-with-parent` lets the process end with the one that started it (Linux),
`--watch-loop` measures its event loop.
"""

import ctypes
import runpy
import signal
import sys

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.standins.loop_watch import Watch

PR_SET_PDEATHSIG = 1
DIE = "--die-with-parent"
WATCH = "--watch-loop"
REST = "--"
"""What follows is for the program itself."""


def main(arguments: list[str]) -> None:
    if DIE in arguments and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if WATCH in arguments:
        Watch()
    end = arguments.index(REST) if REST in arguments else len(arguments)
    for address in arguments[:end]:
        if not address.startswith("--"):
            Route.BASE = f"{address}/api/v10"
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address.replace("http", "ws", 1)) / "gateway"
    sys.modules["click"] = None  # type: ignore[assignment]  # whoever imports it finds it missing
    sys.argv = ["bot", *arguments[end + 1 :]]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
