"""What can be said of a running post's earnings."""

from decimal import Decimal

import pytest

from core.domain.expected import Expected, expected
from core.domain.terms import Terms

TERMS = Terms(Decimal("0.50"), 500_000)


@pytest.mark.parametrize(
    ("views", "terms", "known", "said"),
    [
        (1_000, TERMS, {}, Expected.ESTIMATED),
        (999, TERMS, {}, Expected.TOO_FEW),
        (0, TERMS, {}, Expected.TOO_FEW),
        (None, TERMS, {}, Expected.UNREAD),
        (None, None, {}, Expected.UNREAD),
        (1_000, None, {}, Expected.NO_TERMS),
        (999, None, {}, Expected.TOO_FEW),
        (999, TERMS, {"is_spared": True}, Expected.ESTIMATED),
        (999, TERMS, {"is_fixed": True}, Expected.ESTIMATED),
        (999, None, {"is_fixed": True}, Expected.NO_TERMS),
        (5_000, TERMS, {"needs_person": True}, Expected.UNDECIDED),
        (None, None, {"needs_person": True}, Expected.UNDECIDED),
    ],
)
def test_what_can_be_said(
    views: int | None, terms: Terms | None, known: dict[str, bool], said: Expected
) -> None:
    facts = {"is_fixed": False, "is_spared": False, "needs_person": False} | known

    assert expected(views, terms, minimum=1_000, **facts) is said
