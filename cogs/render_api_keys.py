"""Keys of the API in Discord: one that was just made, which there are, and one that is taken back."""

import discord

from cogs import render, words, words_api
from core.services.shown import Page
from core.services.shown_api_keys import KeyCard, KeyMade

NO_KEYS = "There is no API key yet. `/api-key create` makes one."
ONCE = (
    "It is shown this once, and kept as a hash only. Store it where the program keeps its passwords; "
    "whoever has it can use it until it is revoked."
)
STOPS = (
    "Whatever uses it is turned away from that moment on. What was done with it stays. This cannot be undone."
)
REVOKED = "Revoked. Whoever uses it is turned away from now on."


def made(done: KeyMade) -> discord.Embed:
    """Return a key that was just made, with the key itself."""
    shown = render.embed(
        f"API key {words.quoted(done.card.label, 80)}",
        [words.code(done.key), "", ONCE],
        colour=render.GREEN,
        footer=f"#{done.card.id} · /api-key revoke takes it back",
    )
    render.field(shown, "May", [words_api.ACCESSES[done.card.access]])
    render.field(shown, "Where", [words.code(done.address)])
    render.field(shown, "How", [words.code("Authorization: Bearer …")])
    return shown


def listing(found: Page[KeyCard]) -> discord.Embed:
    """Return one screen of keys."""
    return render.page("API keys", found, [_line(card) for card in found.items], NO_KEYS)


def plan(card: KeyCard) -> discord.Embed:
    """Return what revoking a key would do."""
    title = f"Revoke API key #{card.id} {words.quoted(card.label, 80)}?"
    return render.embed(title, [_used(card).capitalize() + ".", STOPS], colour=render.AMBER)


def revoked(card: KeyCard) -> discord.Embed:
    """Return a key that was just revoked."""
    title = f"API key #{card.id} {words.quoted(card.label, 80)}"
    return render.embed(title, [REVOKED], colour=render.GREY)


def _line(card: KeyCard) -> str:
    facts = [
        words_api.ACCESSES[card.access].lower(),
        _used(card),
        f"made {words.ago(card.created_at)} by {render.member(card.created_by)}",
        _revoked(card),
    ]
    return f"`#{card.id}` **{words.escape(card.label, 80)}**\n" + " · ".join(fact for fact in facts if fact)


def _used(card: KeyCard) -> str:
    return "never used" if card.last_used_at is None else f"last used {words.ago(card.last_used_at)}"


def _revoked(card: KeyCard) -> str:
    if card.revoked_at is None or card.revoked_by is None:
        return ""
    return f"**revoked** {words.ago(card.revoked_at)} by {render.member(card.revoked_by)}"
