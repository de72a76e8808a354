"""The board of a server, as its team sees it: what waits for a person, by campaign."""

from collections.abc import Mapping

import discord

from cogs import render, words
from core.domain.needs import Need
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting

EMPTY = "Posts that need a person are counted here as soon as there are any."
NOTHING = "Nothing waits for review or a decision"
TITLES: Mapping[Need, tuple[str, str]] = {
    Need.UNDECIDED: ("post needs a decision", "posts need a decision"),
    Need.UNPRICED: ("post has no terms", "posts have no terms"),
    Need.HELD: ("post is on hold", "posts are on hold"),
}
UNSYNCED = ("account cannot be synced", "accounts cannot be synced")


def board(tasks: Tasks) -> discord.Embed:
    """Return what waits for a person."""
    if not tasks.campaigns:
        return render.embed(NOTHING, [EMPTY], colour=render.GREEN)
    lines = [line for each in tasks.campaigns for line in _lines(each)]
    return render.embed(_title(tasks), lines, colour=render.AMBER)


def _title(tasks: Tasks) -> str:
    needs = {words.several(tasks.count(need), *TITLES[need]): tasks.count(need) for need in Need}
    told = {
        f"{words.several(tasks.waiting, 'post waits', 'posts wait')} for review": tasks.waiting,
        **needs,
        words.several(tasks.appeals, "appeal waits", "appeals wait"): tasks.appeals,
        words.several(tasks.unsynced, *UNSYNCED): tasks.unsynced,
    }
    return ", ".join(text for text, count in told.items() if count)


def _lines(each: TasksIn) -> list[str]:
    """Return a campaign's lines, one for each kind of what there is to do."""
    said = []
    if each.waiting:
        posts = words.several(each.waiting, "post")
        said.append(f"{posts} to review, the oldest from {words.ago(each.oldest_at)}")
    said += [_need(need, waiting) for need, waiting in each.needs.items()]
    if each.appeals:
        said.append(f"{words.several(each.appeals, 'appeal')} to decide about, in the inbox")
    if each.unsynced is not None:
        said.append(_unsynced(each.unsynced))
    return [f"**{words.escape(each.campaign)}**: {line}" for line in said]


def _need(need: Need, waiting: Waiting) -> str:
    named = ", ".join(_post(each) for each in waiting.oldest)
    return (
        f"{words.several(waiting.total, *TITLES[need])}: {named}{_rest(waiting.total, len(waiting.oldest))}"
    )


def _post(each: Example) -> str:
    url = render.post_url(each.ref.url)
    return f"#{each.post_id}" if url is None else f"[#{each.post_id}]({url})"


def _unsynced(own: Unsynced) -> str:
    named = ", ".join(f"{words.handle(handle)} ({platform.label})" for handle, platform in own.handles)
    rest = _rest(own.total, len(own.handles))
    return f"{words.several(own.total, *UNSYNCED)}: {named}{rest}. `/watch show` says why"


def _rest(total: int, named: int) -> str:
    return f" and {words.number(total - named)} more" if total > named else ""
