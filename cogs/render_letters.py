"""What members are told about their posts, as they read it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import discord

from cogs import quantities, render, stored, words
from cogs.say import later, say
from core.domain.telling import Topic
from core.services.shown_letters import News

log = logging.getLogger(__name__)

LINES_SHOWN = 10
LETTER_LIMIT = render.DESCRIPTION_LIMIT - 100
REASON_LIMIT = 150
STOP, RESUME = later("Stop these messages"), later("Turn on again")
STOPPED = later(
    "You get no more of these messages from this server. `/my posts` always says where your posts stand."
)
RESUMED = later(
    "You are told again what becomes of your posts in this server. What happened meanwhile is not told."
)
SENTENCES: Mapping[Topic, str] = {
    Topic.TAKEN_IN: later("**taken in**, {reason}. Its window ends {ends}."),
    Topic.WAITING: later(
        "**waits for review**, {reason}. It counts once the team approves it; its window runs on."
    ),
    Topic.APPROVED: later("**approved**. Its views count."),
    Topic.EXCLUDED: later("**excluded**. The team decided that it does not count; ask them why."),
    Topic.PENDING_TERMS: later("**waits for terms**, {views} views are fixed. The team sets what it pays."),
    Topic.NEEDS_PERSON: later("**waits for a person**, {reason}. Nothing is lost: the team decides."),
    Topic.FINALIZED: later("**final**, {views} views counted{earned}. {coming}"),
    Topic.REJECTED: later("**rejected**, {reason}. `/why` with its link says more."),
    Topic.UNREJECTED: later("**not rejected any more**, {reason}. It counts again."),
    Topic.DENIED: later(
        "**appeal denied**, {reason}. The post stays rejected; `/my posts` has the whole answer."
    ),
    Topic.HELD: later("**on hold**. It is decided as usual, and not paid before the team releases it."),
    Topic.RELEASED: later("**no longer on hold**. It is paid like any other."),
    Topic.ADJUSTED: later("**corrected**{by}, {reason}. `/my earnings` has the new sum."),
    Topic.PAID: later("**paid**{amount} for {posts}{how}. `/my earnings` has all payouts."),
    Topic.VOIDED: later("**payout #{payout} taken back**{of}, {reason}. What it paid is owed to you again."),
    Topic.GONE: later(
        "**gone from the platform**. The last known numbers are kept. If you hid it, show it again."
    ),
    Topic.BACK: later("**back on the platform**{private}. Its views are read again."),
}
UNREADABLE = later("**changed**. `/my posts` says where it stands now.")
NEXT = later("It is paid with the next payout.")
NEXT_HELD = later("It is on hold, and not paid before the team releases it.")


def letter(news: Sequence[News], server: str | None, *, is_public: bool = False) -> discord.Embed:
    """Return all news of a letter, the oldest first; of many the rest as a number.

    Args:
        server: the server's name; None: not known now.
        is_public: others read it too, so amounts are left out unless the campaign tells them to all.
    """
    title = say("News about your posts")
    if server is not None:
        title = say("News about your posts in {server}", server=words.quoted(server, 80))
    lines = _fitting([line(each, is_public=is_public) for each in news[:LINES_SHOWN]])
    rest = len(news) - len(lines)
    more = [say("and {rest} more, `/my posts`", rest=words.number(rest))] * bool(rest)
    return render.embed(title, lines + more)


def _fitting(lines: Sequence[str]) -> list[str]:
    """Return the first lines that fit beside the number of the rest."""
    ends = accumulate(render.size(each) + 1 for each in lines)
    return [each for each, end in zip(lines, ends, strict=True) if end <= LETTER_LIMIT]


def line(news: News, *, is_public: bool = False) -> str:
    """Return one thing that happened; one that cannot be read is told without what it says."""
    try:
        said = say(SENTENCES[news.topic], **_facts(news, is_told=news.shows_amounts or not is_public))
    except Exception:
        log.exception("Notice %s could not be put into words", news.notice_id)
        said = say(UNREADABLE)
    whose = f"{words.handle(news.handle)}, {words.escape(news.campaign, 50)}"
    return f"{_subject(news)}{whose}: {said}"


def _subject(news: News) -> str:
    if news.ref is None or news.post_id is None:
        return ""
    url = render.post_url(news.ref.url)
    number = f"`#{news.post_id}`"
    return f"{number} · " if url is None else f"[{number}]({url}) · "


def _facts(news: News, *, is_told: bool) -> Mapping[str, str]:
    """Return what sentences may name; amounts and references only if they are told here."""
    args = news.args
    earned, amount = (_money(news, name) if is_told else "" for name in ("earned", "amount"))
    return {
        "reason": stored.reason(str(args.get("reason") or "").rstrip(". "), REASON_LIMIT),
        "views": words.number(args.get("views")),
        "earned": earned and say("; it earned {amount}", amount=earned),
        "amount": amount and f" {amount}",
        "by": amount and say(" by {amount}", amount=amount),
        "of": amount and f" ({amount})",
        "how": _how(args) if is_told else "",
        "posts": quantities.posts(int(args.get("posts", 0))),
        "payout": str(args.get("payout")),
        "coming": say(NEXT_HELD if args.get("is_held") else NEXT),
        "ends": words.ago(_moment(args.get("ends_at"))),
        "private": say(", but private now") if args.get("is_private") else "",
    }


def _money(news: News, name: str) -> str:
    """Return an amount, with its sign where that says which way it went; empty when there is none."""
    minor = news.args.get(name)
    if minor is None:
        return ""
    sign = "+" if news.topic is Topic.ADJUSTED and minor > 0 else ""
    return f"{sign}{render.money(minor, str(news.args['currency']))}"


def _how(args: Mapping[str, Any]) -> str:
    method = ""
    if args.get("method"):
        method = say(" by {method}", method=words.escape(str(args["method"]), 50))
    if not args.get("reference"):
        return method
    return method + say(", reference {reference}", reference=words.code(str(args["reference"]), 60))


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
