"""What members are told, as it leaves the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.telling import Topic
from core.domain.terms import PostRef


@dataclass(frozen=True, slots=True)
class News:
    """One thing a member is told.

    Attributes:
        args: what the topic tells, by names that it knows.
        post_id: these two: None, it is about a payout.
        shows_amounts: whether the campaign tells money where others read it.
    """

    notice_id: int
    topic: Topic
    args: Mapping[str, Any]
    handle: str
    campaign: str
    shows_amounts: bool
    post_id: int | None = None
    ref: PostRef | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one member with all their news, which stays as it is until it is surely not sent.

    Attributes:
        nonce: the same for every attempt, so that Discord makes one message of them.
        channel_id: where it goes when no direct message reaches the member; None: nowhere.
        language: in which the member last ran a command, such as `de`; None: not known.
        attempts: how often it was tried in vain.
    """

    id: int
    guild_id: int
    member_id: int
    nonce: int
    channel_id: int | None
    attempts: int
    language: str | None
    news: Sequence[News]
