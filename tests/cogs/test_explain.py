"""`/explain` in Discord: every kind of receipt in words, who may see it, and that all of it fits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from cogs import explain, render, render_explain, render_receipt_facts
from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Verdict
from core.domain.receipts import Difference, Mismatch
from core.domain.terms import PostKind, PostStatus, Terms, TrackingStatus
from core.services.shown_explained import (
    Considered,
    DecidedLine,
    HoldLine,
    Receipt,
    TermsFrom,
    TermsLine,
)
from tests.cogs.receipts import AHEAD, COUNTED, END, ENTRY, PAID, POST, RECEIPT, RUNNING, TERMS, told
from tests.cogs.test_limits import check, wild
from tests.fakes import NOON


def test_a_finalized_post_writes_the_sum_out() -> None:
    shown = told(RECEIPT)

    assert shown[""].splitlines() == [
        "**225.00 USD** earned:",
        "`min(450,000, 500,000) \u00d7 0.50 / 1,000 = 225.00 USD`",
    ]
    assert shown["Counted reading"].splitlines()[:2] == [
        "**450,000 views**",
        "from `tikwm` (`play_count`), exact, reading `#5`",
    ]
    assert shown["Counted reading"].endswith("37 min after the window's end")
    assert shown["Readings considered"].splitlines() == [
        "14 good readings from 24 h before to 48 h after the window's end; the nearest one counts.",
        "· 449,000 views, 5 h 22 min before the window's end, `tikwm`",
    ]
    assert "From version 2 of the creator's deal, made by <@11>" in shown["Terms"]
    assert shown["Decision"].startswith("**Finalized** by the rule <t:")
    assert shown["Ledger"].splitlines()[0] == "Still owed: **225.00 USD**"
    assert "`#3` earned **+225.00 USD**" in shown["Ledger"]
    assert shown["Ledger"].endswith("`ab12cd34`")
    assert "Does not add up" not in shown
    assert render_explain.receipt(RECEIPT)[1] == []


@pytest.mark.parametrize(
    ("views", "cap", "cpm", "minor", "line"),
    [
        (600_000, 500_000, "0.50", 25_000, "min(600,000, 500,000) \u00d7 0.50 / 1,000 = 250.00 USD"),
        (320_000, 500_000, "0.50", 16_000, "min(320,000, 500,000) \u00d7 0.50 / 1,000 = 160.00 USD"),
        (800_000, 1_000_000, "0.15", 12_000, "min(800,000, 1,000,000) \u00d7 0.15 / 1,000 = 120.00 USD"),
        (1, 1, "0.1234", 0, "min(1, 1) \u00d7 0.1234 / 1,000 = 0.00 USD"),
    ],
)
def test_the_documented_examples(views: int, cap: int, cpm: str, minor: int, line: str) -> None:
    post = replace(POST, counted_views=views, earned_minor=minor)
    terms = replace(TERMS, cpm=Decimal(cpm), cap_views=cap)

    assert line in told(replace(RECEIPT, post=post, terms=terms))[""]


def of_post(base: Receipt = RECEIPT, **changes: Any) -> Receipt:
    return replace(base, post=replace(base.post, **changes))


def ahead(**changes: Any) -> Receipt:
    return replace(RUNNING, outlook=replace(AHEAD, **changes))


@pytest.mark.parametrize(
    ("receipt", "parts"),
    [
        (RUNNING, ["**~225.00 USD** so far, on 450,000 views read <t:", "= ~225.00 USD`", "Decided <t:"]),
        (
            ahead(verdict=Verdict.REJECT, reason="812 views, 1,000 needed", estimate_minor=None),
            ["**Not decided yet.** On 450,000 views", "it would be rejected: 812 views, 1,000 needed."],
        ),
        (ahead(verdict=Verdict.PEND, estimate_minor=None), ["it would wait for terms"]),
        (
            ahead(reading=None, verdict=None, estimate_minor=None),
            ["**Not decided yet**, and the views are unknown."],
        ),
        (ahead(is_over=True), ["The window is over", "then a person is asked."]),
        (of_post(RUNNING, needs_person=True), ["**A person must decide:**"]),
        (replace(RUNNING, outlook=None), ["**Not decided yet:** handed in."]),
        (
            of_post(status=PostStatus.REJECTED, status_reason="812 views, 1,000 needed"),
            ["**Nothing is earned:** 812 views, 1,000 needed."],
        ),
        (of_post(status=PostStatus.PENDING_CPM), ["450,000 views are fixed", "both CPM and cap are set"]),
        (
            of_post(tracking=TrackingStatus.EXCLUDED, reviewed_by=11, reviewed_at=NOON),
            ["does not count:** it is excluded.", "Decided by <@11> <t:"],
        ),
        (of_post(tracking=TrackingStatus.PENDING_REVIEW), ["it is waiting for review."]),
        (of_post(kind=PostKind.REFERENCE, status=None), ["**A competitor's post:**"]),
        (of_post(counted_views=None), ["The sum cannot be written out"]),
    ],
)
def test_why_it_earns_what_it_earns(receipt: Receipt, parts: list[str]) -> None:
    result = told(receipt)[""]

    for part in parts:
        assert part in result


@pytest.mark.parametrize(
    ("terms", "line"),
    [
        (replace(TERMS, tier="Mid", picked_by=12), "made by <@11> <t:"),
        (replace(TERMS, tier="Mid", picked_by=12), ", picked by <@12>"),
        (replace(TERMS, tier="*Mid*"), r"Tier: “\*Mid\*”"),
        (replace(TERMS, origin=TermsFrom.OWN), "Set on this post by <@11> <t:"),
        (replace(TERMS, origin=TermsFrom.CAMPAIGN), "The campaign's own"),
        (TermsLine(None, None, TermsFrom.NOWHERE), "Nobody has set any"),
    ],
)
def test_terms_tell_where_they_are_from(terms: TermsLine, line: str) -> None:
    assert line in told(replace(RECEIPT, terms=terms))["Terms"]


def test_holds_payouts_and_the_whole_ledger_are_told() -> None:
    back = replace(PAID, id=6, voided_at=END, voided_by=14, void_reason="bounced")
    rows = [
        ENTRY,
        replace(ENTRY, id=4, kind=LedgerKind.ADJUSTED, amount_minor=-500, actor=11, reason="bot views"),
        replace(ENTRY, id=5, kind=LedgerKind.PAID, amount_minor=-22_000, payout_id=6),
        replace(ENTRY, id=6, kind=LedgerKind.VOIDED, amount_minor=22_000, payout_id=6, refers_to=5),
    ]

    shown = told(
        replace(
            RECEIPT,
            hold=HoldLine("fraud?", 11, NOON),
            payouts=[back, PAID],
            ledger=rows,
            balance_minor=22_000,
        )
    )

    assert shown["On hold"].startswith("Not paid for now, by <@11> <t:")
    assert "`#7` paid <t:1794225600:R> by bank, recorded by" in shown["Payouts"]
    assert "reference `INV-7`" in shown["Payouts"]
    assert "**taken back** by <@14>" in shown["Payouts"]
    assert "Still owed: **220.00 USD**" in shown["Ledger"]
    assert "`#4` adjusted **-5.00 USD** <t:" in shown["Ledger"]
    assert "`#6` payment taken back **+220.00 USD**, payout `#6`, for entry `#5`" in shown["Ledger"]


@pytest.mark.parametrize(
    ("difference", "line"),
    [
        (
            Difference(Mismatch.VIEWS, 450_000, None),
            "- The post says 450,000 counted views, its reading says nothing.",
        ),
        (
            Difference(Mismatch.EARNED, 1, 22_500),
            "- The post says 0.01 USD earned, the formula gives 225.00 USD.",
        ),
        (
            Difference(Mismatch.LEDGER_MISSING, None, 1),
            "- The ledger has no entry for the 0.01 USD that were earned.",
        ),
        (Difference(Mismatch.LEDGER_CURRENCY, "EUR", "USD"), "- The ledger is in EUR, the campaign in USD."),
        (
            Difference(Mismatch.LEDGER_TERMS, Terms(Decimal(1), 7), None),
            "- The ledger says 1.00 USD per 1,000, up to 7 views, the post says nothing.",
        ),
        (Difference(Mismatch.READING, 5, 7), "- Reading #5 counts; asked again, the rule counts #7."),
    ],
)
def test_what_does_not_add_up_is_red(difference: Difference, line: str) -> None:
    receipt = replace(RECEIPT, differences=[difference])
    made, _ = render_explain.receipt(receipt)

    assert made.colour == render.RED
    assert told(receipt)["Does not add up"].splitlines()[:2] == ["```diff", line]


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=5), "5 s"),
        (timedelta(minutes=37), "37 min"),
        (timedelta(hours=5, minutes=22), "5 h 22 min"),
        (timedelta(hours=48), "48 h"),
        (timedelta(days=3, hours=2), "3 d 2 h"),
    ],
)
def test_spans_are_told_in_two_units(span: timedelta, said: str) -> None:
    assert render_receipt_facts.span(span) == said


@settings(max_examples=20, deadline=None)
@given(wild)
def test_the_largest_receipt_fits_and_is_whole_in_the_file(text: str) -> None:
    big = 2**63 - 1
    reading = replace(COUNTED, views=big, source=text, metric=text, actor=big, note=text)
    receipt = Receipt(
        post=replace(POST, id=big, handle=text, campaign=text, came_in_by=text, status_reason=text),
        counted=reading,
        considered=Considered(big, timedelta(hours=24), timedelta(hours=48), [reading] * 4),
        terms=replace(TERMS, cap_views=big, tier=text, picked_by=big, by=big),
        decided=DecidedLine(big, END, text),
        outlook=None,
        hold=HoldLine(text, big, NOON),
        payouts=[replace(PAID, method=text, reference=text, voided_at=END, void_reason=text)] * 20,
        ledger=[replace(ENTRY, id=10**6 + number, reason=text) for number in range(60)],
        balance_minor=big,
        differences=[Difference(what, big, Terms(Decimal(1), big)) for what in Mismatch],
    )

    reply = explain.shown(receipt)

    check(reply)
    (file,) = reply.files
    whole = file.fp.read().decode()
    assert all(f"#{10**6 + number} earned" in whole for number in range(60))
