"""The words on the buttons under a post's card, and in the forms they open."""

from cogs.say import later, say
from cogs.words import NOTE

ACTIONS = {
    "set-cpm": later("Set terms"),
    "set-views": later("Set views"),
    "finalize": later("Finalize"),
    "reject": later("Reject"),
    "unreject": later("Undo rejection"),
    "hold": later("Hold"),
    "release": later("Release"),
    "adjust": later("Adjust"),
    "note": NOTE,
}
"""The buttons under a post, by the name of the command that does the same."""
TIER_LABEL = later("Tier, in the place of CPM and cap")
CPM_LABEL = later("CPM: pay per 1,000 views")
CAP_LABEL = later("Cap: the most views that are paid")
VIEWS_LABEL = later("Views, as the platform shows them")
AUDIT_NOTE_LABEL = later("Where the number comes from")
REASON_LABEL = later("Reason; it is kept and shown")
AMOUNT_LABEL = later("How much more or less is owed")


def form_title(what: str, post_id: int) -> str:
    """Return the head of a form about a post."""
    return say("{what}: post #{post}", what=say(what), post=post_id)


def kept_when_empty(now: str | None, example: str) -> str:
    """Say in an empty input what it stands for."""
    return say("such as {example}", example=example) if now is None else say("empty: stays {now}", now=now)
