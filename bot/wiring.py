"""From the settings to what the sources need."""

from pydantic import SecretStr

from bot.settings import Settings
from core.domain.terms import Platform
from providers.build import Config


def source_config(settings: Settings) -> Config:
    """Return what the sources need to know."""
    return Config(
        order={Platform.TIKTOK: settings.tiktok_sources, Platform.INSTAGRAM: settings.instagram_sources},
        scrapecreators_key=_key(settings.scrapecreators_api_key),
        scrapecreators_url=settings.scrapecreators_base_url,
        hikerapi_key=_key(settings.hikerapi_api_key),
        hikerapi_url=settings.hikerapi_base_url,
        tikwm_key=_key(settings.tikwm_api_key),
        tikwm_url=settings.tikwm_base_url,
        tiktok_url=settings.tiktok_base_url,
        instagram_url=settings.instagram_base_url,
    )


def _key(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
