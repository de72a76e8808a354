"""Codes in bios: how they are made, how they are found, and when to look."""

import secrets
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.proofs import (
    ALPHABET,
    BIO_LIMIT,
    EVERY,
    LIFE,
    ProofOutcome,
    holds,
    new_code,
    next_look,
    outcome_of,
)
from tests.fakes import NOON

END = NOON + LIFE
SECOND = timedelta(seconds=1)
CODE = "vl-7K3QM"
NOT_V = st.characters().filter(lambda char: "v" not in unicodedata.normalize("NFKD", char).casefold())


def test_codes_are_short_and_cannot_be_misread() -> None:
    code = new_code(secrets.choice)

    assert len(code) == 8
    assert code.startswith("vl-")
    assert not set("01OIl") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 28
    assert len({new_code(secrets.choice) for _ in range(200)}) > 190


@pytest.mark.parametrize(
    "bio",
    [
        "vl-7K3QM",
        "dancer 💃 VL-7k3qm ✨ links below",
        "vl - 7 K 3 Q M",
        "v\u200bl\u2060-7K\u200d3Q\ufeffM",
        "\u202evl-7K3QM\u202c",
        "vl\u20137K3QM",  # a dash that a keyboard made
        "vl7K3QM",
        "\uff56\uff4c-\uff17\uff2b\uff13\uff31\uff2d",  # as wide as ideographs
        "אבגvl-7K3QMדה",
        "\n\n\tvl-7K3\nQM",
        "v\u0301l-7K3QM",
        "[vl-7K3QM](https://example.com) @everyone <@1>",
        "a" * (BIO_LIMIT - 8) + CODE,
    ],
)
def test_a_code_is_found_however_it_is_written(bio: str) -> None:
    assert holds(bio, [CODE])


@pytest.mark.parametrize(
    "bio", ["", "vl-7K3Q", "vl-7K3Q8", "7K3QM", "vl-", "v1-7K3QM", "MQ3K7-lv", "a" * BIO_LIMIT + CODE]
)
def test_what_is_not_the_code_is_not_taken_for_it(bio: str) -> None:
    assert not holds(bio, [CODE])


def test_any_of_several_codes_counts_and_none_is_none() -> None:
    assert holds("my vl-BBBBB", ["vl-22222", "vl-BBBBB"])
    assert not holds("my vl-BBBBB", [])


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_stands_around_it_a_code_is_found(before: str, after: str) -> None:
    assert holds(before + CODE + after, [CODE])


@given(st.text(NOT_V, max_size=300))
def test_hostile_bios_are_read_and_prove_nothing(bio: str) -> None:
    assert not holds(bio * 50, [CODE])


def test_a_code_found_is_found_even_late_and_time_ends_the_rest() -> None:
    assert outcome_of(is_found=True, now=END + SECOND, expires_at=END) is ProofOutcome.PROVED
    assert outcome_of(is_found=False, now=END - SECOND, expires_at=END) is None
    assert outcome_of(is_found=False, now=END, expires_at=END) is ProofOutcome.EXPIRED


def test_the_last_look_is_when_the_time_is_over() -> None:
    assert next_look(NOON, END) == NOON + EVERY
    assert next_look(END - SECOND, END) == END
    assert next_look(END, END) == END + EVERY
