"""A week with a fault in every other step ends as a quiet one, and the ledger adds up."""

from pathlib import Path

from tests.faults.crash_places import Folder
from tests.faults.random_week import Week


async def test_a_week_of_random_faults_ends_as_a_quiet_one(empty_sqlite: Path, tmp_path: Path) -> None:
    week = Week(Folder(tmp_path, empty_sqlite), is_sqlite=True)

    crash = await week.stormy(1, await week.quiet())

    assert crash.wrong == []
    assert len(week.injected) >= 4
