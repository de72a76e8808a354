"""The inbox as people see it: everything on a screen fits into one message, whatever its posts say."""

from collections import defaultdict
from collections.abc import Sequence

import discord

from cogs import quantities, render, stored, words
from cogs.errors import explain
from cogs.say import later, many, say
from core.domain.lifecycle import Verdict
from core.domain.tracking import Review
from core.services.shown import PostPlan
from core.services.shown_reviews import Inbox, Prospect, Reviewed, ReviewItem, Reviews, WaitingFor

CARDS = 9
"""Posts that are shown whole; Discord takes ten embeds, and the rest shares the last."""
CARD_LIMIT = 430
REST_LIMIT = 2_000
"""Characters of a card and of the last embed: together less than the 6,000 that Discord takes."""
LINE_LIMIT = 117
TITLE_LIMIT = 100
FOOTER_LIMIT = 60
CAPTION_LIMIT = 200
CONTENT_LIMIT = 1_900
OPTION_LIMIT = 100

EMPTY = later(
    "Nothing waits for review here. Posts of creators in selective mode come in through `/watch add`."
)
DONE = {Review.INCLUDE: later("Approved"), Review.EXCLUDE: later("Excluded"), None: later("Put back")}
PLANNED = {"include": later("Include this post?"), "exclude": later("Exclude this post?")}


def content(found: Inbox, done: Reviews | None = None) -> str:
    """Return the text on top: what was done, then how much waits and which of it is shown."""
    lines = [] if done is None else outcome(done)
    return _fitting([*lines, _waiting(found)], CONTENT_LIMIT)


def told(done: Reviews) -> str:
    """Return what was done."""
    return _fitting(outcome(done), CONTENT_LIMIT)


def _waiting(found: Inbox) -> str:
    where = "" if found.campaign is None else say(" in {campaign}", campaign=words.quoted(found.campaign, 80))
    if not found.page.total:
        if found.creator_id is None:
            return say(EMPTY)
        return say("Nothing of this creator waits for review{where}.", where=where)
    whose = "" if found.creator_id is None else say(" of one creator")
    waits = many(
        found.page.total,
        "**{count} post**{where} waits for review, newest first.",
        "**{count} posts**{where} wait for review, newest first.",
        where=whose + where,
    )
    if found.page.pages == 1:
        return waits
    at, pages = words.number(found.page.number), words.number(found.page.pages)
    return say("{waits} Page {page} of {pages}.", waits=waits, page=at, pages=pages)


def outcome(done: Reviews) -> list[str]:
    """Return what became of posts that were reviewed, a sentence for each that was not."""
    named = ", ".join(f"`#{each.post_id}`" for each in done.done)
    lines = [f"**{say(DONE[done.review])}:** {named}." if named else "", *_coming(done.done)]
    for failed in done.failed:
        sentence = explain(failed.error) or ""
        is_named = words.code(failed.post) in sentence
        lines.append(sentence if is_named else f"{words.code(failed.post)}: {sentence}")
    return [line for line in lines if line]


def _coming(done: Sequence[Reviewed]) -> list[str]:
    """Return what the rule does with posts whose window is over, at its next pass."""
    verdicts = [each.prospect.verdict for each in done if each.prospect is not None]
    sums: defaultdict[str, int] = defaultdict(int)
    for each in done:
        if each.prospect is not None and each.prospect.verdict is Verdict.FINALIZE:
            sums[each.currency] += each.prospect.earned_minor or 0
    earning = many(
        verdicts.count(Verdict.FINALIZE),
        "In a moment {count} post will be finalized for **{amounts}**; until then Undo works.",
        "In a moment {count} posts will be finalized for **{amounts}**; until then Undo works.",
        amounts=words.both(render.money(minor, currency) for currency, minor in sums.items()),
    )
    failing = many(
        verdicts.count(Verdict.REJECT),
        "In a moment {count} post will be rejected for too few views.",
        "In a moment {count} posts will be rejected for too few views.",
    )
    return [earning if sums else "", failing if Verdict.REJECT in verdicts else ""]


def embeds(found: Inbox) -> list[discord.Embed]:
    """Return the first posts of the screen as cards, the others as a line each."""
    items = found.page.items
    shown = [_card(item, is_mixed=found.campaign is None) for item in items[:CARDS]]
    rest = items[CARDS:]
    if rest:
        lines = [_short(_line(item), LINE_LIMIT) for item in rest]
        title = say("{count} more", count=len(rest))
        made = discord.Embed(title=title, description=render.fit(lines, REST_LIMIT), colour=render.GREY)
        shown.append(made)
    return shown


def _card(item: ReviewItem, *, is_mixed: bool) -> discord.Embed:
    title = _short(f"#{item.post_id} · {render.account(item.handle, item.ref.platform)}", TITLE_LIMIT)
    footer = _short(words.clean(item.campaign, FOOTER_LIMIT), FOOTER_LIMIT) if is_mixed else ""
    room = CARD_LIMIT - render.size(title) - render.size(footer)
    made = discord.Embed(title=title, description=_described(item, room), colour=render.BLUE)
    made.url = render.post_url(item.ref.url)
    made.set_thumbnail(url=render.web_url(item.thumbnail_url))
    return made.set_footer(text=footer) if footer else made


def _described(item: ReviewItem, room: int) -> str:
    """Return what is known of a post, and as much of its caption as there is room for."""
    facts = render.fit([_numbers(item), _origin(item), _times(item), _prospect(item), _found(item)], room)
    left = room - render.size(facts) - 1
    caption = _short(words.escape(item.caption or "", CAPTION_LIMIT), left) if left > 1 else ""
    return f"{facts}\n{caption}" if caption else facts


def _numbers(item: ReviewItem) -> str:
    counts = item.counts
    facts = [f"**{quantities.views(counts.views, exact=item.is_exact)}**"]
    if counts.likes is not None:
        facts.append(many(counts.likes, "{count} like", "{count} likes"))
    if counts.comments is not None:
        facts.append(many(counts.comments, "{count} comment", "{count} comments"))
    if counts.shares is not None:
        facts.append(many(counts.shares, "{count} share", "{count} shares"))
    return " · ".join(facts)


def _origin(item: ReviewItem) -> str:
    if item.source is None or item.read_at is None:
        return say("never read")
    return say("from {source} {ago}", source=words.code(item.source, 40), ago=words.ago(item.read_at))


def _times(item: ReviewItem) -> str:
    return say(
        "Published {ago}, window's end {end}",
        ago=words.ago(item.published_at),
        end=words.ago(item.window_ends_at),
    )


def _found(item: ReviewItem) -> str:
    return stored.reason(item.found)


def _prospect(item: ReviewItem) -> str:
    return say("If approved: {prospect}", prospect=prospect(item.prospect, item.currency))


def prospect(coming: Prospect, currency: str) -> str:
    """Return what including a post comes to."""
    amount, views = render.money(coming.earned_minor, currency), words.number(coming.views)
    match coming.verdict:
        case Verdict.KEEP:
            return _so_far(coming, amount)
        case Verdict.FINALIZE:
            return say(
                "**{amount}** at once, on {views} views at the window's end", amount=amount, views=views
            )
        case Verdict.REJECT:
            return say("rejected: {reason}", reason=stored.reason(coming.reason))
        case Verdict.PEND:
            return say("waits for terms, on {views} counted views", views=views)
        case _:
            return _unmeasured(coming)


def _so_far(coming: Prospect, amount: str) -> str:
    if coming.earned_minor is None:
        return say("terms are not set") if coming.views is not None else say("views are unknown")
    if coming.is_below:
        return say("~{amount} so far, but below the minimum of views", amount=amount)
    return say("~{amount} so far", amount=amount)


def _unmeasured(coming: Prospect) -> str:
    if coming.needs_person:
        return say("a person must decide: no views were read around the window's end")
    return say("waits for a reading") if coming.verdict is Verdict.AWAIT else say("it stays as it is")


def _line(item: ReviewItem) -> str:
    """Return a post in a line; what others wrote comes last, so that only that is cut."""
    coming = item.prospect
    facts = [f"`#{item.post_id}`", quantities.views(item.counts.views, exact=item.is_exact)]
    if coming.earned_minor is not None:
        mark = "~" if coming.verdict is Verdict.KEEP else ""
        facts.append(f"{mark}{render.money(coming.earned_minor, item.currency)}")
    elif coming.verdict is Verdict.REJECT:
        facts.append(say("too few views"))
    facts.append(words.ago(item.published_at or item.submitted_at))
    return " · ".join([*facts, words.handle(item.handle)])


def option(item: ReviewItem) -> discord.SelectOption:
    """Return a post as a menu offers it."""
    author = words.clean(item.handle or say(words.UNKNOWN), 40)
    caption = words.clean(item.caption or item.ref.platform_post_id, OPTION_LIMIT)
    seen = quantities.views(item.counts.views, exact=item.is_exact)
    views = f"{seen} · {words.clean(item.campaign, 50)}"
    return discord.SelectOption(
        label=_short(f"#{item.post_id} @{author} · {caption}", OPTION_LIMIT),
        description=_short(views, OPTION_LIMIT),
        value=f"#{item.post_id}",
    )


def creator_option(waiting: WaitingFor, chosen: int | None) -> discord.SelectOption:
    """Return a creator as the menu offers it, with how many posts wait."""
    account = f"@{words.clean(waiting.handle, 60)}"
    whose = say("{account} on {platform}", account=account, platform=waiting.platform.label)
    label = f"{whose} · {words.number(waiting.posts)}"
    return discord.SelectOption(
        label=_short(label, OPTION_LIMIT),
        value=str(waiting.creator_id),
        default=waiting.creator_id == chosen,
    )


def plan(planned: PostPlan) -> discord.Embed:
    """Return what including or excluding a post does to money, before it is done."""
    post = planned.card
    effect = _excluding(planned) if planned.action == "exclude" else _including(planned)
    footer = f"#{post.id} · {post.campaign}"
    shown = render.embed(say(PLANNED[planned.action]), effect, colour=render.AMBER, footer=footer)
    whose = render.account(post.handle, post.ref.platform)
    render.field(shown, say("Post"), [whose, words.escape(post.caption or "", CAPTION_LIMIT)])
    return shown


def _excluding(planned: PostPlan) -> list[str]:
    amount = render.money(planned.earned_minor, planned.card.currency)
    lost = quantities.views(planned.views)
    if planned.earned_minor is not None:
        lost = say("**{amount}** with {views}", amount=amount, views=lost)
    return [
        say("It counts no more and earns nothing; so far it has {lost}.", lost=lost),
        say("Its numbers are not read meanwhile. `/post include` takes it back until its money is frozen."),
    ]


def _including(planned: PostPlan) -> list[str]:
    amount = render.money(planned.earned_minor, planned.card.currency)
    given = planned.terms
    return [
        say(
            "**{amount}** will be frozen as earned, on **{views} views**.",
            amount=amount,
            views=words.number(planned.views),
        ),
        "" if given is None else render.terms(given.cpm, given.cap_views, planned.card.currency),
        say("Its window is over, so this happens within a moment; then nothing of it changes any more."),
    ]


def _fitting(lines: Sequence[str], limit: int) -> str:
    """Return the lines, those from the middle as a number when they do not all fit; the last one stays."""
    kept, last = list(lines[:-1]), lines[-1]
    dropped = 0
    while kept and sum(render.size(line) + 1 for line in [*kept, last]) > limit - 40:
        kept.pop()
        dropped += 1
    more = [many(dropped, "… and {count} more sentence.", "… and {count} more sentences.")] if dropped else []
    return "\n".join([*kept, *more, last])


def _short(text: str, limit: int) -> str:
    return text if render.size(text) <= limit else render.cut(text, limit)
