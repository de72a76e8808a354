"""Where links to the endpoint's pages lead."""

from typing import Any

import pytest

from bot.__main__ import name_site
from bot.settings import Settings
from core.services.app import Site


@pytest.mark.usefixtures("no_settings")
@pytest.mark.parametrize(
    ("given", "port", "link", "is_public"),
    [
        (
            {"public_url": "https://views.example.org/bot/"},
            80,
            "https://views.example.org/bot/report/t",
            True,
        ),
        ({"public_url": "https://views.example.org"}, 80, "https://views.example.org/report/t", True),
        ({}, 8080, "http://127.0.0.1:8080/report/t", False),
        ({"status_host": "localhost", "status_port": 0}, 40_123, "http://localhost:40123/report/t", False),
        ({"status_host": "::1"}, 8080, "http://[::1]:8080/report/t", False),
    ],
)
def test_links_lead_where_people_reach_the_endpoint(
    given: dict[str, Any], port: int, link: str, is_public: bool
) -> None:
    site = Site()

    name_site(site, Settings(**given), port)

    assert (site.report("t"), site.is_public) == (link, is_public)
