"""Everything that can be refused or go wrong, by family.

UserError: the person can put it right. The classes carry values only; `cogs/refusals.py` says them.
├─ LinkError            NotALinkError, NotAPostError, OtherSiteError, LinkTooLongError, LinkExpiredError
├─ CampaignError        … what is wrong with the campaign that was named
├─ CreatorError         … what is wrong with the creator
├─ PostError            … what is wrong with the post
├─ DealError            … what is wrong with the deal or a tier
├─ PayoutError          … why a payout cannot be recorded or taken back
├─ ReportError          … what is wrong with a shared report or its days
├─ LedgerError          … why an amount cannot be corrected, or a post held
├─ WatchError           … what is wrong with a watched account
├─ ReviewError          … why a post cannot be included or excluded
├─ AppealError          … why a rejection cannot be appealed, or an appeal not be decided
├─ OwnError             … why an account cannot be linked, or a member not be forgotten
├─ InputError           … a value that was typed
├─ EveryoneRoleError, ManagedRoleError, ChannelClosedError: what cannot be chosen for a server
└─ NotAllowedError, LimitReachedError, StalePromptError, PlanChangedError, FaultError …

SourceError: a source gave no reading; `outcome` says in which way.
├─ PostGoneError        not_found, private, deleted, region_locked: about this post
├─ SourceBusyError      rate_limited, with `retry_after_s`
│  └─ NobodyAskedError  every source is left alone for a while: no look was taken
├─ SourceDownError      unavailable: about the source
│  └─ SourceKeyError    the key is refused or the quota is spent: asking again is useless until a person acts
├─ MalformedError       an answer of the wrong shape, or about another post
└─ UnsupportedError     this source cannot read such a post
"""

from core.domain.errors.allowed import (
    FaultError,
    LimitReachedError,
    NotAllowedError,
    NotYourPromptError,
    PlanChangedError,
    ServerOnlyError,
    StalePromptError,
)
from core.domain.errors.appeals import (
    AppealDecidedError,
    AppealedAlreadyError,
    AppealError,
    AppealFileError,
    AppealLateError,
    AppealShortError,
    AppealUnknownError,
    NotRejectedError,
    NotYourPostError,
    OwnAppealError,
    OwnRejectionError,
)
from core.domain.errors.base import UserError
from core.domain.errors.campaigns import (
    AmountsHiddenError,
    BudgetSpentError,
    CampaignArchivedError,
    CampaignError,
    CampaignExistsError,
    CampaignNotChosenError,
    CampaignStateError,
    CampaignUnknownError,
    CreatorBoundError,
    CreatorError,
    CreatorExistsError,
    CreatorNotChosenError,
    CreatorPausedError,
    CreatorStateError,
    CreatorUnknownError,
    CurrencyInUseError,
    HomeServerError,
    NoCampaignError,
    NotRegisteredError,
    ServerListedError,
)
from core.domain.errors.deals import (
    DealError,
    LastTierError,
    NotTieredError,
    SameDealError,
    TierExistsError,
    TierUnknownError,
    TierWithTermsError,
    TooManyTiersError,
)
from core.domain.errors.ledger import AlreadyHeldError, BelowZeroError, LedgerError, NotHeldError
from core.domain.errors.links import (
    LinkError,
    LinkExpiredError,
    LinkTooLongError,
    NotALinkError,
    NotAPostError,
    OtherSiteError,
)
from core.domain.errors.own import (
    LinkingOffError,
    NotForgottenError,
    NothingStoredError,
    OwnError,
    ProofsUsedUpError,
    TooManyProofsError,
)
from core.domain.errors.payouts import (
    BelowMinimumError,
    MixedCurrencyError,
    NothingToPayError,
    PayoutError,
    PayoutUnknownError,
    PayoutVoidedError,
)
from core.domain.errors.posts import (
    AlreadyTrackedError,
    AuthorUnreadableError,
    NoReadingError,
    PostError,
    PostNotChosenError,
    PostStatusError,
    PostTooOldError,
    PostUnknownError,
    ReasonMissingError,
    TermsMissingError,
    ViewsPublicError,
)
from core.domain.errors.reports import (
    ReportDateError,
    ReportError,
    ReportRangeError,
    ReportRevokedError,
    ReportUnknownError,
)
from core.domain.errors.setup import (
    ChannelClosedError,
    EveryoneRoleError,
    ManagedRoleError,
    ZoneUnknownError,
)
from core.domain.errors.sources import (
    MalformedError,
    NobodyAskedError,
    PostGoneError,
    SourceBusyError,
    SourceDownError,
    SourceError,
    SourceKeyError,
    UnsupportedError,
)
from core.domain.errors.typed import (
    CurrencyError,
    HandleError,
    IdFormatError,
    InputError,
    MoneyFormatError,
    NoteChangedError,
    NothingToChangeError,
    NumberFormatError,
    NumberRangeError,
    TextLengthError,
    TooManyLinksError,
)
from core.domain.errors.watches import (
    AlreadyReviewedError,
    CompetitorIsCreatorError,
    CreatorIsCompetitorError,
    NobodysAccountError,
    NotCountingError,
    OtherAccountError,
    ReferencePostError,
    ReviewClosedError,
    ReviewError,
    WatchError,
    WatchExistsError,
    WatchNotChosenError,
    WatchPausedError,
    WatchStateError,
    WatchUnknownError,
)

__all__ = [
    "AlreadyHeldError",
    "AlreadyReviewedError",
    "AlreadyTrackedError",
    "AmountsHiddenError",
    "AppealDecidedError",
    "AppealError",
    "AppealFileError",
    "AppealLateError",
    "AppealShortError",
    "AppealUnknownError",
    "AppealedAlreadyError",
    "AuthorUnreadableError",
    "BelowMinimumError",
    "BelowZeroError",
    "BudgetSpentError",
    "CampaignArchivedError",
    "CampaignError",
    "CampaignExistsError",
    "CampaignNotChosenError",
    "CampaignStateError",
    "CampaignUnknownError",
    "ChannelClosedError",
    "CompetitorIsCreatorError",
    "CreatorBoundError",
    "CreatorError",
    "CreatorExistsError",
    "CreatorIsCompetitorError",
    "CreatorNotChosenError",
    "CreatorPausedError",
    "CreatorStateError",
    "CreatorUnknownError",
    "CurrencyError",
    "CurrencyInUseError",
    "DealError",
    "EveryoneRoleError",
    "FaultError",
    "HandleError",
    "HomeServerError",
    "IdFormatError",
    "InputError",
    "LastTierError",
    "LedgerError",
    "LimitReachedError",
    "LinkError",
    "LinkExpiredError",
    "LinkTooLongError",
    "LinkingOffError",
    "MalformedError",
    "ManagedRoleError",
    "MixedCurrencyError",
    "MoneyFormatError",
    "NoCampaignError",
    "NoReadingError",
    "NobodyAskedError",
    "NobodysAccountError",
    "NotALinkError",
    "NotAPostError",
    "NotAllowedError",
    "NotCountingError",
    "NotForgottenError",
    "NotHeldError",
    "NotRegisteredError",
    "NotRejectedError",
    "NotTieredError",
    "NotYourPostError",
    "NotYourPromptError",
    "NoteChangedError",
    "NothingStoredError",
    "NothingToChangeError",
    "NothingToPayError",
    "NumberFormatError",
    "NumberRangeError",
    "OtherAccountError",
    "OtherSiteError",
    "OwnAppealError",
    "OwnError",
    "OwnRejectionError",
    "PayoutError",
    "PayoutUnknownError",
    "PayoutVoidedError",
    "PlanChangedError",
    "PostError",
    "PostGoneError",
    "PostNotChosenError",
    "PostStatusError",
    "PostTooOldError",
    "PostUnknownError",
    "ProofsUsedUpError",
    "ReasonMissingError",
    "ReferencePostError",
    "ReportDateError",
    "ReportError",
    "ReportRangeError",
    "ReportRevokedError",
    "ReportUnknownError",
    "ReviewClosedError",
    "ReviewError",
    "SameDealError",
    "ServerListedError",
    "ServerOnlyError",
    "SourceBusyError",
    "SourceDownError",
    "SourceError",
    "SourceKeyError",
    "StalePromptError",
    "TermsMissingError",
    "TextLengthError",
    "TierExistsError",
    "TierUnknownError",
    "TierWithTermsError",
    "TooManyLinksError",
    "TooManyProofsError",
    "TooManyTiersError",
    "UnsupportedError",
    "UserError",
    "ViewsPublicError",
    "WatchError",
    "WatchExistsError",
    "WatchNotChosenError",
    "WatchPausedError",
    "WatchStateError",
    "WatchUnknownError",
    "ZoneUnknownError",
]
