"""What a pass of a loop did."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of one pass; a tally adds to another.

    Attributes:
        due: posts of a platform that were due, each platform post once.
        asked: requests made; one may answer for several posts.
        read: looks that gave a reading.
        failed: looks that gave none.
        unwritten: answers that could not be stored; they are asked for again later.
        snapshots: snapshots added; one look may serve several campaigns.
        decided: posts that changed their status.
        imported: posts that came in by watching accounts; `due`, `read` and `failed` count accounts there.
    """

    due: int = 0
    asked: int = 0
    read: int = 0
    failed: int = 0
    unwritten: int = 0
    snapshots: int = 0
    decided: int = 0
    imported: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sums."""
        mine, others = self.as_dict(), other.as_dict()
        return Tally(**{name: mine[name] + others[name] for name in mine})

    def as_dict(self) -> dict[str, int]:
        """Return the figures by name."""
        return asdict(self)
