"""What is kept about members, what goes and what stays, as people see it."""

from collections.abc import Mapping, Sequence

import discord

from cogs import render, words
from cogs.archives import Archive
from cogs.say import later, many, say
from core.services.shown_privacy import ForgetPlan, Forgotten, OwnAccount, Sheet

KEPT = later("""\
- **Your accounts** that take part in a campaign: platform, handle, the platform's id of the account, name, \
picture, your Discord id, terms and notes. They say whose posts count and who is paid.
- **Your posts** there: link, caption, preview picture, public counts over time, decisions. Earnings rest on \
them.
- **Money**: what became owed, was corrected and was paid, with method and reference. Every cent must be \
traceable later, so these rows are never changed.
- **What was done** with the bot, by whom, when and why; and the codes you put in a bio, for 30 days.
- **The language** of your last command, so that messages to you are in it.""")
NOT_KEPT = later("The bot asks for no password, e-mail address or bank account, and reads no messages.")
HOW_LONG = later(
    "Until you ask for it to be removed, or whoever runs the bot ends the campaign and removes it. "
    "Messages to you go after 90 days; name, pictures, captions and notes of an account that was removed and "
    "paid after 180 days. Copies in backups go when these are replaced."
)
WHOM = later(
    "Ask the team of this server, whose campaigns these are; it also knows who runs the bot and who else "
    "sees what is kept."
)
YOURS = later(
    "`/my export` sends you all of it as a file. `/my forget` removes what is personal, and asks first."
)
GOES = {
    "accounts": (
        later("{count} account: handle, platform id, name, picture, notes and your Discord id"),
        later("{count} accounts: handle, platform id, name, picture, notes and your Discord id"),
    ),
    "watched-accounts": (
        later("{count} watched account: watching ends"),
        later("{count} watched accounts: watching ends"),
    ),
    "posts": (
        later("{count} post: caption, preview picture, author and notes; they are read no more"),
        later("{count} posts: caption, preview picture, author and notes; they are read no more"),
    ),
    "messages": (
        later("{count} message to you: removed; what was sent to Discord stays there"),
        later("{count} messages to you: removed; what was sent to Discord stays there"),
    ),
    "appeals": (
        later("{count} appeal: removed; the team's message about it stays in Discord"),
        later("{count} appeals: removed; the team's message about each stays in Discord"),
    ),
    "proofs": (
        later("{count} code for a bio: removed"),
        later("{count} codes for a bio: removed"),
    ),
}
STAYS = {
    "readings": (later("{count} reading"), later("{count} readings")),
    "ledger": (later("{count} ledger row"), later("{count} ledger rows")),
    "payouts": (later("{count} payout"), later("{count} payouts")),
}
ENTRIES = later("entries about what was done, with texts that the team wrote as reasons")
DEEDS = later(
    "{entries} of what you did as part of a campaign's team, and ledger rows you made there: other people's "
    "money rests on them, and the ledger cannot be changed."
)
ACCOUNTS_SHOWN = 15


def page() -> discord.Embed:
    """Return what is kept and why, for how long, and whom to ask."""
    made = render.embed(say("What this bot keeps about you"), say(KEPT).splitlines())
    render.field(made, say("Not kept"), [say(NOT_KEPT)], inline=False)
    render.field(made, say("How long"), [say(HOW_LONG)], inline=False)
    render.field(made, say("Yours to have and to remove"), [say(YOURS)], inline=False)
    render.field(made, say("Whom to ask"), [say(WHOM)], inline=False)
    return made


def exported(made: Archive) -> str:
    """Return what is in the file, and what was left out of it."""
    if not made.kept:
        return say("Nothing about you is stored, so there is no file to send.")
    tables = ", ".join(f"{sheet.name} ({words.number(sheet.total)})" for sheet, _ in made.kept)
    said = say(
        "Here is everything stored about you: {tables}. `about.txt` in the file says how to read it.",
        tables=tables,
    )
    if not made.cut:
        return said
    cut = ", ".join(_cut(*each) for each in made.cut)
    left_out = say(
        "Discord takes files of up to 10 MB, so some rows were left out ({tables}). "
        "Ask this server's team for the rest.",
        tables=cut,
    )
    return f"{said}\n{left_out}"


def _cut(sheet: Sheet, rows: int) -> str:
    kept, total = words.number(rows), words.number(sheet.total)
    return say("{table}: the newest {kept} of {total} rows", table=sheet.name, kept=kept, total=total)


def plan(planned: ForgetPlan) -> discord.Embed:
    """Return what would go and what would stay."""
    made = render.embed(
        say("Remove your personal data?"),
        [
            say(
                "This concerns every server and cannot be undone. "
                "Nothing is owed to you and no post is running."
            )
        ],
        colour=render.AMBER,
    )
    render.field(made, say("Your accounts"), _accounts(planned.accounts), inline=False)
    render.field(made, say("Goes"), _goes(planned.counts), inline=False)
    render.field(made, say("Stays, under a pseudonym"), _stays(planned.counts), inline=False)
    render.field(made, say("Stays under your Discord id"), _deeds(planned.deeds), inline=False)
    return made


def forgotten(done: Forgotten) -> discord.Embed:
    """Return what was done."""
    pseudonym = words.code(str(done.pseudonym))
    lines = [
        _removed(done.accounts),
        say("What stays is under the pseudonym {pseudonym}, which tells nobody of you.", pseudonym=pseudonym),
        say("Note it if you may want to ask about a payment later."),
        *_deeds(done.deeds),
    ]
    return render.embed(say("You are forgotten"), lines, colour=render.GREEN)


def _removed(accounts: int) -> str:
    if not accounts:
        return say("Your personal data was removed.")
    return many(
        accounts,
        "Your personal data was removed; {count} account of yours is no longer part of a campaign.",
        "Your personal data was removed; {count} accounts of yours are no longer part of a campaign.",
    )


def _accounts(accounts: Sequence[OwnAccount]) -> Sequence[str]:
    lines = [
        say(
            "{account} on {platform}, in {campaign}",
            account=words.handle(each.handle),
            platform=each.platform.label,
            campaign=words.quoted(each.campaign, 80),
        )
        for each in accounts[:ACCOUNTS_SHOWN]
    ]
    rest = len(accounts) - len(lines)
    return [*lines, say("and {rest} more", rest=words.number(rest))] if rest else lines


def _goes(counts: Mapping[str, int]) -> Sequence[str]:
    return [many(counts[name], *said) for name, said in GOES.items() if counts.get(name, 0)]


def _stays(counts: Mapping[str, int]) -> Sequence[str]:
    numbers = [many(counts[name], *said) for name, said in STAYS.items() if counts.get(name, 0)]
    posts = say("The platform's ids of the posts stay too: they say what was paid for.")
    return [", ".join([*numbers, say(ENTRIES)]) + ".", posts]


def _deeds(deeds: int) -> Sequence[str]:
    if not deeds:
        return []
    return [say(DEEDS, entries=many(deeds, "{count} entry", "{count} entries"))]
