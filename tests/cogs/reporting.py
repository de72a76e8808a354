"""A report with one of everything that can be said."""

from datetime import date, timedelta
from decimal import Decimal

from core.domain.metrics import Summary
from core.domain.report_days import Days
from core.domain.terms import Counts, Platform, PostRef
from core.services.shown_reports import (
    CreatorFigures,
    Paid,
    PlatformFigures,
    Report,
    ReportPost,
    ViewsBar,
)
from tests.fakes import NOON

RUNNING = ReportPost(
    ref=PostRef(Platform.TIKTOK, "7301234567890123456", "anna"),
    handle="anna",
    caption="A day at the sea",
    published_on=date(2026, 11, 1),
    counts=Counts(12_345, 1_200, 34, 56),
    is_exact=True,
    read_at=NOON - timedelta(hours=3),
    counted_views=None,
    counts_until=date(2026, 11, 8),
    is_gone=False,
)
FINAL = ReportPost(
    ref=PostRef(Platform.INSTAGRAM, "C1abcDEFgh_"),
    handle="bob",
    caption="",
    published_on=date(2026, 10, 20),
    counts=Counts(2_000_000, 90_000, 1_500, None),
    is_exact=False,
    read_at=NOON - timedelta(minutes=59),
    counted_views=1_876_543,
    counts_until=None,
    is_gone=False,
)
HIDDEN = ReportPost(
    ref=PostRef(Platform.INSTAGRAM, "C2abcDEFgh_"),
    handle="bob",
    caption="carousel",
    published_on=None,
    counts=Counts(),
    is_exact=True,
    read_at=None,
    counted_views=None,
    counts_until=None,
    is_gone=True,
)
FIGURES = Summary(
    videos=3, creators=2, views=2_012_345, unknown=1, average=1_006_173, engagement=Decimal("4.61")
)
UNKNOWN = Summary(videos=1, creators=1, views=None, unknown=1, average=None, engagement=None)
NOTHING = Summary(videos=0, creators=0, views=None, unknown=0, average=None, engagement=None)
REPORT = Report(
    campaign="Summer Launch",
    days=Days(date(2026, 10, 4), date(2026, 11, 2)),
    zone="UTC",
    made_at=NOON,
    figures=FIGURES,
    oldest_at=NOON - timedelta(hours=3),
    platforms=[
        PlatformFigures(Platform.INSTAGRAM, FIGURES),
        PlatformFigures(Platform.TIKTOK, UNKNOWN),
    ],
    creators=[
        CreatorFigures("bob", Platform.INSTAGRAM, FIGURES),
        CreatorFigures("anna", Platform.TIKTOK, UNKNOWN),
    ],
    bars=[
        ViewsBar(date(2026, 10, 4), date(2026, 10, 5), None),
        ViewsBar(date(2026, 10, 6), date(2026, 10, 7), 2_000_000),
        ViewsBar(date(2026, 10, 8), date(2026, 10, 9), -500),
        ViewsBar(date(2026, 10, 10), date(2026, 10, 10), 12_845),
    ],
    top=[FINAL, RUNNING],
    posts=[RUNNING, FINAL, HIDDEN],
    more=0,
    payouts=[Paid("bob", Platform.INSTAGRAM, 93_827, 93_827, 0), Paid("anna", Platform.TIKTOK, 0, 100, -100)],
    currency="USD",
)
EMPTY = Report(
    campaign="Summer Launch",
    days=Days(date(2026, 11, 2), date(2026, 11, 2)),
    zone="UTC",
    made_at=NOON,
    figures=NOTHING,
    oldest_at=None,
    platforms=[],
    creators=[],
    bars=[],
    top=[],
    posts=[],
    more=0,
    payouts=None,
    currency="USD",
)
