"""The words of `/setup`: its screens, and the form of the first campaign."""

from cogs.say import later

SETUP = later("Setup")
INTRODUCTION = later("Choose below; each choice counts at once. Empty a menu to take its choice back.")
COMPLETE = later("✅ Everything that is needed is there.")
MISSING = later("Still missing: {names}.")
BROKEN = later("Needs a look: {names}.")
BACK = later("Back")

ADMINS, EDITORS = later("Admins"), later("Editors")
ADMIN_CHANNEL, SUBMISSION_CHANNEL = later("Admin channel"), later("Submission channel")
ZONE_NAME, CAMPAIGN = later("Time zone"), later("First campaign")

ADMINS_ARE = (
    later("Who may do everything: people with **Manage Server**."),
    later("Who may do everything: people with **Manage Server**, and {role}."),
)
EDITORS_ARE = (
    later("Who may track, review and decide: all admins."),
    later("Who may track, review and decide: all admins, and {role}."),
)
"""Who they are: without a role, and with one."""

NO_CHANNEL = later("Not chosen: what waits for a person is told nowhere.")
HAS_CHANNEL = later("{channel} says what waits for a person.")
NO_SUBMISSIONS = later(
    "Not chosen: members who take no direct messages are not told what becomes of their posts."
)
HAS_SUBMISSIONS = later("{channel} tells members about their posts who take no direct messages.")
NO_CAMPAIGN = later(
    "None yet. **Create first campaign** below asks for what matters most, `/campaign create` for all."
)
HAS_CAMPAIGN = later("There is one. `/campaign list` shows them, `/creator add` takes in who is paid.")
UNSEEN = later(
    "Discord shows these commands to people with **Manage Server** only, until the role is allowed under "
    "**Server Settings → Integrations → {bot}**."
)
ZONE = later("{zone}: analytics tell days by it. `/setup timezone:` chooses another.")
GONE_ROLE = later("a role that is deleted now (choose another one)")
GONE_CHANNEL = later("The channel is deleted, or the bot cannot see it any more. Choose another one.")
CLOSED = later(
    "{channel} is closed to the bot now: it lacks {lacking}. Allow it for the bot's role in that "
    "channel's settings under Permissions."
)

CREATE = later("Create first campaign")
AGAIN = later("Correct it")
KEPT = later("What you typed is kept for a day: **Correct it** opens the form with it.")
NO_CAP = later(
    "Posts are paid once a cap is set too, the most views that count for money: `/campaign edit cap:` sets "
    "it for all."
)
NAME, NAME_MEANING = later("Name"), later("As people will see it")
CPM, CPM_MEANING = later("CPM"), later("Pay per 1,000 views, such as 0.50; empty: set later")
MINIMUM = later("Minimum views")
MINIMUM_MEANING = later("A post with fewer is not paid; empty: 1,000")
CURRENCY, CURRENCY_MEANING = later("Currency"), later("Three letters; empty: USD")
WINDOW = later("Window in days")
WINDOW_MEANING = later("How long views count after publication; empty: 7")
