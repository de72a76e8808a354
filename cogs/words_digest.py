"""The words of the weekly digest's screen in `/setup`."""

from cogs.say import later

DIGEST = later("Weekly digest")
NO_DIGEST = later("Off: choose a channel to have last week told there once a week.")
HAS_DIGEST = later("{channel}, next {at}.")
MEANING = later(
    "New posts, views gained, creators and leading posts of each active campaign against the week before, "
    "for everybody in the channel. A week in which nothing happened is not told."
)
WHERE, WHEN = later("Where"), later("When")
TIME = later("{day} at {hour}, {zone}")
CHOOSE_CHANNEL = later("Channel of the digest; empty: no digest")
DAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
