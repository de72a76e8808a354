"""Every transition in words: what happened, why, and what comes next."""

import pytest

from cogs import render_letters
from core.domain.telling import Topic
from core.domain.terms import Platform, PostRef
from core.services.shown_letters import News
from tests.cogs.test_letters import HOSTILE

REF = PostRef(Platform.TIKTOK, "7301234567890123456", "anna")
ARGS = {
    "currency": "USD",
    "reason": "812 views, 1,000 needed",
    "views": 45_000,
    "earned": 2_250,
    "amount": -500,
    "ends_at": 1_794_000_000,
    "payout": 7,
    "posts": 3,
    "method": "PayPal",
    "reference": "TX-1",
    "is_held": False,
    "is_private": False,
}
NEXT = "It is paid with the next payout."
SAID: dict[Topic, tuple[str, str]] = {
    # what the member reads, and what is read in the channel
    Topic.TAKEN_IN: ("**taken in**, 812 views, 1,000 needed. Its window ends <t:1794000000:R>.", ""),
    Topic.WAITING: (
        (
            "**waits for review**, 812 views, 1,000 needed. It counts once the team approves it; "
            "its window runs on."
        ),
        "",
    ),
    Topic.APPROVED: ("**approved**. Its views count.", ""),
    Topic.EXCLUDED: ("**excluded**. The team decided that it does not count; ask them why.", ""),
    Topic.PENDING_TERMS: ("**waits for terms**, 45,000 views are fixed. The team sets what it pays.", ""),
    Topic.NEEDS_PERSON: (
        "**waits for a person**, 812 views, 1,000 needed. Nothing is lost: the team decides.",
        "",
    ),
    Topic.FINALIZED: (
        f"**final**, 45,000 views counted; it earned 22.50 USD. {NEXT}",
        f"**final**, 45,000 views counted. {NEXT}",
    ),
    Topic.REJECTED: ("**rejected**, 812 views, 1,000 needed. `/why` with its link says more.", ""),
    Topic.UNREJECTED: ("**not rejected any more**, 812 views, 1,000 needed. It counts again.", ""),
    Topic.DENIED: (
        (
            "**appeal denied**, 812 views, 1,000 needed. The post stays rejected; "
            "`/my posts` has the whole answer."
        ),
        "",
    ),
    Topic.HELD: (
        "**on hold**. It is decided as usual, and not paid before the team releases it.",
        "",
    ),
    Topic.RELEASED: ("**no longer on hold**. It is paid like any other.", ""),
    Topic.ADJUSTED: (
        "**corrected** by -5.00 USD, 812 views, 1,000 needed. `/my earnings` has the new sum.",
        "**corrected**, 812 views, 1,000 needed. `/my earnings` has the new sum.",
    ),
    Topic.PAID: (
        "**paid** -5.00 USD for 3 posts by PayPal, reference `TX-1`. `/my earnings` has all payouts.",
        "**paid** for 3 posts. `/my earnings` has all payouts.",
    ),
    Topic.VOIDED: (
        "**payout #7 taken back** (-5.00 USD), 812 views, 1,000 needed. What it paid is owed to you again.",
        "**payout #7 taken back**, 812 views, 1,000 needed. What it paid is owed to you again.",
    ),
    Topic.GONE: (
        "**gone from the platform**. The last known numbers are kept. If you hid it, show it again.",
        "",
    ),
    Topic.BACK: ("**back on the platform**. Its views are read again.", ""),
}


def news(topic: Topic, *, shows_amounts: bool = False, **args: object) -> News:
    return News(1, topic, ARGS | args, "anna", "Summer", shows_amounts, 12, REF)


def said(one: News, *, is_public: bool = False) -> str:
    return render_letters.line(one, is_public=is_public).split(": ", 1)[1]


@pytest.mark.parametrize("topic", Topic)
def test_each_transition_says_what_happened_and_what_comes_next(topic: Topic) -> None:
    direct, public = SAID[topic]

    assert said(news(topic)) == direct
    assert said(news(topic), is_public=True) == (public or direct)
    assert said(news(topic, shows_amounts=True), is_public=True) == direct


def test_a_line_links_the_post_and_names_account_and_campaign() -> None:
    line = render_letters.line(news(Topic.HELD))

    url = "https://www.tiktok.com/@anna/video/7301234567890123456"
    assert line.startswith(f"[`#12`]({url}) · @anna, Summer: **on hold**.")


def test_what_is_held_private_or_added_is_said_so() -> None:
    held = said(news(Topic.FINALIZED, is_held=True))
    assert held.endswith("It is on hold, and not paid before the team releases it.")
    assert said(news(Topic.BACK, is_private=True)).startswith("**back on the platform**, but private now.")
    assert said(news(Topic.ADJUSTED, amount=500)).startswith("**corrected** by +5.00 USD,")
    paid = said(news(Topic.PAID, method=None, reference=None, posts=1, amount=500))
    assert paid == "**paid** 5.00 USD for 1 post. `/my earnings` has all payouts."


def test_a_reason_that_is_a_sentence_ends_once() -> None:
    assert "appeal. It counts again." in said(news(Topic.UNREJECTED, reason="after your appeal. "))


def test_views_nobody_knows_are_no_zero() -> None:
    assert "unknown views counted." in said(news(Topic.FINALIZED, views=None, earned=None))


def test_the_longest_texts_fit_beside_the_number_of_the_rest_and_format_nothing() -> None:
    longest = News(1, Topic.VOIDED, ARGS | {"reason": HOSTILE * 9}, "_" * 60, "*" * 50, True, 12, REF)

    made = render_letters.letter([longest] * 30, "**Studio**")

    lines = (made.description or "").splitlines()
    assert len(lines) == 8
    assert lines[-1] == "and 23 more, `/my posts`"
    assert "@everyone" not in (made.description or "")
    assert made.title == "News about your posts in “\\*\\*Studio\\*\\*”"


def test_a_server_that_is_not_known_has_no_name() -> None:
    assert render_letters.letter([news(Topic.HELD)], None).title == "News about your posts"
