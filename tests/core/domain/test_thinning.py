"""Of old readings those stay that money, days and comparisons rest on; nothing else is asked of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.domain.comparison import ByDay, Seen
from core.domain.lifecycle import GoodReading, counted_reading
from core.domain.thinning import Look, Rested, superfluous
from core.domain.zones import zone_of

BORN = datetime(2026, 3, 20, 15, 30, tzinfo=UTC)
END = BORN + timedelta(days=7)
GRACE, HOUR = timedelta(hours=48), timedelta(hours=1)
LATER = BORN + timedelta(days=400)
BERLIN, UTC_ZONE = zone_of("Europe/Berlin"), zone_of("UTC")
POST = Rested(BORN, END, None, ())

hours = st.lists(st.integers(0, 24 * 20), max_size=60).map(sorted)
views = st.sampled_from([None, 0, 5, 700, 10**9])


@st.composite
def histories(draw: st.DrawFn) -> list[Look]:
    return [
        Look(number, BORN + at * HOUR, draw(views), is_manual=draw(st.integers(0, 9)) == 0)
        for number, at in enumerate(draw(hours), 1)
    ]


def left(looks: Sequence[Look], post: Rested = POST, before: datetime = LATER) -> list[Look]:
    gone = superfluous(looks, post, before=before, zone=BERLIN, grace=GRACE)
    return [look for look in looks if look.id not in gone]


def gains(looks: Sequence[Look]) -> dict[object, int]:
    found: dict[object, int] = {}
    known = [look for look in looks if look.views is not None]
    for former, look in pairwise([None, *known]):
        assert look is not None
        day = look.taken_at.astimezone(BERLIN).date()
        gain = (look.views or 0) - (0 if former is None else former.views or 0)
        found[day] = found.get(day, 0) + gain
    return found


def by_age(looks: Sequence[Look]) -> list[Seen | None]:
    found = ByDay(BORN, 20)
    for look in looks:
        if look.views is not None:
            found.add(Seen(look.taken_at, look.views, None, is_exact=True))
    return found.readings


def counted(looks: Sequence[Look]) -> GoodReading | None:
    good = [GoodReading(look.id, look.taken_at, look.views) for look in looks if look.views is not None]
    return counted_reading(good, window_ends_at=END, now=LATER, grace=GRACE)


@given(histories())
def test_days_ages_and_the_counted_reading_stay_as_they_were(looks: list[Look]) -> None:
    kept = left(looks)

    assert gains(kept) == gains(looks)
    assert by_age(kept) == by_age(looks)
    assert counted(kept) == counted(looks)
    assert kept[:1] == looks[:1]
    assert kept[-1:] == looks[-1:]
    assert left(kept) == kept
    assert [look for look in looks if look.is_manual and look not in kept] == []


@given(histories(), st.integers(0, 24 * 20))
def test_nothing_goes_that_is_not_old(looks: list[Look], hours_: int) -> None:
    before = BORN + hours_ * HOUR
    kept = left(looks, before=before)

    assert [look for look in looks if look.taken_at >= before and look not in kept] == []


def test_what_money_rests_on_and_what_is_shown_stays() -> None:
    looks = [Look(n, BORN + timedelta(days=12, hours=n), 100 + n, is_manual=False) for n in range(8)]
    assert [look.id for look in left(looks, Rested(None, None, None, ()))] == [0, 6, 7]

    post = Rested(None, None, looks[2].taken_at, {4})

    assert [look.id for look in left(looks, post)] == [0, 2, 4, 6, 7]
    assert superfluous([], post, before=LATER, zone=UTC_ZONE, grace=GRACE) == []
