"""What is said when a campaign's budget has no room: sums are for those who may know them."""

from cogs.words import escape, quoted
from core.domain import errors
from core.domain.money import format_money

RAISE = "An admin can raise it with `/campaign edit budget`."


def spent(error: errors.BudgetSpentError) -> str:
    """Return what to say when one more post may cost more than is left."""
    name = quoted(error.campaign)
    if not error.tells_amounts:
        return (
            f"The budget of {name} is used up, so new posts are not taken in. "
            "Nothing was saved; ask the campaign's team whether there will be more."
        )
    budget = _money(error.budget_minor, error)
    if error.left_minor <= 0 or error.needed_minor is None:
        return f"The budget of {name}, {budget}, is used up, so no more posts are taken in. {RAISE}"
    left, needed = _money(error.left_minor, error), _money(error.needed_minor, error)
    return (
        f"Of the budget of {name}, {budget}, only {left} is left, and this post may cost up to {needed}, "
        f"so it is not taken in. {RAISE}"
    )


def _money(minor: int, error: errors.BudgetSpentError) -> str:
    return escape(format_money(minor, error.currency), 40)
