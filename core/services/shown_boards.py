"""What is to be done about the boards in admin channels."""

from dataclasses import dataclass

from core.services.shown_reviews import Waiting


@dataclass(frozen=True, slots=True)
class Removal:
    """A message is no longer wanted where it is."""

    guild_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Writing:
    """A message says something else than it should.

    Attributes:
        message_id: the message to edit; None: there is none, so one is sent.
        nonce: the same for every attempt at this message, so that Discord makes one of them.
        digest: of `waiting`, to be kept once the message says it.
    """

    guild_id: int
    channel_id: int
    message_id: int | None
    nonce: int
    waiting: Waiting
    digest: str


Plan = Removal | Writing
