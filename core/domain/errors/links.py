"""What is wrong with a pasted link."""

from dataclasses import dataclass

from core.domain.errors.base import UserError
from core.domain.terms import Platform


class LinkError(UserError):
    """A pasted text that leads to no post."""


@dataclass(eq=False)
class NotALinkError(LinkError):
    """No link and no id of a post."""

    text: str


@dataclass(eq=False)
class NotAPostError(LinkError):
    """A TikTok or Instagram link of something else; `what` is profile, live, story, audio or page."""

    platform: Platform
    what: str


@dataclass(eq=False)
class OtherSiteError(LinkError):
    """A link of another site."""

    host: str


@dataclass(eq=False)
class LinkTooLongError(LinkError):
    """Longer than any link of a post."""

    length: int


@dataclass(eq=False)
class LinkExpiredError(LinkError):
    """A short link that leads to no post any more."""

    url: str
