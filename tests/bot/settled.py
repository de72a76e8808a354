"""What tests of the settings share: those that are secret, and what is wrong with what is set."""

import pytest

from bot.settings import SettingsError, load

SECRETS = {
    "DISCORD_TOKEN": "secret-discord",
    "STATUS_TOKEN": "secret-status",
    "SCRAPECREATORS_API_KEY": "secret-scrapecreators",
    "HIKERAPI_API_KEY": "secret-hikerapi",
    "TIKWM_API_KEY": "secret-tikwm",
    "HEARTBEAT_URL": "https://hc.example.org/secret-heartbeat/",
    "DATABASE_URL": "postgresql+asyncpg://u:secret%2Dpassword@h/n",
}


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load()
    return caught.value.faults
