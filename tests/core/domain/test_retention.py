"""How long things stay: what must outlive what rests on it."""

from datetime import timedelta

from core.domain import proofs, retention
from core.domain.telling import Topic


def test_a_code_stays_as_long_as_a_binding_rests_on_it() -> None:
    assert proofs.KEPT <= retention.CODES_KEPT


def test_a_message_stays_longer_than_it_is_tried() -> None:
    assert timedelta(days=7) < retention.MESSAGES_KEPT


def test_what_is_told_once_in_a_life_is_known_for_ever() -> None:
    assert Topic.FINALIZED in retention.TOLD_ONCE
    assert Topic.HELD not in retention.TOLD_ONCE
