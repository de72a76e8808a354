"""The settings: every name in `.env.example`; nothing else reads the environment."""

import difflib
import logging
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

from dotenv.parser import Binding, parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import values

ENV_FILE = ".env"
ENCODING = "utf-8-sig"  # editors on Windows put a mark before the first name
INPROCESS, EXTERNAL = "inprocess", "external"
ALIKE = 0.8
"""How much an unknown name in `.env` must be like one of ours to be taken for a slip of the pen."""
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
LARGEST_ID = 2**63 - 1
MOST_REQUESTS = 100_000_000
TIKTOK = ("scrapecreators", "tikwm", "ytdlp")
INSTAGRAM = ("hikerapi", "scrapecreators", "embed", "ytdlp")

Secret = Annotated[SecretStr, BeforeValidator(values.secret)]
Secrets = Annotated[SecretStr, BeforeValidator(values.secrets)]
Rate = Annotated[float, BeforeValidator(values.rate)]
SecretAddress = Annotated[SecretStr, BeforeValidator(values.secret_address)]
Address = Annotated[str, BeforeValidator(values.web_address)]
Duration = Annotated[timedelta, BeforeValidator(values.duration)]
Names = tuple[str, ...]

logging.getLogger("dotenv").setLevel(logging.ERROR)  # its warnings are said here, as faults


class SettingsError(Exception):
    """Settings that cannot be used: one sentence for each fault, naming the setting."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _can_be_shared(workers: str, chosen: ValidationInfo) -> str:
    """Return who does the work; others can help only on a database that others can use."""
    url = chosen.data.get("database_url")
    if workers == EXTERNAL and url is not None and not url.get_secret_value().startswith(values.POSTGRESQL):
        raise ValueError(
            f"external needs PostgreSQL; set DATABASE_URL to {values.POSTGRESQL}USER:PASSWORD@HOST/NAME"
        )
    return workers


class Settings(BaseSettings):
    """What the person who runs the bot has chosen."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    discord_token: Secret | None = None
    discord_test_guild_id: Annotated[int, BeforeValidator(values.whole(1, LARGEST_ID))] | None = None
    discord_shards: Annotated[int | str, BeforeValidator(values.shards)] | None = None
    database_url: Annotated[SecretStr, BeforeValidator(values.database_url)] = SecretStr(
        "sqlite+aiosqlite:///viewledger.db"
    )
    workers: Annotated[
        str, BeforeValidator(values.one_of(INPROCESS, EXTERNAL)), AfterValidator(_can_be_shared)
    ] = INPROCESS

    status_host: Annotated[str, BeforeValidator(values.host)] = "127.0.0.1"
    status_port: Annotated[int, BeforeValidator(values.whole(0, 65535))] = 8080
    status_token: Secret | None = None
    public_url: Address | None = None

    tiktok_sources: Annotated[Names, NoDecode, BeforeValidator(values.names(TIKTOK))] = TIKTOK
    instagram_sources: Annotated[Names, NoDecode, BeforeValidator(values.names(INSTAGRAM))] = INSTAGRAM
    scrapecreators_api_key: Secrets | None = None
    hikerapi_api_key: Secrets | None = None
    tikwm_api_key: Secrets | None = None
    scrapecreators_base_url: Address = "https://api.scrapecreators.com"
    hikerapi_base_url: Address = "https://api.hikerapi.com"
    tikwm_base_url: Address | None = None
    tiktok_base_url: Address = "https://www.tiktok.com"
    instagram_base_url: Address = "https://www.instagram.com"

    refresh_interval: Duration = timedelta(hours=6)
    post_final_interval: Duration = timedelta(hours=24)
    watch_interval: Duration = timedelta(hours=6)
    loop_beat: Duration = timedelta(seconds=15)
    refresh_horizon: Duration = timedelta(days=30)
    measurement_grace: Duration = timedelta(hours=48)
    tiktok_batch_size: Annotated[int, BeforeValidator(values.whole(1, 100))] = 10
    tiktok_batch_pause: Duration = timedelta(milliseconds=500)
    instagram_pause: Duration = timedelta(seconds=3)
    tiktok_rate: Rate | None = None
    instagram_rate: Rate | None = None
    tiktok_requests_per_day: Annotated[int, BeforeValidator(values.whole(1, MOST_REQUESTS))] | None = None
    instagram_requests_per_day: Annotated[int, BeforeValidator(values.whole(1, MOST_REQUESTS))] | None = None
    max_manual_refreshes_per_day: Annotated[int, BeforeValidator(values.whole(0, 1_000_000))] = 100

    heartbeat_url: SecretAddress | None = None
    log_level: Annotated[
        str, BeforeValidator(values.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
    ] = "INFO"
    log_format: Annotated[str, BeforeValidator(values.one_of("text", "json"))] = "text"

    @model_validator(mode="before")
    @classmethod
    def _tidy(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Cut spaces around values; an empty one is one that is not set."""
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    def secrets(self) -> set[str]:
        """Return every text that must not be seen in logs, errors and answers."""
        held = [getattr(self, name) for name in type(self).model_fields if name != "database_url"]
        found = {value.get_secret_value() for value in held if isinstance(value, SecretStr)}
        for keys in (self.scrapecreators_api_key, self.hikerapi_api_key, self.tikwm_api_key):
            found |= set() if keys is None else set(keys.get_secret_value().split(","))
        return found | values.passwords(self.database_url.get_secret_value())


def load() -> Settings:
    """Return the settings in the environment and in `.env`, the environment first."""
    try:
        faults = _faults_of_file()
    except (OSError, UnicodeError) as error:
        raise SettingsError([f"{ENV_FILE} cannot be read as text: {type(error).__name__}"]) from None
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError(faults + [_sentence(fault) for fault in error.errors()]) from None
    if faults:
        raise SettingsError(faults)
    return settings


def _faults_of_file() -> list[str]:
    """Return a sentence for each line of `.env` that is none, and each name that is nearly one of ours."""
    if not Path(ENV_FILE).exists():
        return []
    text = Path(ENV_FILE).read_text(ENCODING)
    found = (_fault_of_line(line) for line in parse_stream(StringIO(text)))
    return [fault for fault in found if fault is not None]


def _fault_of_line(line: Binding) -> str | None:
    name, ours = line.key, [name.upper() for name in Settings.model_fields]
    if line.error or (name is not None and not NAME.fullmatch(name)):
        blank = len(line.original.string) - len(line.original.string.lstrip())
        number = line.original.line + line.original.string[:blank].count("\n")
        return f"{ENV_FILE} line {number} is not written NAME=value"
    if name is None or name.upper() in ours:
        return None
    alike = difflib.get_close_matches(name.upper(), ours, n=1, cutoff=ALIKE)
    return f"{name} is not a setting; did you mean {alike[0]}?" if alike else None


def _sentence(fault: Any) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
    words = re.sub(r"^Value error, ", "", str(fault["msg"]))
    return f"{name}: {words}"
