"""Short links: nobody but the platforms themselves is ever asked, whatever a redirect says."""

import httpx
import pytest

from core.domain.errors import LinkExpiredError, SourceDownError
from providers.expand import HOSTS
from tests.providers.web import CODE, INSTAGRAM, TIKTOK, Asked, redirects

STRANGERS = [
    "https://evil.com/",
    "https://evil.com/@anna/video/7463250363559218474",
    "//evil.com/x",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/",
    "http://127.0.0.1:8080/",
    "http://[::1]/",
    "http://2130706433/",
    "http://localhost/",
    "https://www.tiktok.com@evil.com/",
    "https://evil.com@www.tiktok.com/t/ZTabc12/",
    "https://user:pass@www.tiktok.com/t/ZTabc12/",
    "https://www.tiktok.com.evil.com/",
    "https://evil-tiktok.com/",
    "https://evilwww.tiktok.com/",
    "https://www.tiktok.com:8443/t/ZTabc12/",
    "https://www.tiktok.com:80/t/ZTabc12/",
    "https://www.tiktok.com./t/ZTabc12/",
    "https://www.tiktok.com\\@evil.com/",
    "https://www.tikt\u043ek.com/t/ZTabc12/",  # a Cyrillic letter that looks like an o
    "https://www.xn--tiktk-0mf.com/t/ZTabc12/",
    "https://www.tiktok.com\u2024evil.com/",
    "https://127.0.0.1.nip.io/",  # names that lead to this machine, and to the net it is in
    "https://localtest.me/",
    "https://10.0.0.1.sslip.io/t/ZTabc12/",
    "https://evil.com#www.tiktok.com/",
    "https://evil.com?www.tiktok.com/",
    "https://www.instagram.com/reel/DF5s0duxDts/",
    "ftp://www.tiktok.com/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "snssdk1233://aweme/detail/7463250363559218474",
]


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_nobody_else_is_ever_asked(stranger: str) -> None:
    asked = Asked(redirects({CODE: stranger}))

    with pytest.raises((LinkExpiredError, SourceDownError)):
        await asked.expand(CODE)

    assert asked.urls == [CODE]


@pytest.mark.parametrize(
    "stranger", [*STRANGERS[:1], *STRANGERS[3:], "http://vm.tiktok.com/ZMabc12/", "https://["]
)
async def test_nobody_else_is_asked_first_either(stranger: str) -> None:
    asked = Asked(redirects({}))

    with pytest.raises(LinkExpiredError):
        await asked.expand(stranger)

    assert asked.urls == []


@pytest.mark.parametrize("status", [300, 304, 305, 306])
@pytest.mark.parametrize(
    "location", ["https://[", "https://www.tiktok.com\u2100.evil.com/", "https://evil.com/"]
)
async def test_odd_redirects_to_nonsense_are_refused(status: int, location: str) -> None:
    asked = Asked(lambda request: httpx.Response(status, headers=[(b"Location", location.encode())]))

    with pytest.raises((LinkExpiredError, SourceDownError)):
        await asked.expand(CODE)

    assert asked.urls == [CODE]


async def test_another_base_cannot_be_redirected_to() -> None:
    base = "http://127.0.0.1:8099"
    asked = Asked(redirects({f"{base}/ZMabc12/": f"{base}/@anna/video/7463250363559218474"}), {TIKTOK: base})

    with pytest.raises(LinkExpiredError):
        await asked.expand(CODE)

    assert asked.urls == [f"{base}/ZMabc12/"]


def test_the_hosts_are_names_of_the_platforms_own() -> None:
    sites = {TIKTOK: ("tiktok.com", "tiktokv.com"), INSTAGRAM: ("instagram.com", "instagr.am")}

    for platform, hosts in HOSTS.items():
        assert {".".join(host.split(".")[-2:]) for host in hosts} == set(sites[platform])
