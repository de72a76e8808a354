"""From the settings to what the sources need."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import SecretStr

from bot.settings import Settings
from core.domain.terms import Platform
from core.services.app import Pacing
from providers.build import Config, in_flight


def source_config(settings: Settings) -> Config:
    """Return what the sources need to know."""
    rates = {Platform.TIKTOK: settings.tiktok_rate, Platform.INSTAGRAM: settings.instagram_rate}
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
        rates={platform: rate for platform, rate in rates.items() if rate is not None},
    )


def pacing(settings: Settings, rates: Mapping[Platform, float]) -> Mapping[Platform, Pacing]:
    """Return how fast each platform is asked: as documented, or at its rate over all keys."""
    made = {
        Platform.TIKTOK: Pacing(settings.tiktok_batch_size, settings.tiktok_batch_pause.total_seconds()),
        Platform.INSTAGRAM: Pacing(1, settings.instagram_pause.total_seconds()),
    }
    for platform, rate in rates.items():
        made[platform] = replace(made[platform], rate=rate, in_flight=in_flight(rate))
    return made


def _key(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
