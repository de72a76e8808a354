"""The board of a server, as its team sees it: what waits for a person, by campaign."""

from collections.abc import Sequence

import discord

from cogs import render, words, words_board
from cogs.say import many, say
from core.domain.needs import Need
from core.services.shown_boards import Example, Tasks, TasksIn, Unsynced, Waiting


def board(tasks: Tasks) -> discord.Embed:
    """Return what waits for a person."""
    if not tasks.campaigns:
        return render.embed(say(words_board.NOTHING), [say(words_board.EMPTY)], colour=render.GREEN)
    lines = [line for each in tasks.campaigns for line in _lines(each)]
    return render.embed(_title(tasks), lines, colour=render.AMBER)


def _title(tasks: Tasks) -> str:
    waiting, appeals, unsynced = tasks.waiting, tasks.appeals, tasks.unsynced
    needs = {many(tasks.count(need), *words_board.NEEDS[need]): tasks.count(need) for need in Need}
    told = {
        many(waiting, "{count} post waits for review", "{count} posts wait for review"): waiting,
        **needs,
        many(appeals, "{count} appeal waits", "{count} appeals wait"): appeals,
        many(unsynced, *words_board.UNSYNCED): unsynced,
    }
    return ", ".join(text for text, count in told.items() if count)


def _lines(each: TasksIn) -> list[str]:
    """Return a campaign's lines, one for each kind of what there is to do."""
    told = [] if each.waiting == 0 else [_review(each)]
    told += [_need(need, waiting) for need, waiting in each.needs.items()]
    if each.appeals:
        told.append(many(each.appeals, *words_board.APPEALS))
    if each.unsynced is not None:
        told.append(_unsynced(each.unsynced))
    return [f"**{words.escape(each.campaign)}**: {line}" for line in told]


def _review(each: TasksIn) -> str:
    return many(
        each.waiting,
        "{count} post to review, the oldest from {ago}",
        "{count} posts to review, the oldest from {ago}",
        ago=words.ago(each.oldest_at),
    )


def _need(need: Need, waiting: Waiting) -> str:
    named = _named([_post(each) for each in waiting.oldest], waiting.total)
    return f"{many(waiting.total, *words_board.NEEDS[need])}: {named}"


def _post(each: Example) -> str:
    url = render.post_url(each.ref.url)
    return f"#{each.post_id}" if url is None else f"[#{each.post_id}]({url})"


def _unsynced(own: Unsynced) -> str:
    named = _named([f"{words.handle(name)} ({platform.label})" for name, platform in own.handles], own.total)
    return say(
        "{accounts}: {names}. `/watch show` says why",
        accounts=many(own.total, *words_board.UNSYNCED),
        names=named,
    )


def _named(some: Sequence[str], total: int) -> str:
    """Return the few that are named, and how many more there are."""
    named, rest = ", ".join(some), total - len(some)
    return named if rest <= 0 else say("{names} and {rest} more", names=named, rest=words.number(rest))
