"""The benchmark's arithmetic and its table; how long anything takes is asserted nowhere."""

from pathlib import Path

import pytest

from tests.bench import PARTS, one
from tests.bench_machine import machine
from tests.bench_page import PAGE, between, put
from tests.bench_table import Goal, Row, Size, at_least_times, at_most, at_most_times, percentile, table


def test_a_row_is_its_median_beside_the_baselines() -> None:
    row = Row("write", [9, 1, 4], "ms", baseline=[2, 1, 30])

    assert row.middle == 4
    assert row.ratio == 2


@pytest.mark.parametrize("baseline", [[], [0, 0]])
def test_without_a_baseline_there_is_no_ratio(baseline: list[float]) -> None:
    assert Row("write", [4], "ms", baseline=baseline, goal=at_most_times(9)).ratio is None
    assert Row("write", [4], "ms", baseline=baseline, goal=at_most_times(9)).is_met is False


@pytest.mark.parametrize(
    ("goal", "is_met"),
    [
        (None, None),
        (at_most_times(2), True),
        (at_most_times(1.9), False),
        (at_least_times(2), True),
        (at_least_times(2.1), False),
        (at_most(4), True),
        (at_most(3.9), False),
    ],
)
def test_goals_are_reached_inclusively(goal: Goal | None, is_met: bool | None) -> None:
    assert Row("write", [4], "ms", baseline=[2], goal=goal).is_met is is_met


def test_the_table_is_aligned_and_says_what_missed_its_goal() -> None:
    told = table(
        [
            Row("write", [4, 1, 9], "ms", [2], at_most_times(1.5), note="a slow disk"),
            Row("a longer name", [12345], "posts/s"),
        ]
    )

    assert told.splitlines() == [
        "| what          | median | spread | unit    | baseline | ratio | goal    | met |",
        "| ------------- | -----: | -----: | ------- | -------: | ----: | ------- | --- |",
        "| write         |      4 | 1 to 9 | ms      |        2 |   2 x | ≤ 1.5 x | NO  |",
        "| a longer name | 12,345 |        | posts/s |          |       |         |     |",
        "",
        "- write: a slow disk",
    ]


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100)])
def test_percentiles(share: float, value: float) -> None:
    assert percentile([float(each) for each in range(100, 0, -1)], share) == value


def test_a_size_picks_its_own() -> None:
    assert [size.pick(1, 2) for size in (Size.SMALL, Size.FULL)] == [1, 2]


def test_a_table_replaces_the_one_before_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("x\n<!-- figures a -->\nold\n<!-- end a -->\n<!-- figures b -->\nkept\n<!-- end b -->\n")

    put({"a": "| new |"}, "today", page)

    assert page.read_text() == (
        "x\n<!-- figures a -->\n| new |\n\ntoday\n<!-- end a -->\n<!-- figures b -->\nkept\n<!-- end b -->\n"
    )


def test_the_page_has_a_place_for_every_part() -> None:
    for letter in PARTS:
        assert "| here |" in between(PAGE.read_text(), letter, "| here |")

    with pytest.raises(LookupError):
        between(PAGE.read_text(), "z", "")


def test_a_part_that_fails_is_told_and_has_no_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PARTS, "z", PARTS["a"].__class__("Nothing", "tests.no_such_part", 0, 0))

    assert one("z", tmp_path, Size.SMALL) == ""
    assert "(z) failed" in capsys.readouterr().out


def test_the_machine_is_named_with_its_versions(tmp_path: Path) -> None:
    told = machine(tmp_path)

    assert all(word in told for word in ("cores", "GB free", "Python 3.", "SQLite 3.", "PostgreSQL 1"))
