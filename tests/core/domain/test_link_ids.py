"""The ids in links: what a shortcode spells, and the time that an id tells."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.links import ALPHABET, is_believable, pk_to_shortcode, published_estimate, shortcode_to_pk
from core.domain.terms import Platform, PostRef

TIKTOK, INSTAGRAM = Platform.TIKTOK, Platform.INSTAGRAM


@pytest.mark.parametrize(
    ("code", "pk"),
    [
        ("B-fKL9qpeab", 2278584739065882267),
        ("aye83DjauH", 482584233761418119),
        ("DbV7LgZsKG8", 3951324523536622012),
        ("DcMXl1IPNtB", 3966649126543481665),
    ],
)
def test_shortcodes_spell_media_ids(code: str, pk: int) -> None:
    assert (shortcode_to_pk(code), pk_to_shortcode(pk)) == (pk, code)


@given(st.text(ALPHABET, min_size=1, max_size=28).filter(lambda code: code[0] != "A"))
def test_shortcodes_survive_the_round_trip(code: str) -> None:
    assert pk_to_shortcode(shortcode_to_pk(code)) == code


@pytest.mark.parametrize(
    ("ref", "at"),
    [
        (PostRef(TIKTOK, str(1_737_600_000 << 32)), datetime(2025, 1, 23, 2, 40, tzinfo=UTC)),
        (PostRef(TIKTOK, str((1_737_600_001 << 32) - 1)), datetime(2025, 1, 23, 2, 40, tzinfo=UTC)),
        (
            PostRef(INSTAGRAM, pk_to_shortcode((1_737_600_000_000 - 1_314_220_021_721) << 23)),
            datetime(2025, 1, 23, 2, 40, tzinfo=UTC),
        ),
        (PostRef(TIKTOK, str(1_262_304_000 << 32)), datetime(2010, 1, 1, tzinfo=UTC)),
        (PostRef(TIKTOK, str((1_262_304_000 << 32) - 1)), None),
        (
            PostRef(TIKTOK, str((4_102_444_800 << 32) - 1)),
            datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
        ),
        (PostRef(TIKTOK, str(4_102_444_800 << 32)), None),
    ],
)
def test_an_id_tells_the_time(ref: PostRef, at: datetime | None) -> None:
    assert published_estimate(ref) == at


@pytest.mark.parametrize(
    "ref",
    [
        PostRef(TIKTOK, "1"),
        PostRef(TIKTOK, "9" * 20),
        PostRef(INSTAGRAM, "ABC"),
        PostRef(INSTAGRAM, "_" * 28),
    ],
)
def test_a_toy_id_tells_nothing(ref: PostRef) -> None:
    assert published_estimate(ref) is None


def test_a_time_far_from_the_ids_is_not_believed() -> None:
    ref = PostRef(TIKTOK, "7462865826594456854")
    estimate = published_estimate(ref)
    assert estimate is not None
    assert is_believable(estimate + timedelta(days=3), ref)
    assert not is_believable(estimate + timedelta(days=3, seconds=1), ref)
    assert not is_believable(None, ref)
    assert is_believable(estimate, PostRef(TIKTOK, "1"))
