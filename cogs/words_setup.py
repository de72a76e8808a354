"""The words of `/setup`: its screens, and the form of the first campaign."""

INTRODUCTION = "Choose below; each choice counts at once. Empty a menu to take its choice back."
COMPLETE = "✅ Everything that is needed is there."
MISSING = "Still missing: {names}."
BROKEN = "Needs a look: {names}."
BACK = "Back"

ADMINS, EDITORS = "Admins", "Editors"
ADMIN_CHANNEL, SUBMISSION_CHANNEL = "Admin channel", "Submission channel"
ZONE_NAME, DIGEST_NAME, CAMPAIGN = "Time zone", "Weekly digest", "First campaign"

NO_CHANNEL = "Not chosen: what waits for a person is told nowhere."
NO_SUBMISSIONS = "Not chosen: members who take no direct messages are not told what becomes of their posts."
NO_CAMPAIGN = (
    "None yet. **Create first campaign** below asks for what matters most, `/campaign create` for all."
)
HAS_CAMPAIGN = "There is one. `/campaign list` shows them, `/creator add` takes in who is paid."
NO_DIGEST = "Off: choose a channel to have last week told there once a week."
UNSEEN = (
    "Discord shows these commands to people with **Manage Server** only, until the role is allowed under "
    "**Server Settings → Integrations → {bot}**."
)
ZONE = "{zone}: analytics tell days by it. `/setup timezone:` chooses another."
DIGEST_MEANING = (
    "New posts, views gained, creators and leading posts of each active campaign against the week before, "
    "for everybody in the channel. A week in which nothing happened is not told."
)
GONE_ROLE = "a role that is deleted now (choose another one)"
GONE_CHANNEL = "The channel is deleted, or the bot cannot see it any more. Choose another one."
CLOSED = (
    "<#{channel}> is closed to the bot now: it lacks {lacking}. Allow it for the bot's role in that "
    "channel's settings under Permissions."
)

CREATE = "Create first campaign"
AGAIN = "Correct it"
KEPT = "What you typed is kept for a day: **Correct it** opens the form with it."
NO_CAP = (
    "Posts are paid once a cap is set too, the most views that count for money: `/campaign edit cap:` sets "
    "it for all."
)
NAME, NAME_MEANING = "Name", "As people will see it"
CPM, CPM_MEANING = "CPM", "Pay per 1,000 views, such as 0.50; empty: set later"
MINIMUM, MINIMUM_MEANING = "Minimum views", "A post with fewer is not paid; empty: 1,000"
CURRENCY, CURRENCY_MEANING = "Currency", "Three letters; empty: USD"
WINDOW, WINDOW_MEANING = "Window in days", "How long views count after publication; empty: 7"
