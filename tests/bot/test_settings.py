"""Settings: what a person types, and the one sentence for each thing that cannot be used."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import Settings, load
from tests.bot.settled import faults

pytestmark = pytest.mark.usefixtures("no_settings")


NO_ADDRESS = "is not an address like https://example.org"
NOT_BARE = "holds more than an address like https://example.org: no password, ? or #"
NO_KEY = "has a space, a quote or a character that no key has; paste it again, without any prefix"
NO_KEY_THERE = "has a comma with no key before or after it"
BAD_RATE = '"{}" is not a number of requests a second from 0.001 to 1000, like 5 or 0.5'
NO_SPAN = '"{}" is not a time span; write it like 6h, 30s, 500ms or 1h30m'
BAD_SPAN = '"{}" is not between 1ms and 3650d'
BAD_ID = '"{}" is not a whole number from 1 to 9223372036854775807'
BAD_PORT = '"{}" is not a whole number from 0 to 65535'
BAD_REQUESTS = '"{}" is not a whole number from 1 to 100000000'
BAD_HOST = '"{}" is not a host name or address like 127.0.0.1'
BAD_LEVEL = '"{}" is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL'
TIKTOK, INSTAGRAM = "scrapecreators, tikwm, ytdlp", "hikerapi, scrapecreators, embed, ytdlp"
OTHER_BASE = "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"
NO_FILE = "needs a file, like sqlite+aiosqlite:///viewledger.db"
NO_HOST = "is not like postgresql+asyncpg://USER:PASSWORD@HOST/NAME; write an @ in a password as %40"
ARABIC_ONE, WIDE_ONE = "\u0661", "\uff11"

NO_POSTGRESQL = "external needs PostgreSQL; set DATABASE_URL to postgresql+asyncpg://USER:PASSWORD@HOST/NAME"
FAULTS = [
    # settings, the sentence for each of the texts
    ("REFRESH_INTERVAL", NO_SPAN, ["soon", "6", "-6h", "6hours", "1e9s", "h", "6h,"]),
    ("LOOP_BEAT", NO_SPAN, [f"{ARABIC_ONE}h", "100us", "6h30", "0x1h"]),
    ("MEASUREMENT_GRACE", BAD_SPAN, ["0h", "0.9ms", "3651d", "3650d1ms", "999999999d999999999d"]),
    ("DISCORD_TEST_GUILD_ID", BAD_ID, ["0", "-1", "1.5", "studio", WIDE_ONE, "9223372036854775808"]),
    ("DISCORD_SHARDS", '"{}" is not a whole number from 1 to 1000, nor auto', ["0", "1001", "many", "2.0"]),
    ("STATUS_PORT", BAD_PORT, ["-1", "65536", "http", "80.0", "+80", "8_0"]),
    ("TIKTOK_BATCH_SIZE", '"{}" is not a whole number from 1 to 100', ["0", "-5", "101"]),
    ("MAX_MANUAL_REFRESHES_PER_DAY", '"{}" is not a whole number from 0 to 1000000', ["-1", "1000001"]),
    ("TIKTOK_RATE INSTAGRAM_RATE", BAD_RATE, ["0", "-1", "fast", "1000.1", "5/s", "1e3", "0.0009", "nan"]),
    ("SCRAPECREATORS_API_KEY HIKERAPI_API_KEY TIKWM_API_KEY", NO_KEY_THERE, ["abc,", ",abc", "a,,b", ","]),
    ("SCRAPECREATORS_API_KEY HIKERAPI_API_KEY TIKWM_API_KEY", "holds the same key twice", ["abc, abc"]),
    ("TIKTOK_REQUESTS_PER_DAY", BAD_REQUESTS, ["0", "-1", "100000001", "5,000", "2e3"]),
    ("INSTAGRAM_REQUESTS_PER_DAY", BAD_REQUESTS, ["0", "many"]),
    ("STATUS_HOST", BAD_HOST, ["not a host", "http://host", "host:80", "a..b", "*"]),
    ("STATUS_HOST", BAD_HOST.replace('"{}"', "what is set (64 characters)"), ["a" * 64]),
    ("PUBLIC_URL HEARTBEAT_URL", NO_ADDRESS, ["example.org", "ftp://x.org", "https://", "https://a b"]),
    (
        "TIKWM_BASE_URL HIKERAPI_BASE_URL",
        NO_ADDRESS,
        ["https://x:0", "https://[::1", "//x.org", "https://.."],
    ),
    ("SCRAPECREATORS_BASE_URL", NO_ADDRESS, ["https://x:abc", "https://x:99999", "http://:80"]),
    ("INSTAGRAM_BASE_URL", NOT_BARE, ["https://anna:pw@x.org", "https://x.org?a=1", "https://x.org/#top"]),
    ("DATABASE_URL", OTHER_BASE, ["sqlite:///x.db", "postgres://h/n", "mysql://u:pw@h/n", "x.db"]),
    ("DATABASE_URL", NO_FILE, [f"sqlite+aiosqlite:///{name}" for name in ("", ":memory:", "?a=b")]),
    ("DATABASE_URL", NO_FILE, ["sqlite+aiosqlite:///file:x?mode=memory&uri=true"]),
    ("DATABASE_URL", NO_HOST, [f"postgresql+asyncpg://{rest}" for rest in ("u:p@h:x/n", "u:p@s@h/n")]),
    ("DATABASE_URL", NO_HOST, [f"postgresql+asyncpg://{rest}" for rest in ("u:p@[::1/n", "h/n/m")]),
    ("WORKERS", '"{}" is not one of inprocess, external', ["many", "2"]),
    ("WORKERS", NO_POSTGRESQL, ["external", "External"]),
    ("TIKTOK_SOURCES", f"name each of {TIKTOK} at most once, and one at least", ["tikwm,tikwm", ", ,"]),
    ("INSTAGRAM_SOURCES", f"name each of {INSTAGRAM} at most once, and one at least", ["embed,EMBED"]),
    ("TIKTOK_SOURCES", f'"acme" is not one of {TIKTOK}', ["tikwm,acme", "ACME"]),
    ("INSTAGRAM_SOURCES", f'"{{}}" is not one of {INSTAGRAM}', ["tikwm", "hikerapi;embed"]),
    ("LOG_LEVEL", BAD_LEVEL, ["loud", "20"]),
    ("LOG_LEVEL", BAD_LEVEL.format("INFO?forged"), ["INFO\nforged"]),
    ("LOG_FORMAT", '"{}" is not one of text, json', ["xml"]),
    ("DISCORD_TOKEN STATUS_TOKEN HIKERAPI_API_KEY", NO_KEY, ["Bot abc", '"abc"', "\xe4bc", "a\nb", "a\x7f"]),
    ("SCRAPECREATORS_API_KEY TIKWM_API_KEY", NO_KEY, ["two words", "'quoted'", "good,two words"]),
]
EACH_FAULT = [
    (name, text, f"{name}: {sentence.format(text)}")
    for names, sentence, texts in FAULTS
    for name in names.split()
    for text in texts
]

GOOD = [
    ("REFRESH_INTERVAL", "1h30m", timedelta(minutes=90)),
    ("REFRESH_INTERVAL", "6H", timedelta(hours=6)),
    ("TIKTOK_BATCH_PAUSE", "1ms", timedelta(milliseconds=1)),
    ("REFRESH_HORIZON", "3650d", timedelta(days=3650)),
    ("INSTAGRAM_PAUSE", "1.5s 500ms", timedelta(seconds=2)),
    ("DISCORD_TEST_GUILD_ID", "9223372036854775807", 2**63 - 1),
    ("DISCORD_SHARDS", "Auto", "auto"),
    ("DISCORD_SHARDS", "2", 2),
    ("TIKTOK_RATE", "5", 5.0),
    ("INSTAGRAM_RATE", "0.5", 0.5),
    ("STATUS_PORT", "0", 0),
    ("STATUS_PORT", "65535", 65535),
    ("STATUS_HOST", "::1", "::1"),
    ("STATUS_HOST", "bot.internal", "bot.internal"),
    ("MAX_MANUAL_REFRESHES_PER_DAY", "0", 0),
    ("TIKTOK_REQUESTS_PER_DAY", "5000", 5_000),
    ("INSTAGRAM_REQUESTS_PER_DAY", "", None),
    ("TIKTOK_SOURCES", " YTDLP , tikwm,", ("ytdlp", "tikwm")),
    ("PUBLIC_URL", "https://views.example.org/bot/", "https://views.example.org/bot"),
    ("HIKERAPI_BASE_URL", "http://[::1]:8080", "http://[::1]:8080"),
    ("LOG_LEVEL", "debug", "DEBUG"),
    ("LOG_FORMAT", "JSON", "json"),
    ("SCRAPECREATORS_BASE_URL", "  ", "https://api.scrapecreators.com"),
]

DATABASES = [
    "sqlite+aiosqlite:///views.db",
    "sqlite+aiosqlite:////var/lib/my views/views.db",
    "postgresql+asyncpg://u:p%40ss@db.internal:5432/views",
    "postgresql+asyncpg://u:p/q#r?s@db/views",
    "postgresql+asyncpg://postgres@/views?host=/run/postgresql",
    "postgresql+asyncpg://u:p@[::1]/views?ssl=require",
]


@pytest.mark.parametrize(("name", "typed", "fault"), EACH_FAULT)
def test_what_cannot_be_used_is_one_sentence_that_names_the_setting(
    name: str, typed: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, typed)

    assert faults() == [fault]


@pytest.mark.parametrize(("name", "typed", "meant"), GOOD)
def test_what_is_typed_well_is_read(
    name: str, typed: str, meant: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, typed)

    assert getattr(load(), name.lower()) == meant


@pytest.mark.parametrize("url", DATABASES)
def test_database_addresses(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    assert load().database_url.get_secret_value() == url


def test_workers_can_be_elsewhere_on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://u:secret@h/n")
    monkeypatch.setenv("WORKERS", "EXTERNAL")

    assert load().workers == "external"


def test_every_setting_that_can_be_wrong_is_in_the_table() -> None:
    never_wrong = {"TIKTOK_BASE_URL", "WATCH_INTERVAL", "POST_FINAL_INTERVAL"}  # as their neighbours are
    tried = {name for name, *_ in EACH_FAULT} | {name for name, *_ in GOOD} | never_wrong

    assert {name.upper() for name in Settings.model_fields} == tried


def test_each_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUS_PORT", "x")
    monkeypatch.setenv("LOG_LEVEL", "y")
    monkeypatch.setenv("LOOP_BEAT", "z")
    Path(".env").write_text("DISCORD_TOKN=abc\nSTATUS_HOST=no host\n")

    told = faults()

    assert [re.split(r"[: ]", fault)[0] for fault in told] == [
        *("DISCORD_TOKN", "STATUS_HOST", "STATUS_PORT", "LOOP_BEAT", "LOG_LEVEL"),
    ]
    assert not any("\n" in fault for fault in told)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("DISCORD_TOKN=abc", "DISCORD_TOKN is not a setting; did you mean DISCORD_TOKEN?"),
        ("status_prot=1", "status_prot is not a setting; did you mean STATUS_PORT?"),
        ("HIKERAPI_KEY=abc", "HIKERAPI_KEY is not a setting; did you mean HIKERAPI_API_KEY?"),
        ("LOGLEVEL=DEBUG", "LOGLEVEL is not a setting; did you mean LOG_LEVEL?"),
        ("STATUS_PORT: 81", ".env line 1 is not written NAME=value"),
        ("# first\n\nSTATUS_TOKEN='open", ".env line 3 is not written NAME=value"),
        ("LOG_LEVEL=INFO\n\x00\x01\x02", ".env line 2 is not written NAME=value"),
    ],
)
def test_a_line_of_the_file_that_would_be_passed_over_is_a_fault(
    line: str, fault: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text(line)

    assert faults() == [fault]
    assert capfd.readouterr() == ("", "")


def test_what_others_keep_in_the_file_is_no_fault() -> None:
    Path(".env").write_text(
        "COMPOSE_PROJECT_NAME=views\nPOSTGRES_PASSWORD='a b'\nexport STATUS_PORT=81 # mine\n"
    )

    assert load().status_port == 81


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "STATUS_PORT=81".encode("utf-16"), b"LOG_LEVEL=\xe9"])
def test_a_file_that_is_no_text_is_one_fault(content: bytes) -> None:
    Path(".env").write_bytes(content)

    assert faults() == [".env cannot be read as text: UnicodeDecodeError"]


def test_a_folder_in_the_place_of_the_file_is_a_fault() -> None:
    Path(".env").mkdir()

    assert faults() == [".env cannot be read as text: IsADirectoryError"]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfSTATUS_PORT=81\r\nLOG_LEVEL=ERROR\r\n", b"status_port=81"])
def test_files_of_windows_and_small_letters_are_read(content: bytes) -> None:
    Path(".env").write_bytes(content)

    assert load().status_port == 81


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("STATUS_PORT=81\nLOG_LEVEL=ERROR\n")
    monkeypatch.setenv("STATUS_PORT", "82")

    settings = load()

    assert (settings.status_port, settings.log_level) == (82, "ERROR")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_empty_means_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = load()
    monkeypatch.setenv(name.upper(), "")
    Path(".env").write_text(f"{name.upper()}=\n")

    assert load() == default
