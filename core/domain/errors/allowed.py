"""Who may do what, how often, and questions that are over."""

from dataclasses import dataclass

from core.domain.errors.base import UserError


@dataclass(eq=False)
class NotAllowedError(UserError):
    """The role is missing; `needed` is admin or editor."""

    needed: str


class ServerOnlyError(UserError):
    """The command works in a server only."""


@dataclass(eq=False)
class LimitReachedError(UserError):
    """The day's manual refreshes are used up; the day is UTC."""

    limit: int


@dataclass(eq=False)
class FaultError(UserError):
    """A fault of ours that cost one of several things; the log has its traceback under the reference."""

    reference: str


class StalePromptError(UserError):
    """A question that was answered already, or asked too long ago."""


class PlanChangedError(UserError):
    """What would be done now is not what the person was shown."""


class NotYourPromptError(UserError):
    """A question that was put to somebody else."""
