"""What leaves the service of notes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a person sees it before changing it.

    Attributes:
        id: whose note it is: the post's, creator's or campaign's id.
        text: markdown as it was typed; empty when there is none.
        digest: by which a change made meanwhile is noticed.
    """

    id: int
    text: str
    digest: str
