"""The words on the buttons under a post's card, and in the forms they open."""

from cogs.words import NOTE

ACTIONS = {
    "set-cpm": "Set terms",
    "set-views": "Set views",
    "finalize": "Finalize",
    "reject": "Reject",
    "unreject": "Undo rejection",
    "hold": "Hold",
    "release": "Release",
    "adjust": "Adjust",
    "note": NOTE,
}
"""The buttons under a post, by the name of the command that does the same."""
TIER_LABEL = "Tier, in the place of CPM and cap"
CPM_LABEL = "CPM: pay per 1,000 views"
CAP_LABEL = "Cap: the most views that are paid"
VIEWS_LABEL = "Views, as the platform shows them"
AUDIT_NOTE_LABEL = "Where the number comes from"
REASON_LABEL = "Reason; it is kept and shown"
AMOUNT_LABEL = "How much more or less is owed"


def form_title(what: str, post_id: int) -> str:
    """Return the head of a form about a post."""
    return f"{what}: post #{post_id}"


def kept_when_empty(now: str | None, example: str) -> str:
    """Say in an empty input what it stands for."""
    return f"such as {example}" if now is None else f"empty: stays {now}"
