"""Sources in order: whatever happens, they are asked in theirs, and only those that may be."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceError
from core.domain.terms import Outcome, Platform, PostRef, Reading
from providers.fallback import Fallback
from tests.fakes import FixedClock
from tests.providers.scripted import (
    BUSY,
    DOWN,
    GONE,
    PRIVATE,
    REFUSED,
    SHAPE,
    UNSUPPORTED,
    WITHHELD,
    Source,
    ask,
)

ANSWERS = [None, None, GONE, PRIVATE, WITHHELD, BUSY, DOWN, DOWN, REFUSED, SHAPE, UNSUPPORTED]
Step = tuple[list[SourceError | None], int]
STEPS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(ANSWERS), min_size=3, max_size=3), st.sampled_from([0, 0, 0, 60, 300, 3600])
    ),
    max_size=40,
)


class Told(Source):
    """Says what it is told, and notes in a list shared by all that it was asked."""

    def __init__(self, name: str, asked: list[str]) -> None:
        super().__init__(name)
        self.all_asked = asked

    async def fetch_post(self, ref: PostRef) -> Reading:
        self.all_asked.append(self.name)
        return await super().fetch_post(ref)


@given(STEPS)
async def test_the_first_that_may_be_asked_and_answers_is_believed(steps: list[Step]) -> None:
    clock, asked = FixedClock(), list[str]()
    sources = [Told(name, asked) for name in "abc"]
    fallback = Fallback(Platform.TIKTOK, sources, clock, chance=lambda: 0.5)

    for answers, seconds in steps:
        asked.clear()
        for source, answer in zip(sources, answers, strict=True):
            source.script = [answer]
        may = [state.name for state in fallback.states() if state.closed_until is None]
        result = await ask(fallback)

        said = dict(zip("abc", answers, strict=True))
        assert asked == may[: len(asked)], "in order, none left out, none that is left alone"
        ends = [name for name in asked if is_end(said[name])]
        assert ends == asked[-1:] or (not ends and asked == may)
        if isinstance(result, Reading):
            assert (result.source, said[result.source]) == (asked[-1], None)
        assert isinstance(result, Reading) is any(said[name] is None for name in asked)
        clock.advance(seconds=seconds)


def is_end(answer: SourceError | None) -> bool:
    return answer is None or answer.outcome in {Outcome.PRIVATE, Outcome.UNSUPPORTED}
