"""What is wrong with a key of the HTTP API, or with what a program asks."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.errors.base import UserError


class ApiError(UserError):
    """Something is wrong with a key of the API, or with what was asked with it."""


@dataclass(eq=False)
class KeyUnknownError(ApiError):
    """No key of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class KeyRevokedError(ApiError):
    """The key was revoked before."""

    key_id: int
    label: str
    revoked_at: datetime


@dataclass(eq=False)
class TooManyKeysError(ApiError):
    """The server has as many working keys as it may have."""

    limit: int


class CursorError(ApiError):
    """Text that is no cursor of this list, with these filters."""


class NotThereError(ApiError):
    """What was asked for is not there, or is not this server's: nobody is told which."""


class KeyReusedError(ApiError):
    """An idempotency key came again with another request."""


class StillAtItError(ApiError):
    """The same request is being worked on at this moment."""
