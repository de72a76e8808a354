"""Appeals as the team and the member see them."""

import discord

from cogs import quantities, render, render_posts, stored, words
from cogs.say import later, say
from core.domain.appeals import TEXT_MOST, AppealVerdict
from core.services.shown import PostCard
from core.services.shown_appeals import AppealCard, Ended, OwnAppeal

REASON_LIMIT = 500
OPEN = later("Appeal for post #{post}: open")
TITLES = {
    AppealVerdict.ACCEPTED: later("Appeal for post #{post}: accepted"),
    AppealVerdict.DENIED: later("Appeal for post #{post}: denied"),
}
DECIDED = {
    AppealVerdict.ACCEPTED: later("accepted by {person} {ago}"),
    AppealVerdict.DENIED: later("denied by {person} {ago}"),
}
OWN = {
    AppealVerdict.ACCEPTED: later("**accepted** {ago}: {reason}"),
    AppealVerdict.DENIED: later("**denied** {ago}: {reason}"),
}
COLOURS = {AppealVerdict.ACCEPTED: render.GREEN, AppealVerdict.DENIED: render.RED}
JUMP = "https://discord.com/channels"


def card(found: AppealCard) -> discord.Embed:
    """Return an appeal with what it is about, and how it ended."""
    post, ended = found.post, found.ended
    made = render.embed(
        say(OPEN if ended is None else TITLES[ended.verdict], post=post.id),
        [words.escape(found.text, TEXT_MOST * 2)],
        colour=render.AMBER if ended is None else COLOURS[ended.verdict],
        footer=f"#{post.id} · {post.campaign}",
    )
    made.url = render.post_url(post.ref.url)
    render.field(made, say("Rejected"), [_rejected(found), *_why(post, found)], inline=False)
    render.field(made, say("Post"), _post(post))
    by = say("by {person} {ago}", person=render.member(found.member), ago=words.ago(found.made_at))
    render.field(made, say("Appealed"), [by])
    render.field(made, say("File"), _file(found), inline=False)
    render.field(made, say("Decided"), [] if ended is None else _decided(ended), inline=False)
    return made


def own(appeal: OwnAppeal) -> list[str]:
    """Return what became of a member's own appeal, and why."""
    if appeal.verdict is None or appeal.decided_at is None:
        return [
            say(
                "You appealed {ago}; the team decides, and the answer comes here.",
                ago=words.ago(appeal.made_at),
            )
        ]
    reason = stored.reason(appeal.reason or "", REASON_LIMIT)
    return [say(OWN[appeal.verdict], ago=words.ago(appeal.decided_at), reason=reason)]


def made(post_id: int, *, has_file: bool, is_kept: bool) -> discord.Embed:
    """Return that an appeal was made.

    Args:
        is_kept: whether the file, if there is one, has reached the team.
    """
    lines = [
        say(
            "Somebody else than who rejected the post decides about it, and until then it stays rejected. "
            "`/my posts` shows the answer and its reason."
        )
    ]
    if has_file and not is_kept:
        lines.append(say("**Your file did not reach the team**: send it to them in another way."))
    return render.embed(say("Appeal for post #{post} made", post=post_id), lines, colour=render.GREEN)


def _rejected(found: AppealCard) -> str:
    if found.rejected_by is None:
        return say("by the rule")
    return say("by {person}", person=render.member(found.rejected_by))


def _decided(ended: Ended) -> list[str]:
    who = say(DECIDED[ended.verdict], person=render.member(ended.by), ago=words.ago(ended.at))
    return [who, stored.reason(ended.reason, REASON_LIMIT)]


def _why(post: PostCard, found: AppealCard) -> list[str]:
    """Return why the post is rejected; after an acceptance its status has another reason."""
    is_accepted = found.ended is not None and found.ended.verdict is AppealVerdict.ACCEPTED
    return [] if is_accepted else [stored.reason(post.status_reason, REASON_LIMIT)]


def _post(post: PostCard) -> list[str]:
    views = quantities.views(post.counts.views, exact=post.is_exact)
    return [
        render.account(post.handle, post.ref.platform),
        say("{said}, {minimum} needed", said=views, minimum=words.number(post.minimum_views)),
        render_posts.earnings(post),
    ]


def _file(found: AppealCard) -> list[str]:
    if found.place is None:
        return []
    where = f"{JUMP}/{found.place.guild_id}/{found.place.channel_id}/{found.place.message_id}"
    name = say("no file") if found.file_name is None else words.code(found.file_name, 100)
    return [say("{name} · [message]({address})", name=name, address=where)]
