"""What a member sees of themselves: the posts and accounts that are bound to them, and no others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.domain.access import Caller
from core.domain.appeals import is_open
from core.domain.errors import NotRegisteredError, PostUnknownError
from core.services import appeals, creators, ledger, posts, watches
from core.services.app import App
from core.services.pages import clamp, cut, offset, pages
from core.services.shown import Page, PostCard
from core.services.shown_own import OwnAccount, OwnPost, Payment
from db import campaigns as campaign_rows
from db import members, payouts, receipts
from db import watches as watch_rows
from db.engine import Session
from db.models import Campaign, Creator
from db.money import Payout

POSTS_SIZE, ACCOUNTS_SIZE = 8, 4
"""How many posts and accounts a screen has, so that all of their text fits."""


async def list_posts(app: App, by: Caller, page: int = 1) -> Page[OwnPost]:
    """Return a page of the member's posts, the newest publication first.

    Raises `NotRegisteredError`.
    """
    async with app.reads() as session:
        own = ids(await bound(session, by))
        total = await members.count_posts(session, own)
        at = clamp(page, total, POSTS_SIZE)
        rows = await members.posts(session, own, offset=offset(at, POSTS_SIZE), limit=POSTS_SIZE)
        adjusted = await members.adjusted(session, [post.id for post, _ in rows])
        cards = [
            replace(card, adjusted_minor=adjusted.get(card.id, 0))
            for card in await posts.cards(session, rows)
        ]
        return Page(await _own_posts(session, app, cards), at, pages(total, POSTS_SIZE), total)


async def show_post(app: App, by: Caller, post_id: int) -> OwnPost:
    """Return one post of the member's; another's is unknown. Raises `NotRegisteredError`."""
    async with app.reads() as session:
        found = await members.post(session, ids(await bound(session, by)), post_id)
        if found is None:
            raise PostUnknownError(f"#{post_id}")
        return (await _own_posts(session, app, [await posts.card(session, *found)]))[0]


async def list_accounts(app: App, by: Caller, page: int = 1) -> Page[OwnAccount]:
    """Return a page of the member's accounts, by campaign. Raises `NotRegisteredError`."""
    async with app.reads() as session:
        found = cut(await bound(session, by), page, ACCOUNTS_SIZE)
        cards = await creators.cards(session, found.items)
        accounts = [
            OwnAccount(
                card=replace(card, notes=None),
                is_open=campaign_rows.is_active(home),
                is_known=creator.platform_user_id is not None,
                watches=await watches.cards(
                    session, [(row, home) for row in await watch_rows.of_creator(session, creator.id)]
                ),
            )
            for card, (creator, home) in zip(cards, found.items, strict=True)
        ]
        return Page(accounts, found.number, found.pages, found.total)


async def bound(session: Session, by: Caller) -> Sequence[tuple[Creator, Campaign]]:
    """Return the accounts bound to the member in campaigns that can be used in this server.

    Raises `NotRegisteredError` when there is none.
    """
    usable = await campaign_rows.usable_in(session, by.guild_id)
    found = await members.accounts(session, [home.id for home in usable], by.discord_id)
    if not found:
        raise NotRegisteredError
    return found


def ids(accounts: Sequence[tuple[Creator, Campaign]]) -> Sequence[int]:
    """Return the creators' ids."""
    return [creator.id for creator, _ in accounts]


def payment(payout: Payout, handle: str, campaign: str) -> Payment:
    """Return a payout as the one who was paid sees it."""
    return Payment(
        payout_id=payout.id,
        handle=handle,
        campaign=campaign,
        currency=payout.currency,
        amount_minor=payout.amount_minor,
        method=payout.method,
        reference=payout.reference,
        paid_at=payout.paid_at,
        voided_at=payout.voided_at,
    )


async def _own_posts(session: Session, app: App, cards: Sequence[PostCard]) -> list[OwnPost]:
    """Return the posts with their payments, without what is for the team only."""
    balances = await ledger.balances_of_posts(session, [card.id for card in cards])
    paid = await _payments(session, [card.id for card in cards])
    said = await appeals.own(session, [card.id for card in cards])
    return [
        OwnPost(
            card=replace(card, notes=None, held_by=None, reviewed_by=None),
            balance_minor=balances[card.id],
            payment=_payment_of(card, paid),
            grace=app.schedule.grace,
            appeal=said.get(card.id),
            can_appeal=card.id not in said
            and is_open(card.status, card.tracking, card.status_at, app.clock()),
        )
        for card in cards
    ]


async def _payments(session: Session, post_ids: Collection[int]) -> Mapping[int, Payout]:
    """Return the latest payout that stands of each post that was paid, by post id."""
    standing = await payouts.standing_payouts(session, post_ids)
    found = {payout.id: payout for payout in await receipts.payouts(session, set(standing.values()))}
    return {post_id: found[payout_id] for post_id, payout_id in standing.items()}


def _payment_of(card: PostCard, paid: Mapping[int, Payout]) -> Payment | None:
    found = paid.get(card.id)
    return None if found is None else payment(found, card.handle or "?", card.campaign)
