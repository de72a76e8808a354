"""Steps in a post's life: time, looks, and what people do to posts."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from core.domain.errors import NobodyAskedError, UserError
from core.domain.terms import Platform, Reading
from core.services import decisions, findings, posts, refresh, submissions
from core.services.app import App
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.fakes import tiktok
from tests.faults.history_checks import time_of
from tests.faults.history_model import BEFORE, DAY, GRACE, HOUR, UNDECIDED, ToldPost
from tests.faults.history_play import ANSWERS, MOST_POSTS, NUMBERS, TICK, TROUBLES, VIEWS, with_posts
from tests.faults.history_terms import Terms
from tests.faults.history_world import HANDLES, WATCH

OFTEN = timedelta(hours=6, minutes=18)
"""The longest time between two good looks at a running post: six hours, and a little more to spread them."""
DAILY, NO_LONGER = timedelta(hours=25, minutes=12), 30 * DAY
"""How often a post that is gone is looked for, and for how long."""
MOMENTS = {
    "a day and a second before the end": -BEFORE - TICK,
    "a day before the end": -BEFORE,
    "hours before the end": -5 * HOUR,
    "a second before the end": -TICK,
    "the end": timedelta(0),
    "a second after the end": TICK,
    "hours after the end": 5 * HOUR,
    "two days after the end": GRACE,
    "two days and a second after the end": GRACE + TICK,
    "three days after the end": 3 * DAY,
}
SPANS = [timedelta(minutes=1), 7 * HOUR, DAY, DAY + TICK, 3 * DAY]
ANSWER = st.sampled_from(ANSWERS)
PLAIN = ["below the minimum", "the minimum", "many", "below the cap"]
BEGINNINGS = ["empty", "running", "decided", "held", "paid", "unread", "tight"]


class Life(Terms):
    """What happens to posts."""

    @initialize(at=st.sampled_from(BEGINNINGS))
    def begin(self, at: str) -> None:
        """Go on from where a campaign may be."""
        self.begin_at(at)

    @precondition(lambda self: len(self.told.posts) < MOST_POSTS)
    @rule(
        handle=st.sampled_from(HANDLES),
        way=st.sampled_from(["submit", "track"]),
        answer=ANSWER,
        age=st.sampled_from([timedelta(0), HOUR, 6 * DAY, 7 * DAY, 7 * DAY + TICK, 12 * DAY]),
    )
    def take_in(self, handle: str, way: str, answer: str, age: timedelta) -> None:
        """A creator hands a post in, or an admin does."""
        self.tick()
        post = self.newcomer(handle, age)
        post.tracking = "direct_add"
        ref = tiktok(post.published_at, post.id, handle)
        told = self.answer(ref, post, answer)
        self.world.source.tell(ref, told)
        enter = (
            partial(submissions.submit, by=ANNA) if way == "submit" else partial(submissions.track, by=ADMIN)
        )
        intake = self.do(lambda app: enter(app, text=ref.url))
        result = intake if isinstance(intake, UserError) else intake.rows[0].result
        is_old = way == "submit" and age > self.days(handle) * DAY
        if not self.is_open(handle) or is_old or not self.told.fits(post):
            self.unchanged(result)
            return
        if isinstance(told, Reading):
            post.read(self.now, told.counts.views, exact=told.exact)
        else:
            post.miss(self.now, told.outcome.value, is_sure=False)
        self.told.posts[post.id], self.told.refs[post.id] = post, ref
        self.expect(result, accepted=True)

    @precondition(lambda self: len(self.told.posts) < MOST_POSTS)
    @rule(answer=ANSWER, age=st.sampled_from([HOUR, 6 * DAY, 9 * DAY - TICK, 9 * DAY]))
    def find(self, answer: str, age: timedelta) -> None:
        """A post of Cleo's is found on her page."""
        cleo = self.told.creators["cleo"]
        post = self.newcomer("cleo", age)
        is_late = self.now - post.ends_at >= GRACE
        post.tracking = "pending_review" if cleo.is_selective or is_late else "auto_tracked"
        if not self.told.fits(post):
            post.tracking = "pending_review"
        ref = tiktok(post.published_at, post.id, "cleo")
        listed = self.answer(ref, post, "hidden")
        assert isinstance(listed, Reading)
        is_taken_in = self.world.run(_is_found(self.world.app, listed))
        assert is_taken_in is self.is_open("cleo")
        if is_taken_in:
            self.told.posts[post.id], self.told.refs[post.id] = post, ref
            self.tell(post, answer)
        self.compare()

    @with_posts
    @rule(number=NUMBERS, moment=st.sampled_from(list(MOMENTS)), answer=ANSWER)
    def live_to(self, number: int, moment: str, answer: str) -> None:
        """Time goes on to a moment in a post's life, and the loops run."""
        self.sleep_to(number, moment, answer)
        self.tick()
        self.beat()
        self.decide_due()

    @with_posts
    @rule(number=NUMBERS, moment=st.sampled_from(list(MOMENTS)[2:7]), answer=st.sampled_from(list(VIEWS)))
    def be_read_at(self, number: int, moment: str, answer: str) -> None:
        """The source answers around the window's end."""
        self.live_to(number, moment, answer)

    @precondition(lambda self: self.running())
    @rule(
        number=NUMBERS,
        moment=st.sampled_from(["a second after the end", "hours after the end"]),
        early=st.sampled_from(PLAIN),
        late=st.sampled_from(PLAIN),
    )
    def be_read_on_both_sides(self, number: int, moment: str, early: str, late: str) -> None:
        """The source answers just before the window's end, and otherwise after it."""
        posts = self.running()
        number = list(self.told.posts.values()).index(posts[number % len(posts)])
        self.live_to(number, "a second before the end", early)
        self.live_to(number, moment, late)

    def running(self) -> list[ToldPost]:
        """Return the posts that count, and will be decided when their time comes."""
        posts = [post for post in self.told.posts.values() if post.status == "active" and post.counts]
        return [post for post in posts if self.now < post.ends_at - TICK]

    @with_posts
    @rule(number=NUMBERS, moment=st.sampled_from(list(MOMENTS)), answer=ANSWER)
    def sleep_to(self, number: int, moment: str, answer: str) -> None:
        """Time goes on to a moment in a post's life, or for a while when that is over; no loop runs."""
        post = self.post(number)
        at = post.ends_at + MOMENTS[moment]
        self.world.clock.now = at if at > self.now else self.now + SPANS[len(moment) % len(SPANS)]
        self.tell(post, answer)

    @with_posts
    @rule(span=st.sampled_from(SPANS), trouble=st.sampled_from(list(TROUBLES)))
    def suffer(self, span: timedelta, trouble: str) -> None:
        """No source answers for a while."""
        for post in self.told.posts.values():
            self.tell(post, trouble)
        self.world.clock.now += span
        self.beat()
        self.decide_due()

    @with_posts
    @rule(span=st.sampled_from(SPANS))
    def decide_alone(self, span: timedelta) -> None:
        """What is over is decided on what is known, without a look."""
        self.world.clock.now += span
        self.decide_due()

    def beat(self) -> None:
        """A round of looks: what is running was read in time, and what has ended at its end."""
        self.do(lambda app: refresh.run_round(app, Platform.TIKTOK))
        told = [self.world.source.told[ref] for ref in self.told.refs.values()]
        self.compare()
        if any(isinstance(answer, NobodyAskedError) for answer in told):
            return
        for row in self.world.named("posts", self.books.tables["posts"]):
            post = self.told.posts[row["id"]]
            if post.counts and post.status in UNDECIDED and not post.needs_person:
                if post.gone_at is None or self.now < post.gone_at + NO_LONGER:
                    often = OFTEN if post.gone_at is None else DAILY
                    assert time_of(row["next_check_at"]) <= self.now + often
                if self.now < post.ends_at:
                    assert time_of(row["next_check_at"]) <= post.ends_at
                else:
                    assert time_of(row["checked_at"]) >= post.ends_at

    def decide_due(self) -> None:
        for post in self.told.posts.values():
            is_waiting = post.status == "active" or (
                post.status == "awaiting_measurement"
                and self.now >= post.ends_at + GRACE
                and not post.needs_person
            )
            if is_waiting:
                post.decide(self.now)
        self.do(decisions.decide_due)
        self.compare()

    @with_posts
    @rule(number=NUMBERS, answer=ANSWER)
    def look_now(self, number: int, answer: str) -> None:
        """Somebody wants to know now."""
        post = self.post(number)
        self.tick()
        self.tell(post, answer)
        self.expect(self.do(lambda app: posts.refresh(app, EDITOR, f"#{post.id}")), accepted=True)

    def newcomer(self, handle: str, age: timedelta) -> ToldPost:
        """Return a post published so long ago, as it is when it comes in now."""
        creator = self.told.creators[handle]
        cpm, cap = creator.opening(self.told.default)
        return ToldPost(
            id=len(self.told.posts) + 1,
            creator=handle,
            tracking="direct_add",
            published_at=self.now - age,
            ends_at=self.now - age + self.days(handle) * DAY,
            minimum=self.told.minimum if creator.minimum is None else creator.minimum,
            cpm=cpm,
            cap=cap,
            deal=creator.version or None,
        )

    def days(self, handle: str) -> int:
        own = self.told.creators[handle].window_days
        return self.told.window_days if own is None else own

    def is_open(self, handle: str) -> bool:
        """Whether new posts of a creator may come in."""
        creator = self.told.creators[handle]
        return not (creator.is_paused or creator.is_removed or self.told.is_archived)


async def _is_found(app: App, listed: Reading) -> bool:
    """Take in what is listed; return False when the account is not watched any more."""
    try:
        async with app.sessions.begin() as session:
            await findings.take_in(session, app, WATCH, [listed])
    except findings.WatchEndedError:
        return False
    return True
