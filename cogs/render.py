"""What every embed is made of: lines that fit, links that are safe, money and terms in words."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import discord

from cogs import words
from cogs.say import grouped, say
from core.domain.money import format_cpm, format_money
from core.domain.names import is_pseudonym
from core.domain.terms import Platform, Terms
from core.services.shown import Page

DESCRIPTION_LIMIT = 4000
FIELD_LIMIT = 1024
TITLE_LIMIT = 240
FOOTER_LIMIT = 200
URL_LIMIT = 2000

BLUE = discord.Colour.blurple()
GREEN = discord.Colour.green()
AMBER = discord.Colour.gold()
RED = discord.Colour.red()
GREY = discord.Colour.light_grey()


def embed(
    title: str, lines: Sequence[str] = (), *, colour: discord.Colour = BLUE, footer: str = ""
) -> discord.Embed:
    """Return an embed whose text fits. `title` and `lines` are escaped already, `footer` is plain text."""
    made = discord.Embed(title=fit([title], TITLE_LIMIT), description=fit(lines), colour=colour)
    return made.set_footer(text=words.clean(footer, FOOTER_LIMIT)) if footer else made


def field(to: discord.Embed, name: str, lines: Sequence[str], *, inline: bool = True) -> None:
    """Add a field when there is something to say."""
    text = fit([line for line in lines if line], FIELD_LIMIT)
    if text:
        to.add_field(name=name, value=text, inline=inline)


def fit(lines: Sequence[str], limit: int = DESCRIPTION_LIMIT) -> str:
    """Return the lines that fit whole, and `…` for the rest; a first line that is too long is cut."""
    kept: list[str] = []
    left = limit - 2
    for line in lines:
        left -= size(line) + 1
        if left < 0:
            return "\n".join([*kept, "…"]) if kept else cut(line, limit)
        kept.append(line)
    return "\n".join(kept)


def size(text: str) -> int:
    """Return how long a text is for Discord, counted the strict way: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """Return the beginning of a text, without half an escape at its end."""
    while size(text) > limit - 1:
        text = text[: -max(1, (size(text) - limit + 1) // 2)]
    return text.rstrip("\\") + "…"


def web_url(url: str | None) -> str | None:
    """Return an address that Discord takes in an embed; None when it would refuse the message for it."""
    if url is None or len(url) > URL_LIMIT or not re.fullmatch(r"https?://[!-~]+\.[!-~]+", url):
        return None
    return url


def post_url(url: str) -> str | None:
    """Return the address of a post with foreign characters encoded."""
    return web_url(quote(url, safe=":/@?=&%.-_~", errors="replace"))


def money(minor: int | None, currency: str) -> str:
    """Return an amount, or that it is not known."""
    return say(words.UNKNOWN) if minor is None else grouped(format_money(minor, currency))


def member(discord_id: int) -> str:
    """Return a person as Discord shows them; one who was forgotten by the pseudonym."""
    if is_pseudonym(discord_id):
        return say("a forgotten member ({pseudonym})", pseudonym=words.code(str(discord_id)))
    return f"<@{discord_id}>"


def account(handle: str | None, platform: Platform) -> str:
    """Return an account with its platform."""
    return say("{account} on {platform}", account=words.handle(handle), platform=platform.label)


def terms(cpm: Decimal | None, cap_views: int | None, currency: str) -> str:
    """Return CPM and cap openly, each with its own gap."""
    rate = say(words.NOT_SET)
    if cpm is not None:
        rate = say("{rate} per 1,000 views", rate=grouped(format_cpm(cpm, currency)))
    most = say(words.NOT_SET)
    if cap_views is not None:
        most = say("{cap} views", cap=words.number(cap_views))
    return say("CPM: {rate}\nCap: {most}", rate=rate, most=most)


def short_terms(given: Terms, currency: str) -> str:
    """Return complete terms in a few words."""
    rate = grouped(format_cpm(given.cpm, currency))
    return say("{rate} per 1,000, up to {cap} views", rate=rate, cap=words.number(given.cap_views))


def page(title: str, found: Page[Any], lines: Sequence[str], empty: str) -> discord.Embed:
    """Return one screen of a list; the footer says which, when there are several."""
    footer = ""
    if found.pages > 1:
        at, pages, total = (words.number(each) for each in (found.number, found.pages, found.total))
        footer = say("Page {page} of {pages} · {total} in all", page=at, pages=pages, total=total)
    return embed(title, lines or [empty], footer=footer)
