"""What each command is typed with when everybody tries everything, and what it says when it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from discord.utils import utcnow

from tests.whole.conftest import World
from tests.whole.scene import ACTIVE, FINALIZED, PENDING, RECENT, TIKTOK, UNREAD, Cast, publish

Options = Mapping[str, Any]
Typed = Callable[[Cast, int], Options]


@dataclass(frozen=True)
class Step:
    """A command, how the person of this number in turn types it, and words of its answer to who may.

    `form` is what is filled in, for commands that open one; `confirms` presses the button of that name in the
    answer. Things of the home server are named by their numbers where that can be, so that an answer that
    names them otherwise tells something.
    """

    command: str
    words: str
    typed: Typed = lambda people, turn: {}
    form: Typed | None = None
    confirms: bool = False


def same(**options: Any) -> Typed:
    return lambda people, turn: options


def post(numbers: range, **more: Any) -> Typed:
    """Names a post of those that is the person's alone."""
    return lambda people, turn: {"post": f"#{numbers[turn % len(numbers)]}", **more}


def link(number: int, **more: Any) -> Typed:
    """Names a link that is the person's alone."""
    return lambda people, turn: {"url": people.links[number + turn], **more}


def links(number: int) -> Typed:
    return lambda people, turn: {"links": people.links[number + turn]}


def named(option: str, start: str, **more: Any) -> Typed:
    """Names something that is made in this walk, or for those who may make none, what was there."""
    return lambda people, turn: {option: f"{start}.{turn if turn < 2 else 9}", **more}


def payee(people: Cast, turn: int) -> Options:
    return {"creator": "#2" if turn else "#1", "method": "PayPal", "reference": f"TX-{turn}"}


SUBMITTED, MENU, TRACKED, FOLLOWED, WATCHED = 100, 200, 300, 400, 600
"""Where the links begin that each person has for these commands."""
MENU_COMMAND = "Submit post"
NOT_MINE = "No account is bound to you"
HERE = same(campaign="#1")
ANNA = same(creator="#1", campaign="#1")
BEN = same(creator="#2", campaign="#1")
ACCOUNT = named("account", "rival", campaign="#1")


def equip(world: World, people: Cast) -> None:
    """Let the sources know what the people of the walk hand in, follow and watch."""
    published_at = utcnow() - RECENT + timedelta(minutes=1)
    for turn in range(len(people.people)):
        publish(world, WATCHED + turn, 5_000, f"rival.{turn}", published_at)
        for first in (SUBMITTED, MENU, TRACKED, FOLLOWED):
            handle = "rival.8" if first == FOLLOWED else "anna.sun"
            people.links[first + turn] = publish(world, first + turn, 5_000, handle, published_at)


STEPS = (
    Step("help", "What you can do here"),
    Step("privacy", "What this bot keeps about you"),
    Step("setup", "each choice counts at once"),
    Step("doctor", "Roles and campaign are there"),
    Step("status", "refresh tiktok"),
    Step("submit-post", "1 of 1 link added|belongs to another", link(SUBMITTED, campaign="#1")),
    Step(MENU_COMMAND, "1 of 1 link added|belongs to another"),
    Step("why", "It is in already", lambda people, turn: {"url": people.links[1], "campaign": "#1"}),
    Step("my posts", f"Your posts|{NOT_MINE}"),
    Step("my earnings", f"Next payout|{NOT_MINE}"),
    Step("my accounts", f"Your accounts|{NOT_MINE}"),
    Step("my link", "Put this code", named("handle", "fan", platform=TIKTOK)),
    Step("my export", "everything stored about you"),
    Step("my forget", "Remove your personal data|cannot be forgotten yet|Nothing is stored"),
    Step("explain", "Counted reading|No post of this server", same(post="#1")),
    Step("leaderboard", "Summer Launch: views", HERE),
    Step("campaign create", "Campaign created", named("name", "Autumn")),
    Step("campaign list", "Summer Launch"),
    Step("campaign show", "Summer Launch", HERE),
    Step("campaign edit", "Campaign changed", same(campaign="#1", minimum_payout="1")),
    Step("campaign allow-server", "handed in from server", same(campaign="#1", server_id="9" * 18)),
    Step("campaign block-server", "no longer be handed in", same(campaign="#1", server_id="9" * 18)),
    Step("campaign archive", "Archived", HERE, confirms=True),
    Step("campaign reopen", "Status: Active", HERE),
    Step("campaign note", "Note written", HERE, form=same(note="A wish of the brand")),
    Step("creator add", "Creator added", named("handle", "new", platform=TIKTOK, campaign="#1")),
    Step("creator list", "@ben.waves", HERE),
    Step("creator show", "Anna Sommer", ANNA),
    Step("creator edit", "Creator changed", same(creator="#1", campaign="#1", minimum_views=900)),
    Step("creator pause", "Creator paused", BEN),
    Step("creator resume", "Creator resumed", BEN),
    Step(
        "creator deal", "version 2", same(creator="#1", campaign="#1", cpm="0.55", cap=500_000), confirms=True
    ),
    Step(
        "creator tier-add", "Tier “Top” added", same(creator="#2", campaign="#1", name="Top", cpm="1", cap=9)
    ),
    Step("creator tier-remove", "version", same(creator="#2", campaign="#1", name="Top"), confirms=True),
    Step("creator note", "Note written", ANNA, form=same(note="She answers on Mondays")),
    Step("creator remove", "removed", named("creator", "new", campaign="#1"), confirms=True),
    Step("post track", "1 of 1 link added", HERE, form=links(TRACKED)),
    Step("post list", "@anna.sun on TikTok", HERE),
    Step("post show", "A secret note", same(post="#1")),
    Step("post refresh", "The numbers are fresh", post(ACTIVE)),
    Step("post set-cpm", "Finalized", post(PENDING, cpm="0.40", cap=100_000), confirms=True),
    Step("post set-views", "Views set by hand", post(UNREAD, views=5_000, note="Read on a phone")),
    Step("post finalize", "Finalized", post(ACTIVE[4:], reason="The brand ends early"), confirms=True),
    Step("post hold", "Post put on hold", post(FINALIZED, reason="To be checked")),
    Step("post release", "Post released", post(FINALIZED)),
    Step("post adjust", "230.00", post(FINALIZED, amount="+5", reason="A bonus"), confirms=True),
    Step("post note", "Note written", same(post="#2"), form=same(note="Shot at the lake")),
    Step("post reject", "Rejected", post(ACTIVE, reason="Shows another brand"), confirms=True),
    Step("post unreject", "Active", post(ACTIVE)),
    Step("post exclude", "excluded", post(ACTIVE[2:]), confirms=True),
    Step("post include", "Active", post(ACTIVE[2:])),
    Step("inbox", "Nothing waits for review", HERE),
    Step(
        "watch add",
        "Watched from now on",
        named("handle", "rival", platform=TIKTOK, campaign="#1", competitor=True),
    ),
    Step("watch list", "Watched accounts", HERE),
    Step("watch show", "@rival", ACCOUNT),
    Step("watch pause", "Paused", ACCOUNT),
    Step("watch resume", "Active", ACCOUNT),
    Step("watch sync", "@rival", ACCOUNT),
    Step("watch remove", "Watched no more", ACCOUNT),
    Step("intel track", "1 of 1 link added", HERE, form=links(FOLLOWED)),
    Step("intel list", "rival", HERE),
    Step("intel show", "own posts and competitors'", HERE),
    Step("payout ready", "Can be paid now", HERE),
    Step("payout export", "Open the XLSX", HERE),
    Step("payout mark-paid", "Recorded", payee, confirms=True),
    Step("payout history", "TX-SECRET", HERE),
    Step("payout void", "oided", same(payout="#1", reason="Sent back"), confirms=True),
    Step("report create", "Whoever has this link", HERE),
    Step("report list", "shared"),
    Step("report revoke", "Revoked", same(report="#1")),
    Step("api-key create", "vl_", same(label="dashboard")),
    Step("api-key list", "dashboard"),
    Step("api-key revoke", "evoked", same(key="#1"), confirms=True),
    Step("analytics", "Analytics: Summer Launch", HERE),
    Step("audit", "Audit", HERE),
)
