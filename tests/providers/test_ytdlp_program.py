"""Running yt-dlp: a program of its own that ends in time, a few at once, told nothing it need not know."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.errors import SourceDownError
from providers.ytdlp import COMMAND, ExtractionError, Program, available
from tests.providers.test_ytdlp import BLOCKED


def program(script: str, *, box_s: float = 20, at_once: int = 2, more: Sequence[str] = ()) -> Program:
    """Return the runner with a small program of the test in yt-dlp's place."""
    return Program((sys.executable, "-c", script, *more), box_s=box_s, at_once=at_once)


async def test_a_run_ends_with_what_the_program_wrote() -> None:
    script = "import json, sys; print(json.dumps({'id': sys.argv[-1]}))"

    assert await program(script)("https://www.tiktok.com/@_/video/7") == {
        "id": "https://www.tiktok.com/@_/video/7"
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f"ERROR: {BLOCKED}\n", BLOCKED),
        ("WARNING: one\nERROR: first\nERROR: last\n", "last"),
        ("Traceback (most recent call last): secret\n", "no answer and no reason"),
        ("", "no answer and no reason"),
    ],
)
@pytest.mark.parametrize("out", ["null", "", "{"])
async def test_a_run_without_an_answer_ends_with_its_error(written: str, said: str, out: str) -> None:
    script = "import sys; print(sys.argv[1]); sys.stderr.write(sys.argv[2]); sys.exit(1)"

    with pytest.raises(ExtractionError) as raised:
        await program(script, more=(out, written))("url")

    assert str(raised.value) == said


async def test_a_run_that_does_not_end_is_ended() -> None:
    began = time.monotonic()

    with pytest.raises(SourceDownError, match=r"more than 0\.2 s"):
        await program("import time; time.sleep(60)", box_s=0.2)("url")

    assert time.monotonic() - began < 20


async def test_a_run_that_is_given_up_is_ended_too(tmp_path: Path) -> None:
    script = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
    written = tmp_path / "pid"
    run = asyncio.create_task(program(script, more=(str(written),))("url"))
    async with asyncio.timeout(20):
        while not (written.exists() and written.read_text()):  # noqa: ASYNC110  a file rings no bell
            await asyncio.sleep(0.01)

    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run

    with pytest.raises(ProcessLookupError):
        os.kill(int(written.read_text()), 0)


async def test_no_more_than_two_run_at_once(tmp_path: Path) -> None:
    script = """
import pathlib, sys, time, uuid
here = pathlib.Path(sys.argv[1]); mine = here / uuid.uuid4().hex
mine.touch(); time.sleep(0.1); print(len(list(here.iterdir()))); mine.unlink()
"""
    run = program(script, more=(str(tmp_path),))

    found = await asyncio.gather(*(run("url") for _ in range(5)))

    assert max(found) <= 2


async def test_a_program_that_is_not_there_is_a_source_that_is_down() -> None:
    with pytest.raises(SourceDownError, match="cannot be started"):
        await Program(("/nowhere/yt-dlp",))("url")


async def test_the_program_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-token-that-nobody-may-see")
    script = "import json, os; print(json.dumps(dict(os.environ)))"

    told = await program(script)("url")

    assert "a-token-that-nobody-may-see" not in json.dumps(told)


def test_it_writes_no_files_and_reads_no_settings_or_cookies() -> None:
    wanted = {
        "--ignore-config",
        "--no-cache-dir",
        "--no-cookies",
        "--no-cookies-from-browser",
        "--no-plugin-dirs",
    }

    assert wanted | {"--skip-download", "--no-playlist", "--quiet"} <= set(COMMAND)
    assert COMMAND[-1] == "--"


def test_whether_it_is_installed_is_a_plain_answer() -> None:
    assert available() in {True, False}
