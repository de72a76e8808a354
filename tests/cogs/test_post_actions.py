"""The buttons under a post's card: which there are, and what they open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import discord
import pytest

from cogs import post_actions, views
from cogs.actions import Action, allowed, role_for, why_not
from cogs.errors import OpensForm
from cogs.refusals import refusal
from core.domain.access import Role
from core.domain.terms import Outcome, PostKind, PostStatus, TrackingStatus
from tests.cogs.cards import POST
from tests.fakes import NOON

S, T = PostStatus, TrackingStatus
SET_CPM, SET_VIEWS, FINALIZE = Action.SET_CPM, Action.SET_VIEWS, Action.FINALIZE
REJECT, UNREJECT, NOTE = Action.REJECT, Action.UNREJECT, Action.NOTE
HOLD, RELEASE, ADJUST = Action.HOLD, Action.RELEASE, Action.ADJUST
UNDECIDED = [SET_CPM, FINALIZE, REJECT, HOLD, NOTE], [SET_CPM, SET_VIEWS, FINALIZE, REJECT, HOLD, NOTE]
TABLE: dict[PostStatus | None, tuple[Sequence[Action], Sequence[Action]]] = {
    # for a post that counts and has terms: when the platform shows its views, and when it does not
    S.ACTIVE: UNDECIDED,
    S.AWAITING_MEASUREMENT: UNDECIDED,
    S.PENDING_CPM: ([SET_CPM, REJECT, HOLD, NOTE], [SET_CPM, REJECT, HOLD, NOTE]),
    S.FINALIZED: ([HOLD, ADJUST, NOTE], [HOLD, ADJUST, NOTE]),
    S.PAID: ([ADJUST, NOTE], [ADJUST, NOTE]),
    S.REJECTED: ([UNREJECT, NOTE], [UNREJECT, NOTE]),
    None: ([NOTE], [NOTE]),
}
COUNTING = {T.AUTO_TRACKED, T.INCLUDED, T.DIRECT_ADD}


@pytest.mark.parametrize(
    ("status", "outcome", "tracking"), list(product(TABLE, [None, *Outcome], TrackingStatus))
)
def test_the_buttons_are_what_makes_sense(
    status: PostStatus | None, outcome: Outcome | None, tracking: TrackingStatus
) -> None:
    kind = PostKind.REFERENCE if status is None else PostKind.INTERNAL
    card = replace(POST, kind=kind, status=status, last_outcome=outcome, tracking=tracking)

    shown, not_shown = TABLE[status] if tracking in COUNTING else ([NOTE], [NOTE])
    assert allowed(card) == (shown if outcome in {None, Outcome.OK} else not_shown)
    held = replace(card, hold_reason="rights", held_at=NOON)
    assert (RELEASE in allowed(held)) is (status is not None)
    assert HOLD not in allowed(held)


@pytest.mark.parametrize("missing", [{"cpm": None}, {"cap_views": None}, {"cpm": None, "cap_views": None}])
def test_nothing_is_finalized_without_terms(missing: dict[str, Any]) -> None:
    assert allowed(replace(POST, **missing)) == [SET_CPM, REJECT, HOLD, NOTE]


@pytest.mark.parametrize(
    ("action", "changes", "part"),
    [
        (SET_CPM, {"status": S.PAID}, "“Paid” cannot be given new terms"),
        (SET_VIEWS, {"status": S.PENDING_CPM}, "“Pending CPM” cannot be given views by hand"),
        (FINALIZE, {"status": S.REJECTED}, "“Rejected” cannot be finalized by hand"),
        (REJECT, {"status": S.FINALIZED}, "“Finalized” cannot be rejected"),
        (UNREJECT, {"status": S.ACTIVE}, "“Active” cannot be taken back from rejection"),
        (HOLD, {"status": S.REJECTED}, "“Rejected” cannot be put on hold"),
        (HOLD, {"hold_reason": "rights", "held_at": NOON}, "This post was put on hold"),
        (RELEASE, {}, "This post is not on hold"),
        (RELEASE, {"status": None}, "`#12` is a competitor's post"),
        (ADJUST, {}, "“Active” cannot be corrected, for nothing is frozen yet"),
        (SET_VIEWS, {"last_outcome": None}, "This post has never been read"),
        (SET_VIEWS, {}, "The platform shows this post's views"),
        (FINALIZE, {"cap_views": None}, "This post has no cap yet"),
        (REJECT, {"tracking": T.PENDING_REVIEW}, "`#12` is waiting for review"),
        (REJECT, {"status": None}, "`#12` is a competitor's post"),
    ],
)
def test_what_makes_no_sense_is_explained(action: Action, changes: dict[str, Any], part: str) -> None:
    refused = why_not(action, replace(POST, **changes))

    assert refused is not None
    assert part in (refusal(refused) or "")


@pytest.mark.parametrize("action", Action)
def test_before_the_windows_end_only_admins_finalize(action: Action) -> None:
    end = NOON + timedelta(days=7)
    always = Role.ADMIN if action is ADJUST else Role.EDITOR
    early = Role.ADMIN if action is FINALIZE else always

    assert role_for(action, POST, end - timedelta(seconds=1)) is early
    assert role_for(action, POST, end) is always
    assert role_for(action, replace(POST, window_ends_at=None), NOON) is always


def test_all_buttons_fit_under_a_card() -> None:
    card = replace(POST, id=2**63 - 1, last_outcome=Outcome.HIDDEN)
    view = views.post(card).view
    assert view is not None

    ids = [item.custom_id for item in view.children if isinstance(item, discord.ui.DynamicItem)]
    acts = [f"vl:act:{action}:{card.id}" for action in allowed(card)]
    review = f"vl:review:exclude:direct_add:{card.id}"
    assert ids[1:] == [*acts, review, f"vl:explain:{card.id}"]
    for row in view.to_components():
        assert len(row["components"]) <= 5


@pytest.mark.parametrize("action", list(post_actions.DEEDS))
def test_forms_keep_discords_limits(action: Action) -> None:
    card = replace(POST, id=2**63 - 1, cap_views=10**11)

    form = post_actions.ActionForm(action, card, views.Act.show).to_dict()

    assert len(form["title"]) <= 45
    for label in form["components"]:
        assert len(label["label"]) <= 45
        assert len(label["component"].get("placeholder") or "") <= 100


async def test_a_button_that_answers_with_nothing_is_a_mistake() -> None:
    with pytest.raises(NotImplementedError):
        await OpensForm().press(None)  # type: ignore[arg-type]  # never looked at
    with pytest.raises(NotImplementedError):
        post_actions.ActionButton.show(None)  # type: ignore[arg-type]  # never looked at
