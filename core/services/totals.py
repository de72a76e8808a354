"""How many posts creators and campaigns have, and what those that count have earned."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.domain.terms import PostStatus
from core.domain.tracking import Standing, standing
from db.totals import Row


@dataclass(slots=True)
class Totals:
    """What the posts of a creator or a campaign come to; every post is in one standing.

    Attributes:
        statuses: posts that count, and rejected ones, by status.
        earned_minor: frozen earnings of posts that count.
    """

    standings: Counter[Standing] = field(default_factory=Counter)
    statuses: Counter[PostStatus] = field(default_factory=Counter)
    earned_minor: int = 0

    def add(self, row: Row) -> None:
        """Take note of posts that are tracked and decided alike."""
        stands = standing(row.tracking, row.status)
        self.standings[stands] += row.posts
        if row.status is not None and stands in {Standing.COUNTS, Standing.REJECTED}:
            self.statuses[row.status] += row.posts
        if stands is Standing.COUNTS:
            self.earned_minor += row.earned_minor


def by_owner(rows: Iterable[Row]) -> Mapping[int, Totals]:
    """Return the totals of each owner; of one without posts there are none."""
    found: defaultdict[int, Totals] = defaultdict(Totals)
    for row in rows:
        found[row.owner_id].add(row)
    return found
