"""What is said when a campaign's budget has no room: sums are for those who may know them."""

from cogs.say import grouped, later, say
from cogs.words import escape, quoted
from core.domain import errors
from core.domain.money import format_money

RAISE = later("An admin can raise it with `/campaign edit budget`.")


def spent(error: errors.BudgetSpentError) -> str:
    """Return what to say when one more post may cost more than is left."""
    name = quoted(error.campaign)
    if not error.tells_amounts:
        return say(
            "The budget of {campaign} is used up, so new posts are not taken in. "
            "Nothing was saved; ask the campaign's team whether there will be more.",
            campaign=name,
        )
    budget, more = _money(error.budget_minor, error), say(RAISE)
    if error.left_minor <= 0 or error.needed_minor is None:
        return say(
            "The budget of {campaign}, {budget}, is used up, so no more posts are taken in. {more}",
            campaign=name,
            budget=budget,
            more=more,
        )
    left, needed = _money(error.left_minor, error), _money(error.needed_minor, error)
    return say(
        "Of the budget of {campaign}, {budget}, only {left} is left, and this post may cost up to {needed}, "
        "so it is not taken in. {more}",
        campaign=name,
        budget=budget,
        left=left,
        needed=needed,
        more=more,
    )


def _money(minor: int, error: errors.BudgetSpentError) -> str:
    return grouped(escape(format_money(minor, error.currency), 40))
