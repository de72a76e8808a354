"""Settings: every name the program reads, from the environment and `.env`."""

import difflib
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TIKTOK_SOURCES = ("scrapecreators", "tikwm", "ytdlp")
INSTAGRAM_SOURCES = ("hikerapi", "scrapecreators", "embed", "ytdlp")
UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
ENV_FILE = ".env"


class SettingsError(Exception):
    """The settings are wrong; one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def duration(value: object) -> object:
    """Read `6h`, `30s`, `1h30m`, `500ms`; above zero."""
    if not isinstance(value, str):
        return value
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", value)
    if not parts or "".join(number + unit for number, unit in parts) != value.replace(" ", ""):
        raise ValueError("a duration such as 6h, 30s or 1h30m is needed")
    span = sum((timedelta(**{UNITS[unit]: float(number)}) for number, unit in parts), timedelta())
    if not timedelta(0) < span <= timedelta(days=3650):
        raise ValueError("a duration above zero, and of ten years at most, is needed")
    return span


def address(value: str) -> str:
    """Read an address of the web."""
    if not re.fullmatch(r"https?://[^\s/]+(/[^\s]*)?", value):
        raise ValueError("an address that begins with http:// or https:// is needed")
    return value.rstrip("/")


Duration = Annotated[timedelta, BeforeValidator(duration)]
Address = Annotated[str, BeforeValidator(address)]
Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What the program reads from the environment and `.env`, and nothing else."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", hide_input_in_errors=True)

    discord_token: SecretStr | None = None
    discord_test_guild_id: int | None = Field(default=None, gt=0, lt=2**63)
    database_url: str = "sqlite+aiosqlite:///viewledger.db"
    status_host: str = "127.0.0.1"
    status_port: int = Field(default=8080, ge=0, le=65535)
    status_token: SecretStr | None = None
    public_url: Address | None = None
    tiktok_sources: Names = TIKTOK_SOURCES
    instagram_sources: Names = INSTAGRAM_SOURCES
    scrapecreators_api_key: SecretStr | None = None
    hikerapi_api_key: SecretStr | None = None
    tikwm_api_key: SecretStr | None = None
    scrapecreators_base_url: Address = "https://api.scrapecreators.com"
    hikerapi_base_url: Address = "https://api.hikerapi.com"
    tikwm_base_url: Address | None = None
    tiktok_base_url: Address = "https://www.tiktok.com"
    instagram_base_url: Address = "https://www.instagram.com"
    refresh_interval: Duration = timedelta(hours=6)
    post_final_interval: Duration = timedelta(days=1)
    watch_interval: Duration = timedelta(hours=6)
    loop_beat: Duration = timedelta(seconds=15)
    refresh_horizon: Duration = timedelta(days=30)
    measurement_grace: Duration = timedelta(hours=48)
    tiktok_batch_size: int = Field(default=10, ge=1, le=100)
    tiktok_batch_pause: Duration = timedelta(milliseconds=500)
    instagram_pause: Duration = timedelta(seconds=3)
    max_manual_refreshes_per_day: int = Field(default=100, ge=0, le=1_000_000)
    heartbeat_url: Address | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("an address that begins with sqlite+aiosqlite:/// or postgresql+asyncpg:// is needed")
        return value

    @field_validator("tiktok_sources", "instagram_sources", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value

    @field_validator("tiktok_sources")
    @classmethod
    def _tiktok(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, TIKTOK_SOURCES)

    @field_validator("instagram_sources")
    @classmethod
    def _instagram(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _known(value, INSTAGRAM_SOURCES)

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def secrets(self) -> list[str]:
        """Every secret value, to be kept out of logs."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def load(folder: Path | None = None) -> Settings:
    """Return the settings; raise `SettingsError` with a line for each fault, which holds no value of a secret."""
    file = (folder or Path()) / ENV_FILE
    faults = _unknown_names(file)
    try:
        settings = Settings(_env_file=file)  # type: ignore[call-arg]  # the library's own argument
    except ValidationError as error:
        faults += [_said(fault) for fault in error.errors()]
        raise SettingsError(faults) from error
    if faults:
        raise SettingsError(faults)
    return settings


def _known(names: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} is no source; these are: {', '.join(known)}")
    if len(set(names)) < len(names):
        raise ValueError("a source is named twice")
    return names


def _unknown_names(file: Path) -> list[str]:
    """Return a fault for each name in the file that is no setting."""
    known = [name.upper() for name in Settings.model_fields]
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    written = [found[1] for line in lines if (found := re.match(r"\s*(?:export\s+)?(\w+)\s*=", line))]
    return [_unknown(name, known) for name in written if name.upper() not in known]


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name.upper(), known, n=1)
    return f"{name}: no such setting" + (f"; did you mean {close[0]}?" if close else "")


def _said(fault: Mapping[str, Any]) -> str:
    """Return a library's fault as a sentence that names the setting."""
    name = str(fault["loc"][0]).upper()
    return f"{name}: {_sentence(fault['type'], fault.get('ctx', {}), fault['msg'])}"


def _sentence(kind: str, context: Mapping[str, Any], text: str) -> str:
    match kind:
        case "value_error":
            return str(context["error"])
        case "int_parsing" | "int_type" | "int_from_float":
            return "a whole number is needed"
        case "greater_than_equal" | "greater_than":
            return f"a number of {context.get('ge', 1)} or more is needed"
        case "less_than_equal" | "less_than":
            return f"a number of {context.get('le', context.get('lt'))} or less is needed"
        case "literal_error":
            return f"one of {context['expected']} is needed"
        case _:
            return text
