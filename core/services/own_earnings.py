"""What a member earns, campaign by campaign. Every sum follows from the ledger; no two currencies meet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.domain.access import Caller
from core.domain.earnings import complete_terms, earnings_minor
from core.domain.expected import Expected, expected
from core.domain.ledger import LedgerKind
from core.domain.payouts import Owed, Standing, share_of, standing
from core.services import own
from core.services.app import App
from core.services.pages import cut
from core.services.shown_own import Adjustment, Earnings, EarningsPage
from db import ledger, members
from db.engine import Session
from db.models import Campaign, Creator
from db.money import LedgerEntry

PAGE_SIZE = 4
LATEST = 5
"""How many payouts and corrections are told."""


@dataclass(slots=True)
class Book:
    """What is gathered of one campaign and currency; `due` is by creator, for each has its own payout."""

    home: Campaign
    currency: str
    estimate_minor: int = 0
    running: Counter[Expected] = field(default_factory=Counter)
    waiting: int = 0
    ledger: Counter[LedgerKind] = field(default_factory=Counter)
    due: Counter[int] = field(default_factory=Counter)
    held_minor: int = 0

    def closed(self) -> Earnings:
        """Return the sums; what the ledger owes and nothing else explains is not payable now."""
        by_standing: Counter[Standing] = Counter()
        for amount in self.due.values():
            by_standing[standing(amount, self.home.minimum_payout_minor)] += amount
        owed = sum(self.ledger.values())
        return Earnings(
            campaign=self.home.name,
            currency=self.currency,
            minimum_payout_minor=self.home.minimum_payout_minor,
            estimate_minor=self.estimate_minor,
            running=dict(self.running),
            waiting=self.waiting,
            earned_minor=self.ledger[LedgerKind.EARNED],
            adjusted_minor=self.ledger[LedgerKind.ADJUSTED],
            paid_minor=-self.ledger[LedgerKind.PAID] - self.ledger[LedgerKind.VOIDED],
            ready_minor=by_standing[Standing.READY],
            below_minor=by_standing[Standing.BELOW_MINIMUM],
            held_minor=self.held_minor,
            closed_minor=owed - sum(by_standing.values()) - self.held_minor,
        )


class Books(dict[tuple[int, str], Book]):
    """The books of a member's campaigns, by campaign and currency."""

    def __init__(self, accounts: Sequence[tuple[Creator, Campaign]]) -> None:
        self.homes = {home.id: home for _, home in accounts}
        super().__init__(
            {(home.id, home.currency): Book(home, home.currency) for home in self.homes.values()}
        )

    def __missing__(self, key: tuple[int, str]) -> Book:
        """Open a book for ledger rows in another currency than the campaign's."""
        self[key] = Book(self.homes[key[0]], key[1])
        return self[key]

    def of(self, campaign_id: int) -> Book:
        """Return the book in the campaign's own currency."""
        return self[campaign_id, self.homes[campaign_id].currency]


async def earnings(app: App, by: Caller, page: int = 1) -> EarningsPage:
    """Return a page of what the member's accounts earn, by campaign. Raises `NotRegisteredError`."""
    async with app.reads() as session:
        await ledger.see_one_moment(session)  # a payment between two questions would tear the sums apart
        accounts = await own.bound(session, by)
        mine, books = own.ids(accounts), Books(accounts)
        await _estimate(session, mine, books)
        for campaign_id, posts in (await members.waiting(session, mine)).items():
            books.of(campaign_id).waiting = posts
        for each in await members.sums(session, mine):
            books[each.campaign_id, each.currency].ledger[each.kind] += each.amount_minor
        await _owe(session, mine, books)
        paid = await members.payouts(session, mine, LATEST)
        corrected = await members.adjustments(session, mine, LATEST)
    return EarningsPage(
        cut([book.closed() for book in books.values()], page, PAGE_SIZE),
        [own.payment(payout, creator.handle, home.name) for payout, creator, home in paid],
        [_adjustment(entry) for entry in corrected],
    )


async def _estimate(session: Session, mine: Sequence[int], books: Books) -> None:
    """Gather what running posts would earn on their views now, and those of which nothing can be said."""
    async for row in members.running(session, mine):
        campaign_id, views, minimum, cpm, cap_views, is_fixed, is_spared, needs_person = row
        book, terms = books.of(campaign_id), complete_terms(cpm, cap_views)
        said = expected(
            views,
            terms,
            minimum=minimum,
            is_fixed=is_fixed,
            is_spared=is_spared,
            needs_person=needs_person,
        )
        book.running[said] += 1
        if said is Expected.ESTIMATED and terms is not None:
            book.estimate_minor += earnings_minor(views, terms, book.currency)


async def _owe(session: Session, mine: Sequence[int], books: Books) -> None:
    """Gather what goes into the next payouts, and what would if it were not on hold."""
    async for creator_id, campaign_id, *facts in members.owed(session, mine):
        kind, tracking, status, is_on_hold, has_count, has_terms, balance = facts
        would = Owed(
            kind=kind,
            tracking=tracking,
            status=status,
            is_on_hold=False,
            has_frozen_count=bool(has_count),
            has_terms=bool(has_terms),
            balance_minor=int(balance),
        )
        if share_of(would) is None:
            continue
        book = books.of(campaign_id)
        if is_on_hold:
            book.held_minor += int(balance)
        else:
            book.due[creator_id] += int(balance)


def _adjustment(entry: LedgerEntry) -> Adjustment:
    return Adjustment(entry.post_id, entry.at, entry.amount_minor, entry.currency, entry.reason)
