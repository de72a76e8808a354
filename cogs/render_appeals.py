"""Appeals as the team and the member see them."""

import discord

from cogs import render, render_posts, words
from core.domain.appeals import TEXT_MOST, AppealVerdict
from core.services.shown import PostCard
from core.services.shown_appeals import AppealCard, OwnAppeal

REASON_LIMIT = 500
SAID = {AppealVerdict.ACCEPTED: "accepted", AppealVerdict.DENIED: "denied"}
COLOURS = {AppealVerdict.ACCEPTED: render.GREEN, AppealVerdict.DENIED: render.RED}
JUMP = "https://discord.com/channels"


def card(found: AppealCard) -> discord.Embed:
    """Return an appeal with what it is about, and how it ended."""
    post, ended = found.post, found.ended
    said = "open" if ended is None else SAID[ended.verdict]
    made = render.embed(
        f"Appeal for post #{post.id}: {said}",
        [words.escape(found.text, TEXT_MOST * 2)],
        colour=render.AMBER if ended is None else COLOURS[ended.verdict],
        footer=f"#{post.id} · {post.campaign}",
    )
    made.url = render.post_url(post.ref.url)
    by = "the rule" if found.rejected_by is None else render.member(found.rejected_by)
    render.field(made, "Rejected", [f"by {by}", *_why(post, found)], inline=False)
    render.field(made, "Post", _post(post))
    render.field(made, "Appealed", [f"by {render.member(found.member)} {words.ago(found.made_at)}"])
    render.field(made, "File", _file(found), inline=False)
    if ended is not None:
        who = f"{SAID[ended.verdict]} by {render.member(ended.by)} {words.ago(ended.at)}"
        render.field(made, "Decided", [who, words.escape(ended.reason, REASON_LIMIT)], inline=False)
    return made


def own(appeal: OwnAppeal) -> list[str]:
    """Return what became of a member's own appeal, and why."""
    if appeal.verdict is None or appeal.decided_at is None:
        return [f"You appealed {words.ago(appeal.made_at)}; the team decides, and the answer comes here."]
    reason = words.escape(appeal.reason or "", REASON_LIMIT)
    return [f"**{SAID[appeal.verdict]}** {words.ago(appeal.decided_at)}: {reason}"]


def made(post_id: int, *, has_file: bool, is_kept: bool) -> discord.Embed:
    """Return that an appeal was made.

    Args:
        is_kept: whether the file, if there is one, has reached the team.
    """
    who = "Somebody else than who rejected the post decides about it, and until then it stays rejected."
    lines = [f"{who} `/my posts` shows the answer and its reason."]
    if has_file and not is_kept:
        lines.append("**Your file did not reach the team**: send it to them in another way.")
    return render.embed(f"Appeal for post #{post_id} made", lines, colour=render.GREEN)


def _why(post: PostCard, found: AppealCard) -> list[str]:
    """Return why the post is rejected; after an acceptance its status has another reason."""
    is_accepted = found.ended is not None and found.ended.verdict is AppealVerdict.ACCEPTED
    return [] if is_accepted else [words.escape(post.status_reason, REASON_LIMIT)]


def _post(post: PostCard) -> list[str]:
    views = words.number(post.counts.views, exact=post.is_exact)
    return [
        f"{words.handle(post.handle)} on {post.ref.platform.label}",
        f"{views} views, {post.minimum_views:,} needed",
        render_posts.earnings(post),
    ]


def _file(found: AppealCard) -> list[str]:
    if found.place is None:
        return []
    where = f"{JUMP}/{found.place.guild_id}/{found.place.channel_id}/{found.place.message_id}"
    name = "no file" if found.file_name is None else words.code(found.file_name, 100)
    return [f"{name} · [message]({where})"]
