"""Appeals as they leave the services."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.appeals import AppealVerdict
from core.services.shown import PostCard


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an appeal, and why."""

    verdict: AppealVerdict
    at: datetime
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the team's message about an appeal is."""

    guild_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class AppealCard:
    """An appeal as the team sees it.

    Attributes:
        post: as it stands now.
        rejected_by: None: the rule.
        place: where the message with the file is; None: none was sent.
        ended: None: it is open.
    """

    id: int
    post: PostCard
    member: int
    text: str
    file_name: str | None
    made_at: datetime
    rejected_by: int | None
    place: Place | None
    ended: Ended | None


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal that was made; `channel_id` is where the team is told, None: the server chose no channel."""

    card: AppealCard
    guild_id: int
    channel_id: int | None


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    """An appeal as the member sees it, without who decided; `verdict` and what follows None: it is open."""

    made_at: datetime
    file_name: str | None
    verdict: AppealVerdict | None
    decided_at: datetime | None
    reason: str | None
