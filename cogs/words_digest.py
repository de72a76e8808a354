"""The words of the weekly digest's screen in `/setup`."""

from cogs.say import later

DIGEST = later("Weekly digest")
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
