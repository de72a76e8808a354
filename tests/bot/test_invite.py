"""`python -m bot invite`: the link that Discord's own client opens, with no more than is needed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from discord.http import Route
from pydantic import SecretStr

from bot import invite
from bot.one_off import CommandError
from bot.settings import Settings
from cogs.refusals_setup import ADMIN_PERMISSIONS
from tests.standins.discord_server import DiscordStandIn

WANTED = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16)
"""View channel, send messages, embed links, attach files, read message history."""


async def invited(token: str | None) -> int:
    return await invite.run(Settings(_env_file=None, discord_token=token and SecretStr(token)))


async def test_the_link_names_this_bot_and_no_more_than_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with DiscordStandIn() as discord:
        monkeypatch.setattr(Route, "BASE", f"{discord.url}/api/v10")
        assert await invited(discord.token) == 0

    link, _, *asked = capsys.readouterr().out.splitlines()
    address, query = urlsplit(link), parse_qs(urlsplit(link).query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://discord.com/oauth2/authorize"
    assert query["client_id"] == [str(discord.state.application_id)]
    assert query["scope"] == ["bot applications.commands"]
    assert query["permissions"] == [str(WANTED)]
    assert asked[1].startswith("  View Channel: ")


async def test_a_token_that_discord_refuses_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async with DiscordStandIn() as discord:
        monkeypatch.setattr(Route, "BASE", f"{discord.url}/api/v10")
        with pytest.raises(CommandError, match="Discord refuses DISCORD_TOKEN"):
            await invited("another-token")


async def test_without_a_token_nobody_is_asked() -> None:
    with pytest.raises(CommandError, match="DISCORD_TOKEN is not set"):
        await invited(None)


def test_it_asks_for_what_is_looked_for_in_channels() -> None:
    assert set(invite.NEEDED) == set(ADMIN_PERMISSIONS)
