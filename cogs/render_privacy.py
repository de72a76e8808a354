"""What is kept about members, what goes and what stays, as people see it."""

from collections.abc import Mapping, Sequence

import discord

from cogs import render, words
from cogs.archives import Archive
from core.services.shown_privacy import ForgetPlan, Forgotten, OwnAccount, OwnData

KEPT = """\
- **Your accounts** that take part in a campaign: platform, handle, the platform's id of the account, name, \
picture, your Discord id, terms and notes. They say whose posts count and who is paid.
- **Your posts** there: link, caption, preview picture, public counts over time, decisions. Earnings rest on \
them.
- **Money**: what became owed, was corrected and was paid, with method and reference. Every cent must be \
traceable later, so these rows are never changed.
- **What was done** with the bot, by whom, when and why; and the codes you put in a bio, for 30 days."""
NOT_KEPT = "The bot asks for no password, e-mail address or bank account, and reads no messages."
HOW_LONG = (
    "Until you ask for it to be removed, or whoever runs the bot ends the campaign and removes it. "
    "Copies in backups go when these are replaced."
)
WHOM = (
    "Ask the team of this server, whose campaigns these are; it also knows who runs the bot and who else "
    "sees what is kept."
)
YOURS = "`/my export` sends you all of it as a file. `/my forget` removes what is personal, and asks first."
GOES = {
    "accounts": ("account", "handle, platform id, name, picture, notes and your Discord id"),
    "watched-accounts": ("watched account", "watching ends"),
    "posts": ("post", "caption, preview picture, author and notes; they are read no more"),
    "messages": ("message to you", "removed; what was sent to Discord stays there"),
    "appeals": ("appeal", "removed; the team's message about it stays in Discord"),
    "proofs": ("code for a bio", "removed"),
}
STAYS = {
    "readings": "reading",
    "ledger": "ledger row",
    "payouts": "payout",
}
ENTRIES = "entries about what was done, with texts that the team wrote as reasons"
DEEDS = (
    "{entries} of what you did as part of a campaign's team, and ledger rows you made there: other people's "
    "money rests on them, and the ledger cannot be changed."
)
ACCOUNTS_SHOWN = 15


def page() -> discord.Embed:
    """Return what is kept and why, for how long, and whom to ask."""
    made = render.embed("What this bot keeps about you", KEPT.splitlines())
    render.field(made, "Not kept", [NOT_KEPT], inline=False)
    render.field(made, "How long", [HOW_LONG], inline=False)
    render.field(made, "Yours to have and to remove", [YOURS], inline=False)
    render.field(made, "Whom to ask", [WHOM], inline=False)
    return made


def exported(data: OwnData, made: Archive) -> str:
    """Return what is in the file, and what was left out of it."""
    if not data.sheets:
        return "Nothing about you is stored, so there is no file to send."
    names = ", ".join(f"{sheet.name} ({sheet.total:,})" for sheet in data.sheets)
    said = f"Here is everything stored about you: {names}. `about.txt` in the file says how to read it."
    if not made.cut:
        return said
    cut = ", ".join(f"{name}: the newest {kept:,} of {total:,} rows" for name, kept, total in made.cut)
    return (
        f"{said}\nDiscord takes files of up to 10 MB, so some rows were left out ({cut}). "
        "Ask this server's team for the rest."
    )


def plan(planned: ForgetPlan) -> discord.Embed:
    """Return what would go and what would stay."""
    made = render.embed(
        "Remove your personal data?",
        ["This concerns every server and cannot be undone. Nothing is owed to you and no post is running."],
        colour=render.AMBER,
    )
    render.field(made, "Your accounts", _accounts(planned.accounts), inline=False)
    render.field(made, "Goes", _goes(planned.counts), inline=False)
    render.field(made, "Stays, under a pseudonym", _stays(planned.counts), inline=False)
    render.field(made, "Stays under your Discord id", _deeds(planned.deeds), inline=False)
    return made


def forgotten(done: Forgotten) -> discord.Embed:
    """Return what was done."""
    accounts = words.several(done.accounts, "account")
    lines = [
        f"Your personal data was removed; {accounts} of yours are no longer part of a campaign."
        if done.accounts
        else "Your personal data was removed.",
        f"What stays is under the pseudonym {words.code(str(done.pseudonym))}, which tells nobody of you.",
        "Note it if you may want to ask about a payment later.",
        *_deeds(done.deeds),
    ]
    return render.embed("You are forgotten", lines, colour=render.GREEN)


def _accounts(accounts: Sequence[OwnAccount]) -> Sequence[str]:
    lines = [
        f"{words.handle(each.handle)} on {each.platform.label}, in {words.quoted(each.campaign, 80)}"
        for each in accounts[:ACCOUNTS_SHOWN]
    ]
    rest = len(accounts) - len(lines)
    return [*lines, f"and {rest:,} more"] if rest else lines


def _goes(counts: Mapping[str, int]) -> Sequence[str]:
    found = [(counts.get(name, 0), *said) for name, said in GOES.items()]
    return [f"{words.several(number, name)}: {what}" for number, name, what in found if number]


def _stays(counts: Mapping[str, int]) -> Sequence[str]:
    found = [(counts.get(name, 0), one) for name, one in STAYS.items()]
    numbers = [words.several(number, one) for number, one in found if number]
    posts = "The platform's ids of the posts stay too: they say what was paid for."
    return [", ".join([*numbers, ENTRIES]) + ".", posts]


def _deeds(deeds: int) -> Sequence[str]:
    if not deeds:
        return []
    entries = words.several(deeds, "entry", "entries")
    return [DEEDS.format(entries=entries)]
