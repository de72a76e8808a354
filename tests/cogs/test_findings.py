"""What is found about workers: nothing where the bot does the work itself."""

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
