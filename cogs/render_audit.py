"""The audit as people see it: who did what, from what to what, why and when."""

from collections.abc import Mapping

import discord

from cogs import render, words
from cogs.say import say
from core.services.shown_audits import Audited, AuditFile, Audits

ENTRY_LIMIT = 390
"""Ten entries fit a screen whatever is in them; the file has them whole."""
VALUE_LIMIT = 90
REASON_LIMIT = 160
KINDS = {
    "api": "Programs: by keys of the API",
    "api-key": "Keys of the API: made, revoked",
    "budget": "Budget warnings",
    "campaign": "Campaigns: made, changed, noted",
    "creator": "Creators: added, changed, paused, deals",
    "decision": "Decisions about posts",
    "deal": "Deals",
    "inbox": "Reviews taken back",
    "intel": "Competitors' posts",
    "payout": "Payouts",
    "post": "Posts: by command or button",
    "setup": "Setup",
    "submit-post": "Posts handed in",
    "watch": "Watched accounts, and posts found there",
    "window": "Counting windows that moved",
}
ALL_KINDS = "Everything"
OPTIONS_LIMIT = 24
NOTHING = "Nothing was recorded here yet."
NOTHING_NARROWED = "Nothing was recorded that fits. Choose another kind, or leave out a filter."


def screen(found: Audits) -> discord.Embed:
    """Return one screen of entries; what was filtered by stands above them."""
    is_narrowed = any([found.wanted.campaign_id, found.wanted.actor, found.wanted.kind])
    lines = [_entry(entry) for entry in found.page.items]
    made = render.page("Audit", found.page, lines, NOTHING_NARROWED if is_narrowed else NOTHING)
    if found.wanted.actor is not None:
        made.description = f"What <@{found.wanted.actor}> did:\n{made.description}"
    return made


def _entry(entry: Audited) -> str:
    """Return an entry as a head and a line of what changed, cut where it is too long for a screen."""
    head = " · ".join(part for part in (_who(entry), _what(entry), words.ago(entry.at)) if part)
    change = f"{_value(entry.before)} → {_value(entry.after)}: {words.escape(entry.reason, REASON_LIMIT)}"
    left = ENTRY_LIMIT - render.size(head) - 1
    return f"{head}\n{change if render.size(change) <= left else render.cut(change, left)}"


def _who(entry: Audited) -> str:
    if entry.api_key is not None:
        return f"API key {words.escape(entry.api_key, 40)}"
    return "the rule" if entry.actor is None else render.member(entry.actor)


def _what(entry: Audited) -> str:
    """Return the action and what it was done to, as short as it can be told."""
    action = f"**{words.escape(entry.action, 40)}**"
    if entry.post_id is not None:
        return f"{action} `#{entry.post_id}`"
    if entry.creator is not None:
        return f"{action} {words.handle(words.clean(entry.creator, 40))}"
    return action if entry.campaign is None else f"{action} {words.quoted(entry.campaign, 40)}"


def _value(text: str) -> str:
    return words.escape(text, VALUE_LIMIT) or say(words.NONE)


def options(kinds: Mapping[str, int], chosen: str | None) -> list[discord.SelectOption]:
    """Return the kinds that can be chosen, with how often each is there; the first stands for all."""
    everything = discord.SelectOption(label=ALL_KINDS, value="*", default=chosen is None)
    named = [
        discord.SelectOption(
            label=words.clean(KINDS.get(kind, kind), 100) or "?",
            value=kind[:100],
            description=words.several(count, "entry", "entries"),
            default=kind == chosen,
        )
        for kind, count in list(kinds.items())[:OPTIONS_LIMIT]
    ]
    return [everything, *named]


def exported(file: AuditFile) -> str:
    """Say what the file holds."""
    if file.rows == file.total:
        return f"Here is the audit: {words.several(file.rows, 'entry', 'entries')}, newest first."
    return (
        f"Here are the newest {file.rows:,} of {file.total:,} entries, as many as one file may hold. "
        "Filter by campaign, person or kind to see older ones."
    )
