"""What posts need a person for, beside review and appeals."""

from enum import StrEnum


class Need(StrEnum):
    """Why a post waits for a person.

    `UNDECIDED`: no reading of it can be counted, and the grace is over. `UNPRICED`: its views are counted,
    and it has no terms. `HELD`: somebody keeps it from being paid.
    """

    UNDECIDED = "undecided"
    UNPRICED = "unpriced"
    HELD = "held"
