"""What leaves the services about deals: what a change would do, and what it did."""

from dataclasses import dataclass

from core.domain.deals import Agreement
from core.services.shown import CreatorCard


@dataclass(frozen=True, slots=True)
class DealEffect:
    """What another version of a deal does to posts that are not finalized; each is counted once at most.

    `now_minor` and `then_minor` are what those that change would earn on the views they have now, before
    and after; `losing_minor` what those that lose their terms would have earned. `unread` of both have no
    known views and are in no sum.
    """

    changing: int = 0  # they have other terms then
    losing: int = 0  # they have none then, until a person picks a tier
    keeping: int = 0  # their tier leaves the deal: they keep the terms they copied from it
    finalizing: int = 0  # they wait for terms and are finalized at once
    finalizing_minor: int = 0
    now_minor: int | None = None  # None: none of them has terms now
    then_minor: int = 0
    losing_minor: int = 0
    unread: int = 0

    @property
    def is_silent(self) -> bool:
        """Whether no open post has other terms than before."""
        return not (self.changing or self.losing or self.finalizing)


@dataclass(frozen=True, slots=True)
class DealPlan:
    """What another version of a deal would do; done when the prompt is confirmed.

    `action` is the command's name, `tier-add` say; `tier` is the name of the tier it is about.
    """

    prompt_id: int
    action: str
    card: CreatorCard
    agreed: Agreement
    effect: DealEffect
    tier: str | None = None
    above_percent: int | None = None  # of the campaign's budget; None: it is not brought above it


@dataclass(frozen=True, slots=True)
class DealSet:
    """A deal that is in force now, and what that did."""

    action: str
    card: CreatorCard
    effect: DealEffect
    tier: str | None = None
    above_percent: int | None = None  # of the campaign's budget; None: it is not brought above it
