"""The words of the board, of its buttons, and of the lists they open."""

from cogs.say import later
from core.domain.needs import Need

OPEN = {
    Need.UNDECIDED: later("Posts to decide"),
    Need.UNPRICED: later("Posts without terms"),
    Need.HELD: later("Posts on hold"),
}
NONE_LEFT = later("None is left: somebody else was here before.")

NOTHING = later("Nothing waits for review or a decision")
EMPTY = later("Posts that need a person are counted here as soon as there are any.")
NEEDS = {
    Need.UNDECIDED: (later("{count} post needs a decision"), later("{count} posts need a decision")),
    Need.UNPRICED: (later("{count} post has no terms"), later("{count} posts have no terms")),
    Need.HELD: (later("{count} post is on hold"), later("{count} posts are on hold")),
}
APPEALS = (
    later("{count} appeal to decide about, in the inbox"),
    later("{count} appeals to decide about, in the inbox"),
)
UNSYNCED = later("{count} account cannot be synced"), later("{count} accounts cannot be synced")
"""One, and several."""
