"""Secrets among the settings: known as such, and never told, however wrong they are."""

import traceback

import pytest

from bot.settings import Settings, SettingsError, load
from tests.bot.settled import SECRETS, faults

pytestmark = pytest.mark.usefixtures("no_settings")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)

    settings = load()

    assert settings.hikerapi_api_key is not None
    assert "secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert settings.secrets() == {
        *(SECRETS[name] for name in SECRETS if name != "DATABASE_URL"),
        *("secret%2Dpassword", "secret-password"),
    }


def test_each_of_several_keys_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIKERAPI_API_KEY", "first-key, second-key")
    monkeypatch.setenv("STATUS_TOKEN", "token,with-comma")

    settings = load()

    assert settings.hikerapi_api_key is not None
    assert settings.hikerapi_api_key.get_secret_value() == "first-key,second-key"
    assert settings.secrets() == {"first-key", "second-key", "first-key,second-key", "token,with-comma"}


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("u:pw@h/n", {"pw"}),
        ("u:p/q#r?s@h/n", {"p/q#r?s"}),
        ("h/n?password=p%2Fw&ssl=1", {"p%2Fw", "p/w"}),
        ("u@h/n", set()),
        ("u:@h/n", set()),
        ("/n?host=/run", set()),
    ],
)
def test_the_password_is_found_wherever_it_stands(
    address: str, hidden: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://{address}")

    assert load().secrets() == hidden


@pytest.mark.parametrize("name", SECRETS)
def test_a_bad_secret_is_not_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "mysql://hunter2 hunter2")

    with pytest.raises(SettingsError) as caught:
        load()

    assert caught.value.faults[0].startswith(f"{name}: ")
    assert "hunter2" not in f"{''.join(traceback.format_exception(caught.value))} {caught.value!r}"


@pytest.mark.parametrize(
    "name", sorted(name for name in Settings.model_fields if name.upper() not in SECRETS)
)
def test_a_key_in_the_wrong_line_is_not_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "_".join(["hunter2"] * 9)
    monkeypatch.setenv(name.upper(), key)

    told = faults()

    assert [fault.split(":")[0] for fault in told] == [name.upper()]
    assert key not in told[0]
