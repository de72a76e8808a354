"""What members are told about their posts, as they read it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import discord

from cogs import render, words
from core.domain.telling import Topic
from core.services.shown_letters import News

log = logging.getLogger(__name__)

LINES_SHOWN = 10
LETTER_LIMIT = render.DESCRIPTION_LIMIT - 100
REASON_LIMIT = 150
STOP, RESUME = "Stop these messages", "Turn on again"
STOPPED = (
    "You get no more of these messages from this server. `/my posts` always says where your posts stand."
)
RESUMED = "You are told again what becomes of your posts in this server. What happened meanwhile is not told."
SENTENCES: Mapping[Topic, str] = {
    Topic.TAKEN_IN: "**taken in**, {reason}. Its window ends {ends}.",
    Topic.WAITING: "**waits for review**, {reason}. It counts once the team approves it; its window runs on.",
    Topic.APPROVED: "**approved**. Its views count.",
    Topic.EXCLUDED: "**excluded**. The team decided that it does not count; ask them why.",
    Topic.PENDING_TERMS: "**waits for terms**, {views} views are fixed. The team sets what it pays.",
    Topic.NEEDS_PERSON: "**waits for a person**, {reason}. Nothing is lost: the team decides.",
    Topic.FINALIZED: "**final**, {views} views counted{earned}. {coming}",
    Topic.REJECTED: "**rejected**, {reason}. `/why` with its link says more.",
    Topic.UNREJECTED: "**not rejected any more**, {reason}. It counts again.",
    Topic.DENIED: "**appeal denied**, {reason}. The post stays rejected; `/my posts` has the whole answer.",
    Topic.HELD: "**on hold**. It is decided as usual, and not paid before the team releases it.",
    Topic.RELEASED: "**no longer on hold**. It is paid like any other.",
    Topic.ADJUSTED: "**corrected**{by}, {reason}. `/my earnings` has the new sum.",
    Topic.PAID: "**paid**{amount} for {posts}{how}. `/my earnings` has all payouts.",
    Topic.VOIDED: "**payout #{payout} taken back**{of}, {reason}. What it paid is owed to you again.",
    Topic.GONE: "**gone from the platform**. The last known numbers are kept. If you hid it, show it again.",
    Topic.BACK: "**back on the platform**{private}. Its views are read again.",
}
UNREADABLE = "**changed**. `/my posts` says where it stands now."
NEXT = "It is paid with the next payout."
NEXT_HELD = "It is on hold, and not paid before the team releases it."


def letter(news: Sequence[News], server: str | None, *, is_public: bool = False) -> discord.Embed:
    """Return all news of a letter, the oldest first; of many the rest as a number.

    Args:
        server: the server's name; None: not known now.
        is_public: others read it too, so amounts are left out unless the campaign tells them to all.
    """
    where = "" if server is None else f" in {words.quoted(server, 80)}"
    lines = _fitting([line(each, is_public=is_public) for each in news[:LINES_SHOWN]])
    rest = len(news) - len(lines)
    more = [f"and {rest:,} more, `/my posts`"] * bool(rest)
    return render.embed(f"News about your posts{where}", lines + more)


def _fitting(lines: Sequence[str]) -> list[str]:
    """Return the first lines that fit beside the number of the rest."""
    ends = accumulate(render.size(each) + 1 for each in lines)
    return [each for each, end in zip(lines, ends, strict=True) if end <= LETTER_LIMIT]


def line(news: News, *, is_public: bool = False) -> str:
    """Return one thing that happened; one that cannot be read is told without what it says."""
    try:
        said = SENTENCES[news.topic].format_map(_facts(news, is_told=news.shows_amounts or not is_public))
    except Exception:
        log.exception("Notice %s could not be put into words", news.notice_id)
        said = UNREADABLE
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
        "reason": words.escape(str(args.get("reason") or "").rstrip(". "), REASON_LIMIT),
        "views": words.number(args.get("views")),
        "earned": earned and f"; it earned {earned}",
        "amount": amount and f" {amount}",
        "by": amount and f" by {amount}",
        "of": amount and f" ({amount})",
        "how": _how(args) if is_told else "",
        "posts": words.several(int(args.get("posts", 0)), "post"),
        "payout": str(args.get("payout")),
        "coming": NEXT_HELD if args.get("is_held") else NEXT,
        "ends": words.ago(_moment(args.get("ends_at"))),
        "private": ", but private now" if args.get("is_private") else "",
    }


def _money(news: News, name: str) -> str:
    """Return an amount, with its sign where that says which way it went; empty when there is none."""
    minor = news.args.get(name)
    if minor is None:
        return ""
    sign = "+" if news.topic is Topic.ADJUSTED and minor > 0 else ""
    return f"{sign}{render.money(minor, str(news.args['currency']))}"


def _how(args: Mapping[str, Any]) -> str:
    method = f" by {words.escape(str(args['method']), 50)}" if args.get("method") else ""
    reference = f", reference {words.code(str(args['reference']), 60)}" if args.get("reference") else ""
    return method + reference


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
