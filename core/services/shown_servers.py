"""A server's choices as they leave the services."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.digests import HOUR, WEEKDAY


@dataclass(frozen=True, slots=True)
class ServerCard:
    """What a Discord server has chosen (None: nothing), and whether it has a campaign yet.

    Attributes:
        timezone: IANA name of the zone whose days figures are told by.
        digest_channel_id: where last week is told; the two after it say when, 0 being Monday.
        digest_due_at: when that is next; None: never.
    """

    admin_role_id: int | None = None
    editor_role_id: int | None = None
    admin_channel_id: int | None = None
    has_campaign: bool = False
    timezone: str = "UTC"
    submission_channel_id: int | None = None
    digest_channel_id: int | None = None
    digest_weekday: int = WEEKDAY
    digest_hour: int = HOUR
    digest_due_at: datetime | None = None
