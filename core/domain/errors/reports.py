"""What is wrong with a shared report, or with the days it is to be about."""

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.errors.base import UserError


class ReportError(UserError):
    """Something is wrong with a shared report."""


@dataclass(eq=False)
class ReportDateError(ReportError):
    """Not a day; `name` is the option's name, `example` a right form."""

    name: str
    text: str
    example: date


@dataclass(eq=False)
class ReportRangeError(ReportError):
    """Days that cannot be reported on, both ends inclusive.

    `problem` is backwards, early, future or long; `limit` is the day or, for `long`, the number of days
    that would still do.
    """

    problem: str
    first: date
    last: date
    limit: date | int


@dataclass(eq=False)
class ReportUnknownError(ReportError):
    """No shared report of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class ReportRevokedError(ReportError):
    """The report was revoked before."""

    report_id: int
    revoked_at: datetime
