"""Who is asking over HTTP: this machine or a holder of the token, who are told everything, or a stranger."""

import binascii
import hmac
import ipaddress
from base64 import b64decode

from aiohttp import web

MARKS_OF_PROXIES = ("Forwarded", "Via", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP")
"""Headers, with all that begin with X-Forwarded-, of which one means that the caller is somewhere else."""


def is_trusted(request: web.Request, token: str | None) -> bool:
    """Whether the caller is told everything.

    The token comes as a bearer's, or as the password of any name, which is how browsers ask for one.
    """
    if token and hmac.compare_digest(_given(request), token.encode()):
        return True
    return is_loopback(request.remote) and is_for_loopback(request.host) and not is_forwarded(request)


def _given(request: web.Request) -> bytes:
    """Return the secret that was sent, empty when none was."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    sent = given.strip().encode(errors="surrogateescape")
    if scheme.lower() == "bearer":
        return sent
    if scheme.lower() != "basic":
        return b""
    try:
        return b64decode(sent, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def is_loopback(address: str | None) -> bool:
    """Whether the caller is on this machine."""
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def is_for_loopback(host: str) -> bool:
    """Whether the caller asked for this machine by a name of its own, as no web page elsewhere can.

    A page whose name was pointed at this machine, or a proxy that passes the name on, says another.
    """
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.lower() == "localhost" or is_loopback(name)


def is_forwarded(request: web.Request) -> bool:
    """Whether a proxy stands between."""
    return any(name.lower().startswith("x-forwarded-") for name in request.headers) or any(
        name in request.headers for name in MARKS_OF_PROXIES
    )
