"""How a source failed to give a reading."""

from core.domain.terms import Outcome


class SourceError(Exception):
    """A source gave no reading. The text is for the log and for admins; it holds no key and no body."""

    outcome: Outcome = Outcome.UNAVAILABLE


class PostGoneError(SourceError):
    """The source cannot find or show this post: proof of nothing by itself."""

    def __init__(self, text: str, outcome: Outcome = Outcome.NOT_FOUND, *, confirmed: bool = False) -> None:
        super().__init__(text)
        self.outcome = outcome
        self.confirmed = confirmed  # two sources said so


class SourceBusyError(SourceError):
    """The source asks to come back later; `retry_after_s` is None when it does not say when."""

    outcome = Outcome.RATE_LIMITED

    def __init__(self, text: str, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class NobodyAskedError(SourceBusyError):
    """Every source is being left alone for a while, so nobody was asked: no look was taken."""


class SourceDownError(SourceError):
    """No usable answer: network, time-out, vendor trouble."""

    outcome = Outcome.UNAVAILABLE


class SourceKeyError(SourceDownError):
    """The key is refused or the quota is spent: asking again is useless until a person acts."""


class MalformedError(SourceError):
    """An answer of the wrong shape, with impossible values, or about another post."""

    outcome = Outcome.MALFORMED


class UnsupportedError(SourceError):
    """This source cannot read such a post."""

    outcome = Outcome.UNSUPPORTED
