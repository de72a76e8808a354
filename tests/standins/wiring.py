"""The settings with which the real program finds the stand-ins."""

from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import free_port
from tests.standins.source_server import SourceStandIn


def settings(source: SourceStandIn, discord: DiscordStandIn, **changes: str) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord.token,
        "STATUS_PORT": str(free_port()),
        "SCRAPECREATORS_API_KEY": source.key,
        "HIKERAPI_API_KEY": source.key,
        "SCRAPECREATORS_BASE_URL": source.url,
        "HIKERAPI_BASE_URL": source.url,
        "TIKWM_BASE_URL": source.url,
        "TIKTOK_BASE_URL": source.url,
        "INSTAGRAM_BASE_URL": source.url,
    } | changes
