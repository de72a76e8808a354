"""The words that several screens share. Those that creators read too are marked for the catalogues.

What refusals say is in `refusals.py`. Text that somebody else wrote is shown through `escape` only.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

import discord

from cogs.say import grouped, later, many, say
from core.domain.terms import (
    Availability,
    CampaignState,
    CreatorState,
    Outcome,
    Platform,
    PostStatus,
    TrackingMode,
    TrackingStatus,
    WatchState,
)

UNKNOWN = later("unknown")
NOT_SET = later("not set")
ACCEPTED = later("Paste the link of a TikTok video or photo post, or of an Instagram reel, post or carousel.")

PLATFORMS = {platform: platform.label for platform in Platform}
MODES = {
    TrackingMode.AUTO: later("Auto: new posts count at once"),
    TrackingMode.SELECTIVE: later("Selective: a person reviews new posts first"),
}
CAMPAIGN_STATES = {CampaignState.ACTIVE: later("Active"), CampaignState.ARCHIVED: later("Archived")}
WATCH_STATES = {
    WatchState.ACTIVE: later("Active"),
    WatchState.PAUSED: later("Paused"),
    WatchState.REMOVED: later("Removed"),
}
CREATOR_STATES = {
    CreatorState.ACTIVE: later("Active"),
    CreatorState.PAUSED: later("Paused"),
    CreatorState.REMOVED: later("Removed"),
}
STATUSES = {
    PostStatus.ACTIVE: later("Active"),
    PostStatus.AWAITING_MEASUREMENT: later("Awaiting measurement"),
    PostStatus.PENDING_CPM: later("Pending CPM"),
    PostStatus.FINALIZED: later("Finalized"),
    PostStatus.PAID: later("Paid"),
    PostStatus.REJECTED: later("Rejected"),
}
TRACKING = {
    TrackingStatus.AUTO_TRACKED: later("found automatically"),
    TrackingStatus.PENDING_REVIEW: later("waiting for review"),
    TrackingStatus.INCLUDED: later("included by review"),
    TrackingStatus.EXCLUDED: later("excluded"),
    TrackingStatus.DIRECT_ADD: later("added by link"),
}
AVAILABILITY = {
    Availability.LIVE: later("live"),
    Availability.DOUBTED: later(
        "The last look did not find the post. It is looked for again before it counts as gone."
    ),
    Availability.GONE: later("The post is gone from the platform. The last known numbers are kept."),
}
OUTCOMES = {
    Outcome.OK: later("the numbers were read"),
    Outcome.NOT_FOUND: later("the platform does not find the post"),
    Outcome.PRIVATE: later("the post or its account is private"),
    Outcome.DELETED: later("the post was deleted"),
    Outcome.REGION_LOCKED: later("the post cannot be seen from where this bot looks"),
    Outcome.HIDDEN: later("the platform does not show its views"),
    Outcome.RATE_LIMITED: later("the source asked to come back later"),
    Outcome.UNAVAILABLE: later("the source gave no answer"),
    Outcome.MALFORMED: later("the source's answer could not be understood"),
    Outcome.UNSUPPORTED: later("no source set up here can read this kind of post"),
}

OPTIONS = {
    "url": "One or more links to your TikTok or Instagram posts",
    "campaign": "Which campaign; may be left out when there is only one",
    "name": "The campaign's name",
    "currency": "Three-letter currency code, such as USD or EUR (default USD)",
    "window_days": "For how many days after publication views count",
    "minimum_views": "The fewest views that are paid",
    "cpm": "Pay per 1,000 views, such as 0.50",
    "cap": "The most views of one post that are paid",
    "budget": "The most that may be paid in total, such as 5,000 written as 5000; or none",
    "server_id": "The id of the other Discord server",
    "handle": "The account's handle or profile link",
    "platform": "Where the account is",
    "member": "The Discord member who owns the account; others cannot hand in its posts then",
    "mode": "What happens to posts that are found automatically (default auto)",
    "creator": "The creator: start typing a handle",
    "account": "The watched account: start typing a handle",
    "first_import": "How many of its newest posts come in at once (default none)",
    "competitor": "Follow it as a competitor's account, which is paid nothing",
    "status": "Only posts in this status",
    "post": "The post: its number, link or platform id",
    "views": "The views, read by a person where the platform shows them",
    "note": "Where the number comes from; kept for audits",
    "days": "How many days after publication views are compared (default 7)",
    "reason": "Why; it is kept and shown",
    "amount": "How much more or less is owed, with its sign: +5 or -5.00",
    "minimum_payout": "The least that is paid at once, such as 50; less is carried over; none: any sum",
    "method": "How it was paid, such as PayPal or bank transfer",
    "reference": "What proves the payment, such as its transaction number",
    "payout": "The payout: start typing its number, reference or creator",
    "new_tier": "The tier's name, such as Base; at most 50 characters",
    "old_tier": "The tier: start typing its name",
    "requirement": "What a post must do to be paid so; shown on the creator's card",
    "tier": "A tier of the creator's deal, in the place of CPM and cap",
    "actor": "Only what this person did",
}
"""What every option of a command means, by its name. At most 100 characters each."""

TRACK_TITLE = "Track posts"
TRACK_LINKS = "Links, one per line"
TRACK_MORE = "More links, if they did not fit"
INTEL_TITLE = "Follow competitors' posts"
DAYS_AFTER = "days after publication"
MEDIAN_VIEWS = "median views"
TRACK_EXAMPLE = "https://www.tiktok.com/@name/video/…"

NOTE = later("Note")
NOTES = later("Notes")
CREATOR_NOTE = later("Note on a creator")
CAMPAIGN_NOTE = later("Note on a campaign")
NOTE_MEANING = later("Markdown works. An empty text removes the note.")
NOTE_BACK = later("Here is the text you wrote, so that nothing of it is lost.")

CONFIRM = later("Confirm")
CANCEL = later("Cancel")
CANCELLED = later("Cancelled. Nothing has changed.")
REFRESH = later("Refresh")
RETRY = later("Retry")
SYNC = later("Sync now")
NONE = later("none")
PREVIOUS = later("Previous")
NEXT = later("Next")
EXPORT = later("Export")
EXPLAIN = later("Explain")
CHOOSE_KIND = later("Show one kind of entries")
UNDO = later("Undo")
REVIEWS = {"include": later("Approve"), "exclude": later("Exclude"), "undo": UNDO}
"""What is done about a post that waits for review, by the name of the command."""
CHOOSE_STATEMENT = later("Statement of a creator")
CHOOSE_POST = later("Look at one of these posts")
CHOOSE_CREATOR = later("Show the posts of one creator")
ALL_CREATORS = later("All creators")
CHOOSE_CAMPAIGN = later("Choose the campaign")
CHOOSE_ADMIN = later("Admin role: may do everything")
CHOOSE_EDITOR = later("Editor role: tracks, reviews and decides")
CHOOSE_CHANNEL = later("Admin channel: shows what waits for a person")
CHOOSE_SUBMISSIONS = later("Submission channel: for members whose messages are closed")
OPEN_INBOX = later("Open the inbox")
LOWER = later("**Fewer views than at the look before.** Platforms sometimes remove views they consider fake.")
OUTDATED_COMMAND = later(
    "This command has changed since your Discord loaded it. Reload Discord (Ctrl+R), or try again in an hour."
)
BAD_OPTION = later("One of the values could not be read. Check what was entered and try again.")

DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
MARKDOWN = re.compile(r"[\\*_~|`<>\[\]]|^[#\-+]|(?<=:)(?=//)")
TIMESTAMP = re.compile(r"<t:(-?\d+)(?::\w)?>")


def clean(text: str, limit: int) -> str:
    """Return one line of at most `limit` characters without controls and direction overrides."""
    kept = " ".join(text.split())
    if not kept.isprintable():  # what is printable has none of the categories that are dropped
        kept = "".join(
            char for char in kept if char in JOINERS or unicodedata.category(char) not in DROPPED
        ).strip()
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int = 100) -> str:
    r"""Return text of others as one line that formats nothing, links nowhere and mentions nobody.

    `discord.utils.escape_markdown` leaves alone what is inside links and `[…](…)`, and knows no `<t:…>`;
    Discord takes a backslash before any punctuation, so each character with a meaning gets one.
    """
    return discord.utils.escape_mentions(MARKDOWN.sub(r"\\\g<0>", clean(text, limit)))


def quoted(text: str, limit: int = 100) -> str:
    """Return text of others in quotation marks."""
    return f"“{escape(text, limit)}”"


def code(text: str, limit: int = 100) -> str:
    """Return text of others as it is, in a fixed-width box; fit for links, which escaping would break."""
    return f"`{discord.utils.escape_mentions(clean(text.replace('`', ''), limit)) or ' '}`"


def without_markup(text: str) -> str:
    """Return a sentence of ours as it reads in a text file."""
    dated = TIMESTAMP.sub(
        lambda found: f"{datetime.fromtimestamp(int(found[1]), tz=UTC):%Y-%m-%d %H:%M} UTC", text
    )
    return re.sub(r"\\(?=[^\w\s]|$)", "", dated).replace("\u200b", "").replace("**", "").replace("`", "")


def names(texts: list[str], limit: int = 10) -> str:
    """Return several names in a row; the rest as a number."""
    shown = ", ".join(escape(text, 50) for text in texts[:limit])
    if len(texts) <= limit:
        return shown
    return say("{names} and {rest} more", names=shown, rest=len(texts) - limit)


def either(texts: Iterable[str]) -> str:
    """Return texts with an “or” between each two."""
    return say(" or ").join(texts)


def both(texts: Iterable[str]) -> str:
    """Return texts with an “and” between each two."""
    return say(" and ").join(texts)


def handle(text: str | None) -> str:
    """Return a handle with its @, which makes a mention of `everyone` no more than any other."""
    return say("unknown author") if text is None else discord.utils.escape_mentions(f"@{escape(text, 60)}")


def number(count: int | None, *, exact: bool = True) -> str:
    """Return a count with thousands; a rounded one is marked, an unknown one is said to be so."""
    if count is None:
        return say(UNKNOWN)
    return grouped(f"{count:,}" if exact else f"≈ {count:,}")


def change(count: int | None) -> str:
    """Return a difference with its sign in brackets; nothing when there is none, or nothing to compare."""
    return f" ({grouped(f'{count:+,}')})" if count else ""


def several(count: int, one: str, more: str | None = None) -> str:
    """Return `1 post`, `2 posts`, in English."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def at(moment: datetime | None) -> str:
    """Return a moment in the reader's own time zone, and how far away it is."""
    if moment is None:
        return say(UNKNOWN)
    return f"{discord.utils.format_dt(moment, 'F')} ({discord.utils.format_dt(moment, 'R')})"


def ago(moment: datetime | None) -> str:
    """Return how far away a moment is."""
    return say(UNKNOWN) if moment is None else discord.utils.format_dt(moment, "R")


def bug(reference: str) -> str:
    """Say that it is our fault, and what to hand on."""
    return say(
        "Something went wrong on the bot's side, and it has been logged. "
        "If it happens again, give whoever runs the bot this reference: {reference}.",
        reference=code(reference),
    )


def no_picture(reference: str) -> str:
    """Say that the picture is missing, and what to hand on."""
    return f"{say('The picture could not be drawn; the numbers are complete.')} {bug(reference)}"


def source_trouble(outcome: Outcome) -> str:
    """Say that a source gave nothing."""
    return say(
        "The post could not be read: {why}. Nothing was lost; try again later.", why=say(OUTCOMES[outcome])
    )


def progress(done: int, total: int) -> str:
    """Say how far a bulk import is."""
    return say("Looked at {done} of {total} links …", done=done, total=total)


def looked(outcome: Outcome, left: int) -> str:
    """Say how a manual refresh ended."""
    rest = many(
        left,
        "{count} manual refresh left today in this server.",
        "{count} manual refreshes left today in this server.",
    )
    if outcome is Outcome.OK:
        return say("The numbers are fresh. {rest}", rest=rest)
    return say("No new numbers: {why}. {rest}", why=say(OUTCOMES[outcome]), rest=rest)
