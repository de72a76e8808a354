"""What is to be told in Discord, as it leaves the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sending:
    """A notice that waits for its channel.

    Attributes:
        nonce: the same for every attempt, so that Discord makes one message of them.
        args: what it tells, by names that its topic knows.
    """

    notice_id: int
    guild_id: int
    channel_id: int
    nonce: int
    topic: str
    args: Mapping[str, Any]
