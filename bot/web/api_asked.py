"""What programs may ask: the parameters and bodies of requests. What is not named here is refused."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.domain.terms import CampaignState, CreatorState, Platform, PostKind, PostStatus, TrackingStatus
from core.services.api_lists import Asked
from core.services.notes import LIMIT as NOTE_LIMIT
from core.services.shown_analytics import Range

LINK_LIMIT = 2_000
MOST, USUAL = 100, 50
"""Rows of a page, at most and when nothing is asked for."""


class Asking(BaseModel):
    """What all of them share: what they do not name is a mistake that is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def whole(typed: object) -> object:
    """Return a whole number written with digits as one; all else as it is, which is refused then."""
    return int(typed) if isinstance(typed, str) and re.fullmatch("[0-9]{1,9}", typed) else typed


Rows = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Limit = Annotated[Rows, BeforeValidator(whole, json_schema_input_type=Rows)]
OurId = Annotated[str, Field(pattern="^[1-9][0-9]{0,17}$", examples=["1"])]


class Listing(Asking):
    """Which part of a list."""

    limit: Annotated[Limit, Field(description="Rows of a page.")] = USUAL
    cursor: Annotated[
        str | None,
        Field(pattern="^[A-Za-z0-9_-]{24}$", description="`meta.nextCursor` of the page before."),
    ] = None

    def asked(self) -> Asked:
        """Return which part."""
        return Asked(self.limit, self.cursor)


class CampaignsQuery(Listing):
    state: CampaignState | None = None


class CreatorsQuery(Listing):
    campaign_id: OurId | None = None
    platform: Platform | None = None
    state: CreatorState | None = None


class VideosQuery(Listing):
    campaign_id: OurId | None = None
    creator_id: OurId | None = None
    platform: Platform | None = None
    kind: PostKind | None = None
    status: PostStatus | None = None
    tracking_status: TrackingStatus | None = None


class DuesQuery(Listing):
    campaign_id: OurId | None = None


class AnalyticsQuery(Asking):
    campaign_id: OurId | None = None
    creator_id: OurId | None = None
    platform: Platform | None = None
    range: Annotated[Range, Field(description="Days back, today as the last, or `all`.")] = Range.MONTH


class NoQuery(Asking):
    """Nothing can be asked for."""


class VideoNote(Asking):
    """What changes of a video."""

    description: Annotated[
        str | None,
        Field(strict=True, max_length=NOTE_LIMIT, description="Markdown; null or empty removes the note."),
    ]


class NewVideo(Asking):
    """A video to track."""

    url: Annotated[
        str,
        Field(
            strict=True,
            min_length=1,
            max_length=LINK_LIMIT,
            description="The link of one TikTok or Instagram post of a creator of the campaign.",
            examples=["https://www.tiktok.com/@anna/video/7300000000000000000"],
        ),
    ]
