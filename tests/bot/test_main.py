"""The program without Discord: how it starts, what it says, how it ends."""

import asyncio
import socket

from tests.bot.running import Bot, ends_at_start
from tests.standins.process import free_port


async def test_without_a_token_it_runs_without_discord() -> None:
    async with Bot() as bot:
        await bot.wait_line("DISCORD_TOKEN is not set: running without Discord")
        live, ready, health = [await bot.ask(path) for path in ("/livez", "/readyz", "/health")]
        ended = await bot.terminate(timeout_s=10)

    assert live == (200, {"status": "pass"})
    assert ready == (200, {"status": "pass", "failing": [], "degraded": []})
    assert (health[0], health[1]["status"], health[1]["gateway"]) == (200, "pass", {"configured": False})
    assert {loop["name"] for loop in health[1]["loops"]} == {
        "budgets",
        *("refresh tiktok", "refresh instagram", "watch tiktok", "watch instagram"),
        *("link tiktok", "link instagram", "decisions", "ledger", "sources", "rollups", "retention"),
    }
    assert ended == 0
    assert bot.lines[-1].endswith(" INFO bot: stopping")
    assert bot.events("WARNING", "ERROR", "CRITICAL") == []


async def test_ctrl_c_is_an_end_like_any_other() -> None:
    async with Bot() as bot:
        await bot.wait_line("running without Discord")
        bot.interrupt()

        assert await bot.wait_end(timeout_s=10) == 0
    assert bot.events("WARNING", "ERROR", "CRITICAL") == []


async def test_settings_that_cannot_be_used_are_told_line_by_line() -> None:
    async with ends_at_start(
        STATUS_PORT="x", LOG_LEVEL="loud", HIKERAPI_API_KEY="very-secret key", DATABASE_URL="very-secret"
    ) as bot:
        assert bot.returncode == 2
        assert sorted(line.partition(":")[0] for line in bot.lines) == [
            *("DATABASE_URL", "HIKERAPI_API_KEY", "LOG_LEVEL", "STATUS_PORT"),
        ]


UNUSABLE = [
    ("sqlite+aiosqlite:///nowhere/views.db", "unable to open database file"),
    ("sqlite+aiosqlite:///.", "unable to open database file"),
    ("sqlite+aiosqlite:///garbage.db", "file is not a database"),
    ("postgresql+asyncpg://u:very-secret@127.0.0.1:{port}/n", "Connect call failed"),
    ("postgresql+asyncpg://u:very-secret@nowhere.invalid/n", "[Errno"),
]


async def start_on(url: str, words: str) -> None:
    bot = Bot(DATABASE_URL=url.format(port=free_port()))
    (bot.folder / "garbage.db").write_bytes(b"no database at all\n" * 500)
    async with bot:
        assert await bot.wait_end() == 1
        assert len(bot.lines) == 1, bot.text
        assert " ERROR bot: The database cannot be opened or upgraded: " in bot.text
        assert words in bot.text


async def test_a_database_that_cannot_be_used_is_told_in_one_line() -> None:
    await asyncio.gather(*(start_on(url, words) for url, words in UNUSABLE))


async def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with ends_at_start(STATUS_PORT=port) as bot:
            assert bot.returncode == 1
            (line,) = bot.events("WARNING", "ERROR", "CRITICAL")
    assert f" ERROR bot: The status endpoint cannot listen on 127.0.0.1:{port}: " in line
    assert "address already in use" in line.lower()


async def test_a_server_that_does_not_answer_holds_up_no_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        async with Bot(DATABASE_URL=f"postgresql+asyncpg://u:very-secret@127.0.0.1:{port}/n") as bot:
            caller, _ = await asyncio.get_running_loop().run_in_executor(None, silent.accept)
            with caller:
                assert await bot.terminate(timeout_s=10) == 0
