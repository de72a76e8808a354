"""How long the event loop of a program was held up by one step, told on demand.

`kill -USR1` makes the process print one line, `loop {"longest_ms": …}`, for the time since the last one.
Wall time counts what the machine gave to others meanwhile; CPU time does not. A step that is still running
after a while is looked at from another thread, so that the line can say where it was.
"""

import asyncio
import gc
import json
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass

LEAD = "loop "
SUSPECT_S = 0.025
LOOK_EVERY_S = 0.005
FRAMES = 14


@dataclass
class Held:
    """What the steps of the loop took since the last telling."""

    steps: int = 0
    longest_ms: float = 0.0
    longest_cpu_ms: float = 0.0
    over_50_ms: int = 0
    where: str = ""

    def add(self, wall_s: float, cpu_s: float, where: str) -> None:
        self.steps += 1
        self.over_50_ms += cpu_s > 0.05
        self.longest_ms = max(self.longest_ms, wall_s * 1000)
        if cpu_s * 1000 > self.longest_cpu_ms:
            self.longest_cpu_ms, self.where = cpu_s * 1000, where


class Watch:
    """Measures every step of every loop of this process from its creation on."""

    def __init__(self) -> None:
        self.held = Held()
        self.since: float | None = None
        self.collecting_since = 0.0
        self.where = ""
        run = asyncio.Handle._run  # the one place all steps pass

        def measured(handle: asyncio.Handle) -> None:
            self.where, self.since, cpu = "", time.perf_counter(), time.thread_time()
            started = self.since
            run(handle)
            self.since = None
            self.held.add(time.perf_counter() - started, time.thread_time() - cpu, self.where)

        asyncio.Handle._run = measured  # type: ignore[method-assign, assignment]  # no other place sees every step
        signal.signal(signal.SIGUSR1, self.tell)
        gc.callbacks.append(self.collected)
        threading.Thread(target=self.look, args=(threading.get_ident(),), daemon=True).start()

    def tell(self, *_: object) -> None:
        print(LEAD + json.dumps(asdict(self.held)), flush=True)  # noqa: T201  read by whoever asked
        self.held = Held()

    def collected(self, phase: str, found: dict[str, int]) -> None:
        if phase == "start":
            self.collecting_since = time.perf_counter()
        elif (took_s := time.perf_counter() - self.collecting_since) > SUSPECT_S / 5:
            self.where = f"garbage collection, generation {found['generation']}, {took_s * 1000:.0f} ms"

    def look(self, thread: int) -> None:
        while True:
            time.sleep(LOOK_EVERY_S)
            since = self.since
            if since is not None and not self.where and time.perf_counter() - since > SUSPECT_S:
                frame = sys._current_frames().get(thread)
                stack = traceback.extract_stack(frame)[-FRAMES:]
                self.where = " > ".join(
                    f"{'/'.join(line.filename.split('/')[-2:])}:{line.lineno} {line.name}" for line in stack
                )
