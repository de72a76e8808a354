"""What a look at the program finds: the database, the ledger, the loops and the sources, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs import words
from cogs.say import say
from core.domain.ports import SourceState
from core.domain.terms import Platform
from core.services.health import Backlog, Grade, Report


@dataclass(frozen=True)
class Finding:
    """Something that was looked at: how it is, in a sentence, and what to do when it is not well."""

    grade: Grade
    what: str
    mend: str = ""


def of_program(report: Report, notes: Sequence[str]) -> list[Finding]:
    """Return how the program itself is doing.

    Args:
        notes: what was said at the start about sources that are not in use.
    """
    if report.database is Grade.FAIL:
        mend = say("See the log for why; check the disk's space, its permissions, or that PostgreSQL runs.")
        return [Finding(Grade.FAIL, say("The database cannot be written, or lacks a migration."), mend)]
    return [
        Finding(Grade.PASS, say("The database can be written, and has every migration.")),
        _ledger(report),
        _loops(report),
        *_queue(report),
        *_backlog(report),
        *_sources(report, notes),
    ]


def _ledger(report: Report) -> Finding:
    match report.ledger:
        case Grade.FAIL:
            mend = say(
                "Run `python -m bot verify` on the machine, which lists every fault, before anybody is paid."
            )
            return Finding(Grade.FAIL, say("The ledger does not add up."), mend)
        case None:
            return Finding(Grade.PASS, say("The ledger is looked at within ten minutes of the start."))
        case _:
            return Finding(Grade.PASS, say("The ledger adds up."))


def _loops(report: Report) -> Finding:
    graded = {loop.name: grade for loop, grade, _ in report.loops}
    if dead := [name for name, grade in graded.items() if grade is Grade.FAIL]:
        mend = say("Restart the bot; the log says what held it up.")
        return Finding(Grade.FAIL, say("Nothing is heard of: {loops}.", loops=words.names(dead)), mend)
    if failing := [name for name, grade in graded.items() if grade is Grade.WARN]:
        mend = say("It is tried again by itself; the log has the traceback.")
        return Finding(Grade.WARN, say("The last pass failed of: {loops}.", loops=words.names(failing)), mend)
    if any(loop.is_standby for loop, _, _ in report.loops):
        return Finding(Grade.PASS, say("Another process does the loops' work, this one stands by."))
    return Finding(Grade.PASS, say("Every loop runs."))


def _queue(report: Report) -> list[Finding]:
    """Return whether anybody does what is to be done; nothing where the bot does it itself."""
    if report.queue is None:
        return []
    if report.queue.is_stuck:
        mend = say("Whoever runs the bot starts `python -m bot worker`, or sets `WORKERS=inprocess`.")
        return [Finding(Grade.WARN, say("Work waits, and no worker is heard of."), mend)]
    if report.queue.is_untold(report.at):
        mend = say("Whoever runs the bot gives a worker `DISCORD_TOKEN`: workers send notices and letters.")
        return [
            Finding(Grade.WARN, say("What is to be told in Discord waits, and no worker sends it."), mend)
        ]
    return [Finding(Grade.PASS, say("Workers at work: {count}.", count=words.number(report.queue.workers)))]


def _backlog(report: Report) -> list[Finding]:
    mend = say("Sources below say why; more keys or a faster plan help when they are slow.")
    return [
        Finding(
            row.grade,
            say(
                "Posts on {platform} wait for a look since {ago}.",
                platform=row.platform.label,
                ago=_since(row),
            ),
            mend,
        )
        for row in report.backlog
        if row.grade is not Grade.PASS
    ]


def _since(row: Backlog) -> str:
    return words.ago(row.oldest_at or row.answered_at)


def _sources(report: Report, notes: Sequence[str]) -> list[Finding]:
    found = [_source(state) for state in _once(report.sources)]
    answering = {state.platform for state in report.sources}
    missing = [
        Finding(
            Grade.FAIL,
            say("No source reads {platform}.", platform=platform.label),
            say("Whoever runs the bot sets a key in `.env`; `.env.example` says which."),
        )
        for platform in Platform
        if platform not in answering
    ]
    unused = [Finding(Grade.PASS, say("Not in use: {note}.", note=words.escape(note, 200))) for note in notes]
    return [*missing, *found, *unused]


def _once(states: Sequence[SourceState]) -> list[SourceState]:
    """Return each source once: the one that fails, where it stands for posts and for accounts."""
    by_name: dict[tuple[Platform, str], SourceState] = {}
    for state in states:
        known = by_name.get((state.platform, state.name))
        if known is None or (state.is_failing and not known.is_failing):
            by_name[state.platform, state.name] = state
    return list(by_name.values())


def _source(state: SourceState) -> Finding:
    name = say("{platform} by {source}", platform=state.platform.label, source=words.code(state.name, 40))
    if state.is_refused:
        mend = say("Whoever runs the bot checks the key in `.env` and the account's balance.")
        what = say("{source}: the key is refused, or its quota is spent.", source=name)
        return Finding(Grade.WARN, what, mend)
    if state.is_failing:
        since = words.ago(state.last_failed_at)
        return Finding(Grade.WARN, say("{source} fails since {ago}.", source=name, ago=since), _again(state))
    if state.last_ok_at is None:
        return Finding(Grade.PASS, say("{source}: not asked yet.", source=name))
    heard = words.ago(state.last_ok_at)
    return Finding(Grade.PASS, say("{source}: answered last {ago}.", source=name, ago=heard))


def _again(state: SourceState) -> str:
    """Say that a source that fails is tried again, and when if that is known."""
    if state.closed_until is None:
        return say("It is tried again by itself; the others stand in.")
    until = words.ago(state.closed_until)
    return say("It is tried again by itself, next {ago}; the others stand in.", ago=until)
