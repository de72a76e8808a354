"""A clock that is moved by hand, and sources that answer what a test tells them to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.domain.errors import PostGoneError
from core.domain.links import pk_to_shortcode
from core.domain.ports import SourceState
from core.domain.terms import (
    AccountPage,
    AccountRef,
    Author,
    Counts,
    Listed,
    Platform,
    PostRef,
    Profile,
    Reading,
    ShortLink,
)

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
INSTAGRAM_EPOCH_MS = 1_314_220_021_721

Result = Reading | Exception
Told = Result | Callable[[], Result]


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


class FakeSource:
    """Answers for both platforms; what it was not told about is not found."""

    name = "fake"

    def __init__(self) -> None:
        self.told: dict[PostRef, Told] = {}
        self.asked: list[PostRef] = []

    def tell(self, ref: PostRef, result: Told) -> None:
        self.told[ref] = result

    async def fetch_post(self, ref: PostRef) -> Reading:
        self.asked.append(ref)
        told = self.told.get(ref, PostGoneError("nothing here"))
        result = told() if callable(told) else told
        if isinstance(result, Exception):
            raise result
        return result

    def states(self) -> Sequence[SourceState]:
        return []


class FakeAccounts:
    """Accounts whose pages hold what a `FakeSource` was told; what it was not told about is on no page."""

    name = "fake"

    def __init__(self, source: FakeSource, *, page_size: int = 10, has_views: bool = True) -> None:
        self.source = source
        self.page_size = page_size
        self.has_views = has_views
        self.trouble: Exception | None = None
        self.asked: list[AccountRef] = []

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        self.asked.append(account)
        if self.trouble is not None:
            raise self.trouble
        told = [result for result in self.source.told.values() if isinstance(result, Reading)]
        theirs = [Listed(result) for result in told if result.author.handle == account.handle]
        return AccountPage(tuple(theirs[: self.page_size]), None, self.has_views)

    async def fetch_profile(self, account: AccountRef) -> Profile:
        return Profile(self.name, Author(account.handle, account.platform_user_id))

    def states(self) -> Sequence[SourceState]:
        return []


class FakeProfiles(FakeAccounts):
    """Accounts that say who they are: a profile for each handle, or the trouble there is instead."""

    def __init__(self) -> None:
        super().__init__(FakeSource())
        self.told: dict[str, Profile | Exception] = {}

    def tell(self, handle: str, bio: str | None, user_id: str | None = "1001", **changes: object) -> None:
        made = Profile(self.name, Author(handle, user_id), bio)
        self.told[handle] = replace(made, **changes)  # type: ignore[arg-type]  # the test names the fields

    async def fetch_profile(self, account: AccountRef) -> Profile:
        self.asked.append(account)
        told = self.told.get(account.handle, PostGoneError("nobody here"))
        if isinstance(told, Exception):
            raise told
        return told


class FakeLinks:
    """Expands the short links it knows."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    async def expand(self, link: ShortLink) -> str:
        return self.known[link.url]


def tiktok(published_at: datetime, serial: int = 1, handle: str | None = "anna") -> PostRef:
    """Return a TikTok post whose id carries its time, as real ones do."""
    return PostRef(Platform.TIKTOK, str((int(published_at.timestamp()) << 32) + serial), handle)


def instagram(published_at: datetime, serial: int = 1) -> PostRef:
    """Return an Instagram post whose shortcode carries its time."""
    pk = ((int(published_at.timestamp() * 1000) - INSTAGRAM_EPOCH_MS) << 23) + serial
    return PostRef(Platform.INSTAGRAM, pk_to_shortcode(pk))


def reading(
    ref: PostRef,
    views: int | None,
    *,
    handle: str = "anna",
    user_id: str | None = "1001",
    published_at: datetime | None = None,
    **changes: object,
) -> Reading:
    """Return a good reading, or one without views."""
    metric = None if views is None else "play_count"
    made = Reading(
        ref,
        "fake",
        Counts(views=views, likes=10, comments=2, shares=1, saves=0),
        metric=metric,
        author=Author(handle, user_id, "Anna", None),
        caption="look at this",
        published_at=published_at,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields are the test's to name
