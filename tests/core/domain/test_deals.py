"""Which terms an open post has under a deal, and what may be said in one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.deals import (
    TIERS_LIMIT,
    Agreement,
    DealKind,
    Followed,
    Tier,
    followed,
    parse_requirement,
    parse_tier_name,
    with_tier,
    without_tier,
)
from core.domain.earnings import earnings_minor
from core.domain.errors import (
    LastTierError,
    TextLengthError,
    TierExistsError,
    TierUnknownError,
    TooManyTiersError,
)
from core.domain.terms import Terms

BASE = Tier("Base", Terms(Decimal("0.20"), 600_000))
MID = Tier("Mid", Terms(Decimal("0.40"), 600_000), "Show the product for 3 seconds")
HIGH = Tier("High", Terms(Decimal("0.60"), 600_000))
TIERED = Agreement(None, (BASE, MID, HIGH))
SINGLE = Agreement(Terms(Decimal("0.50"), 500_000))
COPIED = Terms(Decimal("0.30"), 7)


@pytest.mark.parametrize(("tier", "minor"), [(BASE, 12_000), (MID, 24_000), (HIGH, 36_000)])
@pytest.mark.parametrize("views", [600_000, 600_001, 5_000_000])
def test_the_tiers_of_the_specification_at_the_cap(tier: Tier, minor: int, views: int) -> None:
    assert earnings_minor(views, tier.terms, "USD") == minor


@pytest.mark.parametrize(
    ("agreed", "tier", "copied", "has"),
    [
        (SINGLE, None, None, Followed(SINGLE.terms)),
        (SINGLE, None, COPIED, Followed(SINGLE.terms)),
        (SINGLE, "Mid", COPIED, Followed(COPIED, is_kept=True)),
        (TIERED, None, None, Followed(None)),
        (TIERED, None, COPIED, Followed(None)),
        (TIERED, "Mid", COPIED, Followed(MID.terms)),
        (TIERED, " mID ", COPIED, Followed(MID.terms)),
        (TIERED, "Gone", COPIED, Followed(COPIED, is_kept=True)),
        (Agreement(None), None, COPIED, Followed(None)),
    ],
)
def test_what_an_open_post_has(
    agreed: Agreement, tier: str | None, copied: Terms | None, has: Followed
) -> None:
    assert followed(agreed, tier=tier, copied=copied) == has


@given(
    st.sampled_from([SINGLE, TIERED, Agreement(None, (MID,))]), st.sampled_from([None, "Mid", "Base", "X"])
)
def test_following_twice_changes_nothing_more(agreed: Agreement, tier: str | None) -> None:
    once = followed(agreed, tier=tier, copied=COPIED)

    assert followed(agreed, tier=tier, copied=once.terms) == once


def test_kinds_and_what_traces_say() -> None:
    assert (SINGLE.kind, TIERED.kind) == (DealKind.SINGLE, DealKind.TIERED)
    assert SINGLE.said == "0.50 up to 500000"
    assert TIERED.said == "Base 0.20 up to 600000, Mid 0.40 up to 600000, High 0.60 up to 600000"
    assert Agreement(None).said == "no terms"


@pytest.mark.parametrize("before", [None, SINGLE])
def test_the_first_tier_ends_single_terms(before: Agreement | None) -> None:
    assert with_tier(before, BASE) == Agreement(None, (BASE,))


def test_tiers_keep_their_order() -> None:
    assert with_tier(with_tier(Agreement(None, (BASE,)), MID), HIGH) == TIERED
    assert without_tier(TIERED, "MID") == Agreement(None, (BASE, HIGH))


@pytest.mark.parametrize("name", ["Mid", "mid", "MID", " mid ", "\uff2d\uff49\uff44", "Mi\u200bd"])
def test_a_name_that_reads_the_same_is_there_already(name: str) -> None:
    with pytest.raises(TierExistsError) as caught:
        with_tier(TIERED, Tier(name, COPIED))

    assert caught.value.name == "Mid"


def test_twenty_five_tiers_are_the_most() -> None:
    full = Agreement(None, tuple(Tier(f"T{number}", COPIED) for number in range(TIERS_LIMIT - 1)))
    full = with_tier(full, BASE)

    with pytest.raises(TooManyTiersError):
        with_tier(full, MID)
    with pytest.raises(TierExistsError):
        with_tier(full, BASE)
    assert len(full.tiers) == 25


def test_what_is_not_there_and_what_is_the_last_is_not_removed() -> None:
    with pytest.raises(TierUnknownError) as caught:
        without_tier(TIERED, "Top")
    assert (caught.value.name, caught.value.known) == ("Top", ["Base", "Mid", "High"])
    with pytest.raises(LastTierError):
        without_tier(Agreement(None, (BASE,)), "base")
    with pytest.raises(TierUnknownError):
        without_tier(SINGLE, "Base")


@pytest.mark.parametrize(
    ("text", "name"), [("Mid", "Mid"), ("  Mid\n tier ", "Mid tier"), ("x" * 50, "x" * 50), ("🔥", "🔥")]
)
def test_names_are_one_line(text: str, name: str) -> None:
    assert parse_tier_name(text) == name


@pytest.mark.parametrize(("text", "length"), [("", 0), (" \n", 0), ("\u200b\u2060", 0), ("x" * 51, 51)])
def test_names_that_are_empty_or_too_long(text: str, length: int) -> None:
    with pytest.raises(TextLengthError) as caught:
        parse_tier_name(text)

    assert (caught.value.name, caught.value.length, caught.value.limit) == ("name", length, 50)


def test_requirements() -> None:
    assert parse_requirement(None) is parse_requirement("  \n") is None
    assert parse_requirement(" two\nlines ") == "two lines"
    with pytest.raises(TextLengthError):
        parse_requirement("x" * 501)
