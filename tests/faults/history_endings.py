"""Steps that end what comes in: budgets used up, creators removed, the campaign archived."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.services import campaigns, endings
from tests.conftest import ADMIN
from tests.faults.history_model import ToldCreator, pay
from tests.faults.history_play import AT_ONCE, Play
from tests.faults.history_world import HANDLES

ROOM = ["none", "any", "just enough", "a cent too little", "nothing left", "overdrawn"]


class Endings(Play):
    """Who and what comes in no more."""

    @rule(handle=st.sampled_from(HANDLES), room=st.sampled_from(ROOM))
    def set_budget(self, handle: str, room: str) -> None:
        """The campaign gets a budget: with room for one more post of a creator, or not quite."""
        cents = self.budget_with(room, handle)
        typed = "none" if cents is None else f"{cents // 100}.{cents % 100:02}"
        result = self.do(lambda app: campaigns.edit(app, ADMIN, campaign=None, budget=typed))
        if cents == self.told.budget:
            self.nothing_to_do(result)
        else:
            self.told.budget = cents
            self.expect(result, accepted=True)

    def budget_with(self, room: str, handle: str) -> int | None:
        if room in {"none", "any"}:
            return None if room == "none" else 10**9
        taken, needs = self.told.committed(), self.worst(self.told.creators[handle])
        more = {"just enough": needs, "a cent too little": needs - 1, "nothing left": 0, "overdrawn": -1}
        return max(1, taken + more[room])

    def worst(self, creator: ToldCreator) -> int:
        """Return the most that one more post may cost, a cent when nobody knows."""
        cpm, cap = creator.opening(self.told.default)
        rates = list((creator.tiers or {}).values()) if cpm is None or cap is None else [(cpm, cap)]
        return max((pay(rate[1], rate) for rate in rates), default=1)

    @rule(handle=st.sampled_from(HANDLES), at_once=AT_ONCE, chance=st.integers(0, 3))
    def remove(self, handle: str, chance: int, *, at_once: bool) -> None:
        """A creator leaves; their posts go on. Seldom, for they do not come back."""
        if chance:
            return
        creator = self.told.creators[handle]
        result = self.do(lambda app: endings.plan_remove(app, ADMIN, handle))

        def carry_out(_: Any) -> bool:
            if creator.is_removed:
                return False
            creator.is_removed = True
            return True

        if creator.is_removed:
            self.unchanged(result)
        else:
            self.ask(result, ADMIN, carry_out, at_once=at_once)

    @rule(at_once=AT_ONCE)
    def archive(self, *, at_once: bool) -> None:
        """The campaign takes in nothing more; what is in goes on."""
        result = self.do(lambda app: endings.plan_archive(app, ADMIN, None))

        def carry_out(_: Any) -> bool:
            if self.told.is_archived:
                return False
            self.told.is_archived = True
            return True

        if self.told.is_archived:
            self.unchanged(result)
        else:
            self.ask(result, ADMIN, carry_out, at_once=at_once)

    @rule()
    def reopen(self) -> None:
        """The campaign takes in posts again."""
        result = self.do(lambda app: endings.reopen(app, ADMIN, None))
        if self.told.is_archived:
            self.told.is_archived = False
            self.expect(result, accepted=True)
        else:
            self.unchanged(result)
