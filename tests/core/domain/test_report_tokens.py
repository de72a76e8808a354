"""The secret in a report's address."""

from hashlib import sha256

import pytest

from core.domain.report_tokens import digest_of, new_token


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}  # 32 bytes in base64


def test_what_is_kept_is_the_hash() -> None:
    token = new_token()

    assert digest_of(token) == sha256(token.encode()).hexdigest()


@pytest.mark.parametrize(
    "text", ["", "a" * 42, "a" * 44, "ä" * 43, "a" * 42 + "\n", "a" * 42 + "/", "\x00" * 43]
)
def test_what_is_no_token_has_none(text: str) -> None:
    assert digest_of(text) is None
