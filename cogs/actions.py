"""What can be done to a post from its card: which actions make sense, and who may take them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from core.domain.access import Role
from core.domain.errors import (
    AlreadyHeldError,
    NoReadingError,
    NotCountingError,
    NotHeldError,
    PostStatusError,
    ReferencePostError,
    TermsMissingError,
    UserError,
    ViewsPublicError,
)
from core.domain.lifecycle import OPEN, UNDECIDED
from core.domain.terms import Outcome, PostStatus
from core.domain.tracking import counts
from core.services import adjustments, holds
from core.services.shown import PostCard


class Action(StrEnum):
    """What a button does; named as the command that does the same."""

    SET_CPM = "set-cpm"
    SET_VIEWS = "set-views"
    FINALIZE = "finalize"
    REJECT = "reject"
    UNREJECT = "unreject"
    HOLD = "hold"
    RELEASE = "release"
    ADJUST = "adjust"
    NOTE = "note"


STATUSES = {
    Action.SET_CPM: OPEN,
    Action.SET_VIEWS: UNDECIDED,
    Action.FINALIZE: UNDECIDED,
    Action.REJECT: OPEN,
    Action.UNREJECT: frozenset({PostStatus.REJECTED}),
    Action.HOLD: frozenset(PostStatus) - holds.OVER,
    Action.ADJUST: adjustments.FROZEN,
}
NEEDS: Mapping[Action, Role] = {Action.ADJUST: Role.ADMIN}
"""The roles that actions need which not every editor may take, whatever the post."""


def allowed(card: PostCard) -> Sequence[Action]:
    """Return what makes sense on a post as it is, in the order of its buttons."""
    return [action for action in Action if why_not(action, card) is None]


def why_not(action: Action, card: PostCard) -> UserError | None:
    """Return why an action makes no sense on a post as it is; None when it does."""
    if action is Action.NOTE:
        return None
    if card.status is None:
        return ReferencePostError(card.id)
    if action is Action.RELEASE:
        return NotHeldError() if card.hold_reason is None else None
    if card.status not in STATUSES[action]:
        return PostStatusError(action.value, card.status)
    if not counts(card.tracking):
        return NotCountingError(card.id, card.tracking)
    return _why_not_now(action, card)


def role_for(action: Action, card: PostCard, now: datetime) -> Role:
    """Return the role an action needs: before the window's end only admins finalize."""
    is_open = card.window_ends_at is not None and now < card.window_ends_at
    return Role.ADMIN if action is Action.FINALIZE and is_open else NEEDS.get(action, Role.EDITOR)


def _why_not_now(action: Action, card: PostCard) -> UserError | None:
    """Return what is in the way beside the status of a post that counts."""
    match action:
        case Action.FINALIZE:
            return _why_not_finalize(card)
        case Action.SET_VIEWS:
            return _why_not_set_views(card)
        case Action.HOLD if card.hold_reason is not None and card.held_at is not None:
            return AlreadyHeldError(card.held_at, card.hold_reason)
        case _:
            return None


def _why_not_finalize(card: PostCard) -> UserError | None:
    missing = [name for name, value in (("cpm", card.cpm), ("cap", card.cap_views)) if value is None]
    if missing:
        return TermsMissingError(missing)
    return NoReadingError(card.last_outcome) if card.counts.views is None else None


def _why_not_set_views(card: PostCard) -> UserError | None:
    if card.last_outcome is None:
        return NoReadingError(None)
    return ViewsPublicError() if card.last_outcome is Outcome.OK else None
