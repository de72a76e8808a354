"""Reasons of the program's own are said in the person's language; what people typed stays as it is."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from cogs import say, stored
from cogs.words import escape
from core.domain.lifecycle import Decision, GoodReading, at_window_end
from core.domain.settlements import payout_said
from core.domain.terms import Terms
from tests.fakes import NOON

DAY = timedelta(days=1)


def decisions() -> Iterator[Decision]:
    """Everything that the rule can say."""
    terms = Terms(Decimal("0.50"), 500_000)
    readings = [
        None,
        *(GoodReading(1, NOON, views, is_exact=exact) for views in (812, 1_200) for exact in (True, False)),
    ]
    for counted in readings:
        for agreed in (terms, None):
            for now in (NOON - DAY, NOON + DAY, NOON + 3 * DAY):
                yield at_window_end(
                    counted, minimum=1_000, terms=agreed, window_ends_at=NOON, now=now, grace=2 * DAY
                )


@pytest.mark.parametrize(
    ("reason", "german", "spanish"),
    [
        ("812 views, 1,000 needed", "812 Aufrufe, 1\u202f000 nötig", "812 vistas, hacen falta 1\u202f000"),
        ("450,000 views counted", "450\u202f000 Aufrufe gezählt", "450\u202f000 vistas contadas"),
        (
            "about 1,200 views (rounded by the source) counted, terms set",
            "etwa 1\u202f200 Aufrufe (von der Quelle gerundet) gezählt, Konditionen festgelegt",
            "unas 1\u202f200 vistas (redondeadas por la fuente) contadas, condiciones fijadas",
        ),
        (
            "handed in, the campaign's budget is used up",
            "eingereicht, das Budget der Kampagne ist aufgebraucht",
            "enviado, el presupuesto de la campaña se agotó",
        ),
        (
            "found on the page of @a_a, published by @bob, after its counting window was over",
            r"gefunden auf der Seite von @a\_a, veröffentlicht von @bob, nach dem Ende seines Zählzeitraums",
            r"encontrado en la página de @a\_a, publicado por @bob, después de terminar su plazo de conteo",
        ),
        ("rejection undone", "Ablehnung aufgehoben", "rechazo deshecho"),
        (payout_said(3, "Bank", "TX-1"), "Auszahlung #3, Bank, TX-1", "pago #3, Bank, TX-1"),
        ("bought *views*", r"bought \*views\*", r"bought \*views\*"),
    ],
)
def test_a_reason_in_each_language(reason: str, german: str, spanish: str) -> None:
    with say.speaking("de"):
        assert stored.reason(reason) == german
    with say.speaking("es"):
        assert stored.reason(reason) == spanish
    with say.speaking("fr"):
        assert stored.reason(reason) == escape(reason)


def test_text_of_others_inside_a_reason_is_escaped() -> None:
    with say.speaking("de"):
        said = stored.reason("payout #3 voided: @everyone **now**")

    assert said == "Auszahlung #3 storniert: @\u200beveryone \\*\\*now\\*\\*"


@pytest.mark.parametrize("language", ["de", "es"])
def test_whatever_the_rule_says_is_translated(language: str) -> None:
    for decision in decisions():
        with say.speaking(language):
            assert stored.reason(decision.reason) != escape(decision.reason), decision.reason
