"""What is found about workers: nothing where the bot does the work itself."""

from datetime import timedelta

from cogs.findings import Finding, of_program
from core.domain.jobs import QueueState
from core.services.health import Grade, Report
from tests.fakes import NOON


def found(queue: QueueState | None) -> list[Finding]:
    report = Report(Grade.PASS, NOON, Grade.PASS, Grade.PASS, [], [], {}, [], queue=queue)
    told = of_program(report, [])
    return [each for each in told if "orker" in each.what]


def test_workers_are_told_of_where_there_are_to_be_any() -> None:
    alone, busy = found(None), found(QueueState({"notices": 3}, {}, None, 2))
    (left,) = found(QueueState({"notices": 3}, {}, None, 0))

    assert alone == []
    assert busy == [Finding(Grade.PASS, "Workers at work: 2.")]
    assert (left.grade, left.what) == (Grade.WARN, "Work waits, and no worker is heard of.")
    assert "`python -m bot worker`" in left.mend


def test_workers_that_cannot_tell_anything_are_told_of() -> None:
    (left,) = found(QueueState({"letters": 3}, {}, NOON, 2, NOON - timedelta(hours=1)))

    assert (left.grade, left.what) == (
        Grade.WARN,
        "What is to be told in Discord waits, and no worker sends it.",
    )
    assert "`DISCORD_TOKEN`" in left.mend
