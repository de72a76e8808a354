"""What people ask of the largest server: every list, card, menu and suggestion."""

from typing import Any

IN_HOME = {"campaign": "#1"}
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("help", {}),
    ("status", {}),
    ("doctor", {}),
    ("campaign list", {}),
    ("campaign show", IN_HOME),
    ("creator list", {}),
    ("creator show", {"creator": "#1"} | IN_HOME),
    ("watch list", {}),
    ("watch show", {"account": "#1"} | IN_HOME),
    ("post list", {}),
    ("post list", {"creator": "#1"} | IN_HOME),
    ("post show", {"post": "#1"}),
    ("explain", {"post": "#6"}),
    ("intel list", {}),
    ("intel show", IN_HOME),
    ("inbox", {}),
    ("inbox", IN_HOME),
    ("payout ready", {}),
    ("payout history", {}),
    ("payout mark-paid", {"creator": "#5"}),
    ("payout void", {"payout": "#1", "reason": "R" * 400}),
    ("analytics", {}),
    ("analytics", {"range": "all"} | IN_HOME),
    ("leaderboard", IN_HOME),
    ("leaderboard", {"by": "earnings"} | IN_HOME),
    ("report list", {}),
    ("report create", {"include_payouts": True} | IN_HOME),
    ("audit", {}),
    ("my posts", {}),
    ("my earnings", {}),
    ("my accounts", {}),
    ("my forget", {}),
]
SLOWEST: list[tuple[str, dict[str, Any]]] = [("payout export", IN_HOME), ("my export", {})]
"""What writes every row there is: it takes long, for nobody but the one who asked."""
SUGGESTED = [
    ("campaign show", "campaign"),
    ("creator show", "creator"),
    ("post show", "post"),
    ("watch show", "account"),
    ("payout void", "payout"),
    ("report revoke", "report"),
    ("leaderboard", "campaign"),
    ("submit-post", "campaign"),
]
LAST_PAGES = [
    "vl:page:campaigns:9999:",
    "vl:page:creators:9999:",
    "vl:page:watches:9999:",
    "vl:page:posts:99999:,,",
    "vl:page:ready:99999:",
    "vl:page:payouts:99999:",
    "vl:page:my-posts:99999:",
    "vl:page:my-accounts:99999:",
    "vl:leaderboard:1:views:99999",
    "vl:inbox:page:0:0:9999",
]
TYPED = ["", "\u202e", "🎉" * 30, "%_\\"]
"""What is in the option while something is suggested."""
