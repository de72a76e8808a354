"""Errors: each belongs to one family and keeps the values concerned."""

import pytest

from core.domain import errors
from core.domain.errors import (
    InputError,
    LinkError,
    MalformedError,
    MoneyFormatError,
    OtherSiteError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
    UserError,
    api,
)
from core.domain.terms import Outcome

KNOWN = {**vars(errors), **vars(api)}
FAMILIES = [kind for kind in KNOWN.values() if isinstance(kind, type) and issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", FAMILIES, ids=lambda kind: kind.__name__)
def test_every_error_is_a_persons_or_a_sources(kind: type[Exception]) -> None:
    assert issubclass(kind, UserError) is not issubclass(kind, SourceError)
    assert kind.__name__.endswith("Error")


def test_errors_keep_their_values() -> None:
    error = MoneyFormatError("1,0", "comma", "1.0")
    assert (error.text, error.problem, error.example) == ("1,0", "comma", "1.0")
    assert isinstance(error, InputError)
    assert isinstance(OtherSiteError("example.com"), LinkError)


def test_errors_of_equal_values_are_not_the_same_error() -> None:
    assert OtherSiteError("a") != OtherSiteError("a")
    assert len({OtherSiteError("a"), OtherSiteError("a")}) == 2


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (PostGoneError("x"), Outcome.NOT_FOUND),
        (PostGoneError("x", Outcome.PRIVATE), Outcome.PRIVATE),
        (PostGoneError("x", Outcome.DELETED, confirmed=True), Outcome.DELETED),
        (SourceBusyError("x"), Outcome.RATE_LIMITED),
        (SourceBusyError("x", 2.5), Outcome.RATE_LIMITED),
        (SourceDownError("x"), Outcome.UNAVAILABLE),
        (SourceKeyError("x"), Outcome.UNAVAILABLE),
        (MalformedError("x"), Outcome.MALFORMED),
        (UnsupportedError("x"), Outcome.UNSUPPORTED),
    ],
)
def test_a_sources_trouble_is_an_outcome(error: SourceError, outcome: Outcome) -> None:
    assert (str(error), error.outcome) == ("x", outcome)


def test_what_a_sources_trouble_carries() -> None:
    assert PostGoneError("x", confirmed=True).confirmed
    assert PostGoneError("x", Outcome.DELETED, confirmed=True).confirmed
    assert not PostGoneError("x").confirmed
    assert SourceBusyError("x", 2.5).retry_after_s == 2.5
    assert SourceBusyError("x").retry_after_s is None
