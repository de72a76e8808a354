"""`python -m bot check-sources` as a program: its arguments, how it ends, what a terminal sees."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.arguments import read
from tests.bot.checking import KEY, Checker, end_of
from tests.standins.source_server import SourceStandIn

POST, CODE = "7301234567890123456", "DCabcdefghi"
VIDEO, REEL = (
    f"https://www.tiktok.com/@anna.dances/video/{POST}?x=1",
    f"https://www.instagram.com/reel/{CODE}/",
)


@pytest.fixture
async def checker(tmp_path: Path) -> AsyncIterator[Checker]:
    async with SourceStandIn(KEY) as source:
        source.add_post("tiktok", POST, views=1_234_567)
        yield Checker(source, tmp_path)


async def test_settings_that_cannot_be_used_are_told(checker: Checker) -> None:
    ended = await checker.check(VIDEO, TIKTOK_SOURCES="myspace", HIKERAPI_API_KEY="very-secret key")

    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    assert "TIKTOK_SOURCES: " in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "there is no command 'nonsense'"),
        (["\x1b[31m"], r"there is no command '\x1b[31m'"),
        (["check-sources"], "LINK"),
        (["check-sources", VIDEO, REEL], "unrecognized arguments: https://www.instagram.com"),
        (["check-sources", "--js", VIDEO], "unrecognized arguments: --js"),
        (["check-sources", "--timeout", "nan", VIDEO], "'nan' is not a number of seconds up to 600"),
        (["check-sources", "--timeout", "0", VIDEO], "'0' is not a number of seconds up to 600"),
        (["--verbose"], "unrecognized arguments: --verbose"),
    ],
)
def test_other_arguments_are_refused_in_a_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        read(arguments)

    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert "`python -m bot check-sources LINK`" in err


async def test_the_program_itself_refuses_them_before_it_reads_settings(checker: Checker) -> None:
    ended = await checker.run("nonsense", STATUS_PORT="x")

    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith("there is no command 'nonsense'. ")


async def test_help_needs_no_settings(checker: Checker) -> None:
    ended = await checker.run("--help", STATUS_PORT="x")

    assert (ended.code, ended.err) == (0, "")
    assert "check-sources" in ended.out


async def test_ctrl_c_ends_it_at_once(checker: Checker) -> None:
    checker.source.fail("tikwm", "timeout")
    async with checker.started("check-sources", VIDEO) as child:
        await checker.source.wait_asked(2)
        child.send_signal(signal.SIGINT)

        ended = await end_of(child, 5)

    assert (ended.code, ended.err) == (130, "")


async def test_rows_come_before_the_last_answer(checker: Checker) -> None:
    checker.source.fail("scrapecreators", "timeout")
    async with checker.started("check-sources", VIDEO) as child:
        assert child.stdout is not None
        async with asyncio.timeout(20):
            lines = [await child.stdout.readline() for _ in range(4)]

        assert lines[-1].startswith(b"tikwm ")
        assert child.returncode is None


async def test_a_reader_who_leaves_is_no_fault(checker: Checker) -> None:
    checker.source.latency_s = 0.5
    async with checker.started("check-sources", VIDEO) as child:
        assert child.stdout is not None
        await child.stdout.readline()
        child._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]  # as `head -1` does

        code = await asyncio.wait_for(child.wait(), 20)
        assert child.stderr is not None
        assert (code, await child.stderr.read()) == (141, b"")


@pytest.mark.parametrize(("columns", "lead"), [(200, "tikwm           read"), (80, "tikwm: read after ")])
async def test_a_terminal_is_told_who_is_awaited(checker: Checker, columns: int, lead: str) -> None:
    checker.source.latency_s = 0.3

    code, written = await checker.on_screen(VIDEO, columns)

    assert code == 0
    assert "\r\x1b[Kwaiting for scrapecreators, tikwm (0 s) …" in written
    shown = [line.rpartition("\x1b[K")[2] for line in written.replace("\r\n", "\n").split("\n")]
    assert any(line.startswith(lead) for line in shown)
    assert not any("waiting" in line for line in shown)
    assert max(map(len, shown[2:-2])) < columns
