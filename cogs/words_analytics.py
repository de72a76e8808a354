"""The words of analytics, leaderboards and time zones."""

OPTIONS = {
    "timezone": "Whose days figures are told by, such as Europe/Berlin (default UTC)",
    "range_": "Posts published when (default: the last 30 days)",
    "by": "What creators are ranked by (default views)",
    "shows_amounts": "Whether anyone may see what creators earned, on the leaderboard",
}
"""What options mean, by their names."""

CHOOSE_TOP = "Rank the top posts by"
