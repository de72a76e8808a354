"""What is wrong with the campaign or creator that was named."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors.base import UserError
from core.domain.terms import CampaignState, CreatorState, Platform


class CampaignError(UserError):
    """Something is wrong with the campaign that was named."""


@dataclass(eq=False)
class CampaignUnknownError(CampaignError):
    """No campaign of this server, or none allowed here, has this name."""

    name: str


class NoCampaignError(CampaignError):
    """This server has no campaign it may use."""


@dataclass(eq=False)
class CampaignNotChosenError(CampaignError):
    """Several campaigns are possible; a person has to choose: `names`."""

    names: Sequence[str]


@dataclass(eq=False)
class CampaignArchivedError(CampaignError):
    """The campaign takes in nothing any more."""

    name: str


@dataclass(eq=False)
class CampaignExistsError(CampaignError):
    """The server has a campaign of this slug already."""

    name: str
    slug: str


@dataclass(eq=False)
class CurrencyInUseError(CampaignError):
    """The currency cannot change once a post carries terms or money."""

    name: str
    currency: str


@dataclass(eq=False)
class HomeServerError(CampaignError):
    """A campaign's home server cannot be blocked."""

    name: str


@dataclass(eq=False)
class ServerListedError(CampaignError):
    """Allowing a server that is allowed (`allowed`), or blocking one that is not."""

    server_id: int
    allowed: bool


@dataclass(eq=False)
class CampaignStateError(CampaignError):
    """Archiving the archived, reopening the active."""

    name: str
    state: CampaignState


@dataclass(eq=False)
class BudgetSpentError(CampaignError):
    """What is left of the budget is less than a post may cost; sums are minor units of `currency`.

    `left_minor` is below zero when the budget is overdrawn; `needed_minor` None: the post has no terms yet.
    `tells_amounts` is whether the person may know the sums.
    """

    campaign: str
    budget_minor: int
    left_minor: int
    needed_minor: int | None
    currency: str
    tells_amounts: bool = True


@dataclass(eq=False)
class AmountsHiddenError(CampaignError):
    """The campaign does not let everybody see what creators earn."""

    name: str


class CreatorError(UserError):
    """Something is wrong with the creator."""


@dataclass(eq=False)
class CreatorUnknownError(CreatorError):
    """The handle is no creator of the campaign; `campaign` is None when several were looked through."""

    handle: str
    platform: Platform | None
    campaign: str | None


@dataclass(eq=False)
class CreatorPausedError(CreatorError):
    """The creator's new posts are not taken in."""

    handle: str
    campaign: str


@dataclass(eq=False)
class CreatorBoundError(CreatorError):
    """The creator belongs to another Discord member."""

    handle: str


@dataclass(eq=False)
class CreatorExistsError(CreatorError):
    """The campaign has this creator already."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class CreatorNotChosenError(CreatorError):
    """A handle on both platforms: a person has to choose."""

    handle: str


@dataclass(eq=False)
class CreatorStateError(CreatorError):
    """Pausing the paused, resuming the active."""

    handle: str
    state: CreatorState


class NotRegisteredError(CreatorError):
    """No account is bound to the member in a campaign of this server."""
