"""A server's choices as they leave the services."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerCard:
    """What a Discord server has chosen (None: nothing), and whether it has a campaign yet.

    Attributes:
        timezone: IANA name of the zone whose days figures are told by.
    """

    admin_role_id: int | None = None
    editor_role_id: int | None = None
    admin_channel_id: int | None = None
    has_campaign: bool = False
    timezone: str = "UTC"
    submission_channel_id: int | None = None
