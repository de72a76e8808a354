"""Every refusal has its sentence; what people typed is shown in it, and does nothing."""

import inspect
import re
from datetime import date

import pytest

from cogs.errors import explain
from cogs.words import OUTCOMES
from core.domain import errors
from core.domain.terms import (
    CampaignState,
    CreatorState,
    Outcome,
    Platform,
    PostStatus,
    TrackingStatus,
    WatchState,
)
from tests.fakes import NOON

DAY, NIGHT = date(2026, 11, 1), date(2026, 10, 31)
HOSTILE = "@everyone <@1234567890123456789> **b** [x](https://evil.example) <t:1:R>\n# big \u202e"

SENTENCES: list[tuple[errors.UserError, str]] = [
    (errors.NotALinkError("hello"), "`hello` has no link to a post in it."),
    (errors.NotAPostError(Platform.TIKTOK, "profile"), "TikTok link leads to a profile and not to a post"),
    (errors.NotAPostError(Platform.INSTAGRAM, "page"), "This Instagram link leads to another page"),
    (errors.OtherSiteError("example.com"), "Posts on `example.com` cannot be tracked."),
    (errors.LinkTooLongError(5000), "5,000 characters"),
    (
        errors.LinkExpiredError("https://vm.tiktok.com/x"),
        "`https://vm.tiktok.com/x` leads to no post any more",
    ),
    (errors.CampaignUnknownError("Fall"), "no campaign “Fall” here"),
    (errors.NoCampaignError(), "`/campaign create`"),
    (errors.CampaignNotChosenError(["A", "B"]), "several campaigns: A, B"),
    (errors.CampaignArchivedError("Fall"), "“Fall” is archived"),
    (errors.CampaignExistsError("Fall!", "fall"), "“Fall!” already (both are `fall` in short)"),
    (errors.CampaignStateError("Fall", CampaignState.ARCHIVED), "“Fall” is archived already"),
    (errors.CurrencyInUseError("Fall", "USD"), "“Fall” stays USD"),
    (
        errors.BudgetSpentError("Fall", 100_000, 10_000, 25_000, "USD"),
        "only 100.00 USD is left, and",
    ),
    (errors.BudgetSpentError("Fall", 100_000, -5, 25_000, "USD"), "1,000.00 USD, is used up, so no more"),
    (errors.BudgetSpentError("Fall", 100_000, 0, None, "USD"), "is used up, so no more posts"),
    (
        errors.BudgetSpentError("Fall", 100_000, 5, 7, "USD", tells_amounts=False),
        "The budget of “Fall” is used up, so new posts are not taken in. Nothing was saved",
    ),
    (errors.AmountsHiddenError("Fall"), "“Fall” keeps to itself what creators earn"),
    (errors.HomeServerError("Fall"), "home server of “Fall”"),
    (errors.ServerListedError(7, allowed=True), "from server `7` already"),
    (errors.ServerListedError(7, allowed=False), "`7` is not on the campaign's list"),
    (errors.CreatorUnknownError("ann", Platform.TIKTOK, "Fall"), "@ann on TikTok is not a creator of “Fall”"),
    (errors.CreatorUnknownError("@ann", None, None), "@ann is not a creator of a campaign here"),
    (errors.CreatorPausedError("ann", "Fall"), "@ann is paused in “Fall”"),
    (errors.CreatorBoundError("ann"), "@ann belongs to another Discord member"),
    (
        errors.CreatorExistsError("ann", Platform.TIKTOK, "Fall"),
        "@ann on TikTok is a creator of “Fall” already",
    ),
    (errors.CreatorNotChosenError("ann"), "“ann” fits several creators"),
    (errors.NotRegisteredError(), "Ask the campaign's team to bind yours to you, or do it yourself"),
    (errors.CreatorStateError("ann", CreatorState.PAUSED), "@ann is paused already"),
    (
        errors.ReportDateError("from", "soon", DAY),
        "`from` is “soon”, which is no day. Write it like `2026-11-01`",
    ),
    (
        errors.ReportRangeError("backwards", DAY, NIGHT, NIGHT),
        "is after `to`, 2026-10-31. Choose a `from` up to",
    ),
    (
        errors.ReportRangeError("future", DAY, DAY, NIGHT),
        "not come yet. Choose a day up to today, 2026-10-31",
    ),
    (errors.ReportRangeError("early", NIGHT, NIGHT, DAY), "`to` is 2026-10-31, when there were no posts yet"),
    (errors.ReportRangeError("long", NIGHT, DAY, 1827), "2026-10-31 to 2026-11-01 is longer than five years"),
    (errors.ReportUnknownError("#7"), "No shared report of this server matches `#7`. `/report list`"),
    (errors.ReportRevokedError(7, NOON), "`#7` was revoked <t:1793620800:R> already, and its link is dead"),
    (errors.TierUnknownError("Top", ["Base", "Mid"]), "no tier “Top”. The deal has Base, Mid; pick one"),
    (errors.TierExistsError("Mid"), "a tier “Mid” already"),
    (errors.TooManyTiersError(25), "25 tiers already"),
    (errors.LastTierError("Mid"), "“Mid” is the only tier"),
    (errors.NotTieredError("ann"), "@ann has no tiers"),
    (errors.SameDealError("ann", 3), "The deal of @ann says so already (version 3)"),
    (errors.TierWithTermsError(), "Give `tier` alone"),
    (errors.BelowZeroError(0, -5, "USD"), "Nothing is owed for this post now"),
    (errors.BelowZeroError(500, -501, "USD"), "Only 5.00 USD is owed for this post, so 5.01 USD cannot"),
    (errors.AlreadyHeldError(NOON, "no *rights*"), r"<t:1793620800:R>: no \*rights\*. Use `/post release`"),
    (errors.NotHeldError(), "not on hold, so there is nothing to release"),
    (errors.AppealUnknownError(7), "no appeal `7` in this server any more"),
    (errors.NotYourPostError(12), "whose account published post `#12` can appeal. If that is you, link"),
    (errors.NotRejectedError(12), "Post `#12` is not rejected now"),
    (errors.AppealLateError(12, NOON), "until <t:1793620800:R>, 14 days after its rejection. Ask"),
    (errors.AppealedAlreadyError(12, NOON), "an appeal for post `#12` <t:1793620800:R>, and one is all"),
    (errors.AppealShortError(5, 20), "has 5 characters. Say in at least 20"),
    (errors.AppealFileError("kind"), "Only an image or a PDF"),
    (errors.AppealFileError("size"), "larger than 8 MB"),
    (errors.AppealFileError("unread"), "did not hand over your file"),
    (errors.AppealFileError("nowhere"), "chosen no channel that could keep your file"),
    (
        errors.AppealDecidedError(7, was_accepted=False, at=NOON),
        "was denied: the post stays rejected (<t:1793620800:R>)",
    ),
    (errors.AppealDecidedError(7, was_accepted=True, at=NOON), "was accepted: its rejection is undone"),
    (errors.OwnRejectionError(7), "You rejected this post yourself"),
    (errors.OwnAppealError(7), "your own appeal, so somebody else"),
    (errors.WatchUnknownError("bob"), "No watched account of this server matches “bob”"),
    (errors.WatchNotChosenError("bob"), "“bob” fits several watched accounts"),
    (errors.WatchExistsError("bob", Platform.TIKTOK, "Fall"), "@bob on TikTok is watched in “Fall” already"),
    (errors.WatchStateError("bob", WatchState.PAUSED), "@bob is paused already"),
    (errors.WatchPausedError("bob", by_creator=True), "`/creator resume`"),
    (errors.WatchPausedError("bob", by_creator=False), "`/watch resume`"),
    (
        errors.CompetitorIsCreatorError("bob", Platform.TIKTOK, "Fall"),
        "TikTok is a creator of “Fall”",
    ),
    (errors.CreatorIsCompetitorError("bob", Platform.TIKTOK, "Fall"), "followed as a competitor in “Fall”"),
    (errors.NobodysAccountError("bob", Platform.TIKTOK, "Fall"), "@bob on TikTok is not a creator of “Fall”"),
    (
        errors.OtherAccountError("bob", Platform.TIKTOK, "ann", Platform.INSTAGRAM),
        "is @ann on Instagram, not @bob on TikTok",
    ),
    (
        errors.AlreadyReviewedError(7, TrackingStatus.EXCLUDED, 5, NOON),
        "is excluded already, decided by <@5>",
    ),
    (
        errors.AlreadyReviewedError(7, TrackingStatus.INCLUDED, None, None),
        "counts already",
    ),
    (errors.ReviewClosedError(7, PostStatus.PAID), "“Paid”, so whether it counts changes no more"),
    (errors.ReviewClosedError(7, PostStatus.FINALIZED), "“Finalized”, so whether it counts changes no more"),
    (errors.NotCountingError(7, TrackingStatus.PENDING_REVIEW), "`#7` is waiting for review"),
    (errors.ReferencePostError(7), "`#7` is a competitor's post"),
    (errors.PostUnknownError("xyz"), "matches `xyz`"),
    (errors.PostNotChosenError(["A", "B"]), "several campaigns: A, B"),
    (errors.AuthorUnreadableError(Platform.INSTAGRAM, Outcome.PRIVATE), "private. Nothing was saved"),
    (
        errors.AlreadyTrackedError(1, PostStatus.PENDING_CPM, "Fall", NOON),
        "“Fall” <t:1793620800:R>.",
    ),
    (errors.AlreadyTrackedError(1, None, "Fall", NOON), "as a competitor's post (`#1`), so it"),
    (errors.PostTooOldError(NOON, 7), "up to 7 days old"),
    (errors.PostStatusError("finalize", PostStatus.PAID), "“Paid” cannot be finalized by hand"),
    (errors.ReasonMissingError("finalize"), "`/post finalize` needs a reason"),
    (errors.ViewsPublicError(), "`/post refresh`"),
    (errors.NoReadingError(None), "never been read"),
    (errors.NoReadingError(Outcome.RATE_LIMITED), "asked to come back later"),
    (errors.TermsMissingError(["cpm", "cap"]), "no cpm and no cap"),
    (errors.MoneyFormatError("1,5", "comma", "1.50"), "“1,5” has a comma. Write it like `1.50`."),
    (errors.CurrencyError("DOLLAR"), "“DOLLAR” is not a currency code"),
    (errors.NumberRangeError("cap", 0, 1, 1000), "`cap` is 0. Choose a number from 1 to 1,000."),
    (errors.NumberFormatError("cap", "1,000", "1000"), "`cap` is “1,000”, which is not a whole number"),
    (errors.NoteChangedError(), "nothing was overwritten"),
    (errors.HandleError("a b", Platform.TIKTOK), "“a b” is not a TikTok handle"),
    (errors.TextLengthError("note", 0, 500), "`note` is empty"),
    (errors.TextLengthError("note", 501, 500), "`note` has 501 characters, but 500"),
    (errors.IdFormatError("x1"), "“x1” is not a Discord id"),
    (errors.NothingToChangeError(["cpm", "cap"]), "Give `cpm` or `cap`"),
    (errors.TooManyLinksError(101, 100), "101 links, but 100 go"),
    (errors.EveryoneRoleError(), "Choose a role that only your team has"),
    (errors.ManagedRoleError(), "kept for a bot"),
    (errors.ZoneUnknownError("Mars"), "called `Mars`, so nothing was changed"),
    (errors.ChannelClosedError(["view_channel", "embed_links"]), "lacks: View Channel, Embed Links."),
    (errors.PayoutUnknownError("#9"), "No payout of this server matches `#9`"),
    (errors.NothingToPayError("ann", "Fall"), "Nothing of @ann is ready to be paid in “Fall”"),
    (
        errors.BelowMinimumError("ann", 1_200, 5_000, "USD"),
        "12.00 USD is ready for @ann, which is below the minimum payout of 50.00 USD",
    ),
    (errors.MixedCurrencyError("ann", "EUR"), "in another currency than EUR"),
    (errors.PayoutVoidedError(9, NOON), "Payout `#9` was voided <t:1793620800:R> already"),
    (errors.LinkingOffError(Platform.TIKTOK), "needs to set `SCRAPECREATORS_API_KEY`, or `tikwm`"),
    (errors.TooManyProofsError(3), "3 accounts of yours are being looked at already"),
    (errors.ProofsUsedUpError(10), "10 codes within a day"),
    (errors.NothingStoredError(), "there is nothing to remove"),
    (
        errors.NotForgottenError(2, NOON, {"EUR": -100, "USD": 1_250}),
        "2 posts of yours are not decided yet, the last window ends <t:1793620800:R>; the ledger still has",
    ),
    (errors.NotAllowedError("editor"), "for editors of this server's campaigns"),
    (errors.ServerOnlyError(), "in a server only"),
    (errors.LimitReachedError(100), "100 manual refreshes"),
    (errors.StalePromptError(), "answered already, or is too old"),
    (errors.PlanChangedError(), "changed since this was shown, so nothing was done"),
    (errors.FaultError("1a2b3c4d"), "1a2b3c4d"),
    (errors.NotYourPromptError(), "put to somebody else"),
]

FAMILIES = {
    errors.UserError,
    errors.LinkError,
    errors.CampaignError,
    errors.CreatorError,
    errors.PostError,
    errors.InputError,
    errors.DealError,
    errors.LedgerError,
    errors.WatchError,
    errors.ReviewError,
    errors.PayoutError,
    errors.ReportError,
    errors.AppealError,
    errors.OwnError,
}


@pytest.mark.parametrize(("error", "part"), SENTENCES, ids=lambda value: type(value).__name__)
def test_sentence(error: errors.UserError, part: str) -> None:
    sentence = explain(error)

    assert sentence is not None
    assert part in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 500


def test_no_refusal_is_without_a_sentence() -> None:
    classes = {
        found
        for _, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, errors.UserError)
    }

    assert classes - FAMILIES == {type(error) for error, _ in SENTENCES}


def hostile(error: errors.UserError) -> errors.UserError:
    """Return the same refusal with every text replaced."""
    made = type(error).__new__(type(error))
    for name, value in vars(error).items():
        replaced = value
        if type(value) is str:
            replaced = HOSTILE
        elif type(value) is list:
            replaced = [HOSTILE, HOSTILE]
        made.__dict__[name] = replaced
    return made


@pytest.mark.parametrize("error", [error for error, _ in SENTENCES], ids=lambda error: type(error).__name__)
def test_typed_text_mentions_formats_and_links_nothing(error: errors.UserError) -> None:
    sentence = explain(hostile(error)) or ""

    bare = re.sub(r"`[^`]*`", "", sentence).replace("<t:1793620800:R>", "").replace("by <@5>", "")
    assert "@everyone" not in sentence
    assert "<@1234" not in sentence
    assert "\n" not in sentence
    assert "\u202e" not in sentence
    assert not re.search(r"(?<!\\)(\*|<|\[)|://", bare)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OK])
def test_a_silent_source_is_explained(outcome: Outcome) -> None:
    assert OUTCOMES[outcome] in (explain(errors.PostGoneError("kept for the log", outcome)) or "")


def test_a_bug_has_no_sentence() -> None:
    assert explain(KeyError("secret")) is None
    assert explain(errors.UserError()) is None
