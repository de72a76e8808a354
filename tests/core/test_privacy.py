"""`docs/privacy.md` states what the program does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cogs import render_privacy
from core.domain import retention

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]
STATED = {
    "name, picture and notes of an account that was removed": retention.LEFT_KEPT,
    "codes for `/my link`": retention.CODES_KEPT,
    "messages about posts and payouts": retention.MESSAGES_KEPT,
    "questions of the bot": retention.QUESTIONS_KEPT,
    "how many posts a server refreshed by hand": retention.REFRESHES_KEPT,
    "when the bot's loops ran": retention.RUNS_KEPT,
}


@pytest.mark.parametrize(("what", "kept"), STATED.items())
def test_what_goes_by_itself_goes_when_the_page_says(what: str, kept: timedelta) -> None:
    (row,) = [row for row in ROWS if row[0].startswith(what)]

    assert re.findall(r"[0-9]+ days?", row[2])[0] == f"{kept.days} day{'s' * (kept.days != 1)}"


def test_the_page_states_no_other_number_and_the_program_has_none() -> None:
    with_number = [row[0] for row in ROWS if re.search(r"[0-9]+ days?", row[2])]
    constants = {name for name in vars(retention) if name.endswith("_KEPT")}

    assert len(with_number) == len(STATED) == len(constants)


def test_the_bots_own_page_says_the_same() -> None:
    told = render_privacy.HOW_LONG

    assert f"Messages to you go after {retention.MESSAGES_KEPT.days} days" in told
    assert f"after {retention.LEFT_KEPT.days} days" in told
    assert f"for {retention.CODES_KEPT.days} days" in render_privacy.KEPT
