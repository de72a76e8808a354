"""A campaign's budget: what is spent, what is reserved for open posts at their worst, and what still fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.earnings import earnings_minor
from core.domain.money import parse_amount
from core.domain.terms import Terms

LEVELS = (50, 75, 90, 100)
"""The percentages of a budget at which the campaign's team is warned."""
NO_BUDGET = "none"


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post that counts and is not finalized, as far as it decides what it may still cost.

    Attributes:
        terms: its own; None: they are not complete yet.
        tiers: the terms of the tiers its creator's deal in force has, one of which it may be given.
        counted_views: those fixed at its window's end; None: they are still open.
    """

    terms: Terms | None
    tiers: tuple[Terms, ...] = ()
    counted_views: int | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """What a campaign has spent or may have to, in minor units.

    Attributes:
        settled_minor: earned and corrected; whether it was paid yet changes nothing.
        reserved_minor: the most that open posts may still earn.
        unknown: open posts whose most cannot be told, for they have no terms; they are in no sum.
    """

    settled_minor: int = 0
    reserved_minor: int = 0
    unknown: int = 0

    @property
    def committed_minor(self) -> int:
        """Settled and reserved together: what the budget has to cover."""
        return self.settled_minor + self.reserved_minor


def parse_budget(text: str, currency: str) -> int | None:
    """Read a budget as minor units; None, typed as `none`: there is no limit. Raises `MoneyFormatError`."""
    return None if text.strip().lower() == NO_BUDGET else parse_amount(text, currency)


def worst_minor(post: OpenPost, currency: str) -> int | None:
    """Return the most an open post may earn, in minor units; None: nobody can tell without terms."""
    possible = post.tiers if post.terms is None else (post.terms,)
    return max((_most(post.counted_views, terms, currency) for terms in possible), default=None)


def spending(settled_minor: int, worst: Iterable[tuple[int | None, int]]) -> Spending:
    """Return what a campaign has committed; `worst` holds the most of one post, and how many are alike."""
    known, unknown = 0, 0
    for minor, posts in worst:
        known += 0 if minor is None else minor * posts
        unknown += posts if minor is None else 0
    return Spending(settled_minor, known, unknown)


def admitted(left_minor: int, needs: Sequence[int | None]) -> Sequence[bool]:
    """Return which posts fit into what is left, one after the other in their order.

    Args:
        left_minor: what is left before any of them; below zero when the budget was overdrawn.
        needs: the most that each may cost; None: unknown, it fits while anything is left.
    """
    fit: list[bool] = []
    for need in needs:
        is_fit = left_minor > 0 if need is None else need <= left_minor
        left_minor -= (need or 0) if is_fit else 0
        fit.append(is_fit)
    return fit


def percent(committed_minor: int, budget_minor: int) -> int:
    """Return how much of a budget is committed, in percent: 100 says that it is used up to the last cent.

    Below the budget it is rounded down and above it up, so that neither looks like the other.
    """
    whole, rest = divmod(committed_minor * 100, budget_minor)
    return whole + (committed_minor > budget_minor and rest > 0)


def level(committed_minor: int, budget_minor: int) -> int:
    """Return the highest of `LEVELS` that is reached, 0: none is."""
    reached = [each for each in LEVELS if committed_minor * 100 >= budget_minor * each]
    return max(reached, default=0)


def _most(counted_views: int | None, terms: Terms, currency: str) -> int:
    return earnings_minor(terms.cap_views if counted_views is None else counted_views, terms, currency)
