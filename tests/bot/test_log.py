"""What reaches the log: whole lines, UTC, and no secrets in any of them."""

import io
import json
import logging
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.log import Cleaner, JsonLines, TextLines, set_up

log = logging.getLogger("tests.log")
TOKEN = "NzEw.abc-DEF_ghi"
PASSWORD = "p/w @s+'s\\é"
STYLES = ["text", "json"]
FORGED = "2026-01-01T00:00:00.000+00:00 INFO bot: all is well"
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


class Stderr(io.StringIO):
    """What is written to stderr from the start of the log on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._patch = patch

    def start(self, style: str, *secrets: str, level: str = "INFO") -> None:
        self._patch.setattr(sys, "stderr", self)
        set_up(level, style, secrets)


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stderr]:
    root = logging.getLogger()
    level = root.level
    yield Stderr(monkeypatch)
    logging.captureWarnings(capture=False)
    root.setLevel(level)
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, TextLines | JsonLines):
            root.removeHandler(handler)


def fail(words: str) -> None:
    """Log an error whose traceback has these words, as its cause too."""
    try:
        try:
            _ = dict[str, str]()[words]
        except KeyError as error:
            raise ValueError(f"bad {words}") from error
    except ValueError:
        log.exception("it failed")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        PASSWORD,
        "p%2Fw%20%40s%2B%27s%5C%C3%A9",
        "p/w%20%40s%2B%27s%5C%C3%A9",
        "p%2Fw+%40s%2B%27s%5C%C3%A9",
    ],
)
def test_a_secret_is_hidden_wherever_it_is_said(style: str, written: str, stderr: Stderr) -> None:
    stderr.start(style, TOKEN, PASSWORD)

    log.info(f"one {written}.")  # noqa: G004  some libraries do
    log.info("two %s %r", written, {"key": written})
    log.warning("three %(key)s", {"key": [written]})
    log.info("four %s", json.dumps({"key": written}))
    fail(written)
    logging.getLogger("asyncio").error("five", exc_info=RuntimeError(written))

    told = stderr.getvalue()
    for word in (
        "one ***.",
        "two ***",
        "three ",
        "four ",
        "it failed",
        "bad ***",
        "five",
        "RuntimeError: ***",
    ):
        assert word in told
    for part in (TOKEN, "p/w", "%2F", "%2f", "s%5C", "\\\\é", "u00e9"):
        assert part not in told


def test_the_longer_of_two_secrets_is_hidden_whole() -> None:
    assert Cleaner(["abc", "abcdef"])("abcdef abc") == "*** ***"


def test_without_secrets_nothing_is_lost() -> None:
    assert Cleaner(["", ""])("DISCORD_TOKEN is not set") == "DISCORD_TOKEN is not set"


LIKE_SECRETS = [
    ("Authorization: Bearer s3cr3t", "Authorization: Bearer ***"),
    ("{'Authorization': 'Bot s3cr3t', 'Accept': '*/*'}", "{'Authorization': 'Bot ***', 'Accept': '*/*'}"),
    ('{"authorization": "Basic s3cr3t"}', '{"authorization": "Basic ***"}'),
    ("x-api-key: s3cr3t", "x-api-key: ***"),
    (
        "[(b'x-access-key', b's3cr3t'), (b'host', b'a.org')]",
        "[(b'x-access-key', b'***'), (b'host', b'a.org')]",
    ),
    ("{'X-RapidAPI-Key': 's3cr3t'}", "{'X-RapidAPI-Key': '***'}"),
    ("GET https://a.org/v1?key=s3cr3t&id=7", "GET https://a.org/v1?key=***&id=7"),
    ("https://a.org/?id=7&access_token=s3cr3t", "https://a.org/?id=7&access_token=***"),
    ("https://a.org/?api_key=s3cr3t, again", "https://a.org/?api_key=***, again"),
    ("https://a.org/?x-signature=s3cr3t%3D", "https://a.org/?x-signature=***"),
    ("https://a.org/?client-secret=s3cr3t)", "https://a.org/?client-secret=***)"),
    ("postgresql://h/n?password=s3cr3t", "postgresql://h/n?password=***"),
    ("POST /interactions/123/s3cr3t/callback", "POST /interactions/123/***/callback"),
    ("PATCH https://d.com/api/v10/webhooks/123/s3cr3t/messages/@original with {}",) * 2,
    ("postgresql+asyncpg://anna:s3cr3t@h/n", "postgresql+asyncpg://anna:***@h/n"),
    ("https://anna:s3cr3t@proxy.org:8080/", "https://anna:***@proxy.org:8080/"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("said", "shown"), LIKE_SECRETS)
def test_what_looks_like_a_secret_is_hidden(style: str, said: str, shown: str, stderr: Stderr) -> None:
    stderr.start(style)

    log.error("%s", said)
    fail(said)

    told = stderr.getvalue()
    assert "s3cr3t" not in told
    expected = shown.replace("s3cr3t", "***")
    first = told.splitlines()[0]
    assert (json.loads(first)["message"] if style == "json" else first).endswith(expected)


@pytest.mark.parametrize(
    "said",
    [
        "status on http://127.0.0.1:8080",
        "status on http://[::1]:8080, mail anna@example.org",
        "GET http://127.0.0.1:8080/@anna/video/7",
        "https://www.tiktok.com/@anna/video/71?lang=en&monkey=1",
        "the key is missing; authorization failed for 3 posts",
        "TikTok: tikwm is passed over, TIKWM_API_KEY is not set",
        "/webhooks/ and /interactions are addresses",
    ],
)
def test_what_is_no_secret_is_left_alone(said: str) -> None:
    assert Cleaner([])(said) == said


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("mark", BREAKS)
def test_a_line_break_cannot_forge_an_event(style: str, mark: str, stderr: Stderr) -> None:
    stderr.start(style)

    log.info("caption: %s", f"look{mark}{FORGED}")
    fail(f"{mark}{FORGED}")

    events = [line for line in stderr.getvalue().splitlines() if not line.startswith("    ")]
    assert len(events) == 2
    assert not any(line.startswith("2026-01-01") for line in events)


def test_nothing_steers_the_terminal(stderr: Stderr) -> None:
    stderr.start("text")

    log.info("\x1b[2J\x07\x9b1m tab\tand é stay")

    assert stderr.getvalue().rstrip("\n").endswith("\\x1b[2J\\x07\\x9b1m tab\tand é stay")
    assert stderr.getvalue().count("\n") == 1


def test_an_event_in_text_is_time_level_name_and_words(stderr: Stderr) -> None:
    stderr.start("text")

    log.warning("%s posts", 3)

    time, rest = stderr.getvalue().split(" ", 1)
    assert rest == "WARNING tests.log: 3 posts\n"
    assert is_now_in_utc(time)


def test_an_event_in_json_is_one_object(stderr: Stderr) -> None:
    stderr.start("json")

    log.info("%s said “héllo 👋”\n", "anna")
    log.info("half a letter \udcff")
    fail("here")

    first, half, failed = [json.loads(line) for line in stderr.getvalue().split("\n")[:-1]]
    assert is_now_in_utc(first.pop("time"))
    assert first == {"level": "INFO", "logger": "tests.log", "message": "anna said “héllo 👋”\n"}
    assert half["message"] == "half a letter \udcff"
    assert failed["message"] == "it failed"
    assert failed["error"].startswith("Traceback (most recent call last):\n")
    assert failed["error"].endswith("ValueError: bad here")


def test_a_traceback_in_text_is_set_in(stderr: Stderr) -> None:
    stderr.start("text")

    fail("here")

    first, *below = stderr.getvalue().splitlines()
    assert first.endswith("ERROR tests.log: it failed")
    assert below[0] == "    Traceback (most recent call last):"
    assert below[-1] == "    ValueError: bad here"
    assert all(line.startswith("    ") for line in below)


@pytest.mark.parametrize("style", STYLES)
def test_arguments_that_do_not_fit_are_told_without_secrets(style: str, stderr: Stderr) -> None:
    stderr.start(style, TOKEN)

    log.info("%d posts of %s", TOKEN, "anna")

    assert "%d posts of %s ('***', 'anna')" in stderr.getvalue()
    assert TOKEN not in stderr.getvalue()
    assert stderr.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
        ("CRITICAL", []),
    ],
)
def test_the_level_is_the_least_that_is_told(level: str, told: list[str], stderr: Stderr) -> None:
    stderr.start("text", level=level)

    for name in ("debug", "info", "warning", "error"):
        getattr(log, name)(name)

    assert [line.rsplit(": ", 1)[1] for line in stderr.getvalue().splitlines()] == told


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "discord.http", "sqlalchemy.engine", "alembic"])
def test_libraries_that_tell_too_much_are_quiet_at_any_level(name: str, stderr: Stderr) -> None:
    stderr.start("text", level="DEBUG")

    logging.getLogger(name).info("GET https://a.org")
    logging.getLogger(name).warning("refused")

    assert [line.rsplit(": ", 1)[1] for line in stderr.getvalue().splitlines()] == ["refused"]


def test_setting_up_again_leaves_one_line_for_each_event(stderr: Stderr) -> None:
    stderr.start("text")
    stderr.start("text")

    log.info("once")

    assert stderr.getvalue().count("once") == 1


def test_warnings_are_events(stderr: Stderr) -> None:
    stderr.start("json", TOKEN)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"old {TOKEN}", DeprecationWarning, stacklevel=1)

    told = json.loads(stderr.getvalue())
    assert (told["level"], told["logger"]) == ("WARNING", "py.warnings")
    assert "DeprecationWarning: old ***" in told["message"]


def is_now_in_utc(text: str) -> bool:
    time = datetime.fromisoformat(text)
    passed = datetime.now(UTC) - time  # noqa: TID251  the log asks the machine, too
    return time.utcoffset() == timedelta() and timedelta() <= passed < timedelta(seconds=20)
