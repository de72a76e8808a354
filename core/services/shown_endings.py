"""What archiving a campaign or removing a creator would do, as it leaves the services."""

from dataclasses import dataclass

from core.services.shown import CampaignCard, CreatorCard


@dataclass(frozen=True, slots=True)
class EndPlan:
    """What would end, and what goes on.

    Attributes:
        action: the command's name.
        running: posts that are not decided yet, and go on being counted.
        owed_minor: what is still to be paid, and stays so.
        watched: accounts that would be looked at no more.
    """

    prompt_id: int
    action: str
    card: CampaignCard | CreatorCard
    running: int
    owed_minor: int
    watched: int
