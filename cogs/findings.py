"""What a look at the program finds: the database, the ledger, the loops and the sources, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs import words
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
        mend = "See the log for why; check the disk's space, its permissions, or that PostgreSQL runs."
        return [Finding(Grade.FAIL, "The database cannot be written, or lacks a migration.", mend)]
    return [
        Finding(Grade.PASS, "The database can be written, and has every migration."),
        _ledger(report),
        _loops(report),
        *_backlog(report),
        *_sources(report, notes),
    ]


def _ledger(report: Report) -> Finding:
    match report.ledger:
        case Grade.FAIL:
            mend = (
                "Run `python -m bot verify` on the machine, which lists every fault, before anybody is paid."
            )
            return Finding(Grade.FAIL, "The ledger does not add up.", mend)
        case None:
            return Finding(Grade.PASS, "The ledger is looked at within ten minutes of the start.")
        case _:
            return Finding(Grade.PASS, "The ledger adds up.")


def _loops(report: Report) -> Finding:
    graded = {loop.name: grade for loop, grade, _ in report.loops}
    if dead := [name for name, grade in graded.items() if grade is Grade.FAIL]:
        mend = "Restart the bot; the log says what held it up."
        return Finding(Grade.FAIL, f"Nothing is heard of: {words.names(dead)}.", mend)
    if failing := [name for name, grade in graded.items() if grade is Grade.WARN]:
        mend = "It is tried again by itself; the log has the traceback."
        return Finding(Grade.WARN, f"The last pass failed of: {words.names(failing)}.", mend)
    if any(loop.is_standby for loop, _, _ in report.loops):
        return Finding(Grade.PASS, "Another process does the loops' work, this one stands by.")
    return Finding(Grade.PASS, "Every loop runs.")


def _backlog(report: Report) -> list[Finding]:
    mend = "Sources below say why; more keys or a faster plan help when they are slow."
    return [
        Finding(row.grade, f"Posts on {row.platform.label} wait for a look since {_since(row)}.", mend)
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
            f"No source reads {platform.label}.",
            "Whoever runs the bot sets a key in `.env`; `.env.example` says which.",
        )
        for platform in Platform
        if platform not in answering
    ]
    unused = [Finding(Grade.PASS, f"Not in use: {words.escape(note, 200)}.") for note in notes]
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
    name = f"{state.platform.label} by {words.code(state.name, 40)}"
    if state.is_refused:
        mend = "Whoever runs the bot checks the key in `.env` and the account's balance."
        return Finding(Grade.WARN, f"{name}: the key is refused, or its quota is spent.", mend)
    if state.is_failing:
        until = "" if state.closed_until is None else f", next {words.ago(state.closed_until)}"
        mend = f"It is tried again by itself{until}; the others stand in."
        return Finding(Grade.WARN, f"{name} fails since {words.ago(state.last_failed_at)}.", mend)
    heard = "not asked yet" if state.last_ok_at is None else f"answered last {words.ago(state.last_ok_at)}"
    return Finding(Grade.PASS, f"{name}: {heard}.")
