"""What is wrong with a value that was typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors.base import UserError
from core.domain.terms import Platform


class InputError(UserError):
    """A value that was typed."""


@dataclass(eq=False)
class MoneyFormatError(InputError):
    """Not an amount; `example` is a right form.

    `problem` is empty, comma, sign, shape, currency, decimals, zero or large.
    """

    text: str
    problem: str
    example: str


@dataclass(eq=False)
class CurrencyError(InputError):
    """Not an ISO 4217 currency code."""

    text: str


@dataclass(eq=False)
class NumberRangeError(InputError):
    """A whole number out of its range, both ends inclusive; `name` is the option's name."""

    name: str
    value: int
    low: int
    high: int


@dataclass(eq=False)
class NumberFormatError(InputError):
    """Not a whole number; `name` is the option's name, `example` a right form."""

    name: str
    text: str
    example: str


@dataclass(eq=False)
class HandleError(InputError):
    """Not a handle of the platform."""

    text: str
    platform: Platform


@dataclass(eq=False)
class TextLengthError(InputError):
    """Empty or too long; `name` is the option's name."""

    name: str
    length: int
    limit: int


@dataclass(eq=False)
class IdFormatError(InputError):
    """Not a Discord id."""

    text: str


@dataclass(eq=False)
class NothingToChangeError(InputError):
    """A command that changes what is given was given nothing; `options` are the ones it takes."""

    options: Sequence[str]


class NoteChangedError(InputError):
    """Somebody changed the note after it was shown; nothing was overwritten."""


@dataclass(eq=False)
class TooManyLinksError(InputError):
    """More links than one go takes."""

    count: int
    limit: int
