"""Text of others is shown, and does nothing else."""

import re
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs import words
from core.domain import terms


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain.name_1", r"plain.name\_1"),
        ("**b** `c` ~~d~~ ||e||", r"\*\*b\*\* \`c\` \~\~d\~\~ \|\|e\|\|"),
        ("[x](https://evil.example) [y](z)", r"\[x\](https:\//evil.example) \[y\](z)"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("back\\slash", r"back\\slash"),
        ("@everyone @here", "@\u200beveryone @\u200bhere"),
        (
            "<@123456789012345678> <t:1:R> </cmd:1>",
            "\\<@\u200b123456789012345678\\> \\<t:1:R\\> \\</cmd:1\\>",
        ),
        ("a\nb\r\n\tc\u2028d", "a b c d"),
        ("\u202eevil\u2066\x00\x1b[0m", r"evil\[0m"),
        ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"),
        ("مرحبا", "مرحبا"),
        ("a" * 101, "a" * 99 + "…"),
    ],
)
def test_escape(text: str, shown: str) -> None:
    assert words.escape(text) == shown


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("*_~|`<>[]()@:/\\# \n1everyon"))))
def test_no_mark_is_left_bare(text: str) -> None:
    shown = words.escape(text)

    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~|`<>\[\]]", shown)
    assert not re.search(r"@(everyone|here|[!&]?\d{17,20})", shown)
    assert "://" not in shown
    assert len(shown.splitlines()) <= 1


@given(st.text())
def test_a_box_has_no_way_out(text: str) -> None:
    assert re.fullmatch(r"`[^`\n]+`", words.code(text))


def test_counts_are_never_made_up() -> None:
    assert words.number(None) == "unknown"
    assert words.number(0) == "0"
    assert words.number(1_234_567) == "1,234,567"
    assert words.number(12_300, exact=False) == "≈ 12,300"
    assert words.change(None) == ""
    assert words.change(0) == ""
    assert words.change(-5) == " (-5)"


def test_a_file_reads_without_markup() -> None:
    assert words.without_markup(r"1\. `a_b` **added**: x\*y <t:1793620800:F>") == (
        "1. a_b added: x*y 2026-11-02 12:00 UTC"
    )


@pytest.mark.parametrize(
    ("names", "members"),
    [
        (words.PLATFORMS, terms.Platform),
        (words.MODES, terms.TrackingMode),
        (words.CAMPAIGN_STATES, terms.CampaignState),
        (words.CREATOR_STATES, terms.CreatorState),
        (words.STATUSES, terms.PostStatus),
        (words.TRACKING, terms.TrackingStatus),
        (words.AVAILABILITY, terms.Availability),
        (words.OUTCOMES, terms.Outcome),
    ],
)
def test_every_member_has_a_word(names: dict[StrEnum, str], members: type[StrEnum]) -> None:
    assert set(names) == set(members)
