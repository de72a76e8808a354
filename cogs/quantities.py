"""How many there are of something, one or several, in the person's language."""

from cogs.say import many, number, say
from cogs.words import number as counted


def posts(count: int) -> str:
    """Return `1 post`, `2 posts`."""
    return many(count, "{count} post", "{count} posts")


def creators(count: int) -> str:
    """Return `1 creator`, `2 creators`."""
    return many(count, "{count} creator", "{count} creators")


def days(count: int) -> str:
    """Return `1 day`, `2 days`."""
    return many(count, "{count} day", "{count} days")


def views(count: int | None, *, exact: bool = True) -> str:
    """Return `1,234 views`; rounded ones are marked, unknown ones are said to be so."""
    return say("{views} views", views=counted(count, exact=exact))


def signed(count: int) -> str:
    """Return a count with its sign."""
    return f"{'+' if count >= 0 else '-'}{number(abs(count))}"
