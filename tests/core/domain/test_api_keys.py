"""Keys of the API: what they look like, what is kept of them, what they allow."""

from hashlib import sha256

import pytest

from core.domain.api_keys import Access, Scope, digest_of, new_key


def test_a_key_is_new_each_time_and_kept_as_its_hash() -> None:
    key = new_key()

    assert len(key) == len("vl_") + 64
    assert digest_of(key) == sha256(key.encode()).hexdigest()
    assert new_key() != key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vl_",
        *("vl_" + "a" * length for length in (63, 65)),
        "vl_" + "A" * 64,
        "vl_" + "g" * 64,
        "VL_" + "a" * 64,
        "vl_" + "a" * 64 + "\n",
        "vl_" + "\u0661" * 64,
        "\ud800",
        "' OR 1=1 --",
    ],
)
def test_other_text_is_no_key(text: str) -> None:
    assert digest_of(text) is None


def test_who_may_write_may_read_and_not_the_other_way_round() -> None:
    assert Access.READ.allows(Scope.READ)
    assert not Access.READ.allows(Scope.WRITE)
    assert Access.WRITE.allows(Scope.READ)
    assert Access.WRITE.allows(Scope.WRITE)
