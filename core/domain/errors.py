"""Everything that can be refused or go wrong, by family.

UserError: the person can put it right. The classes carry values only; `cogs/words.py` says them.
├─ LinkError            NotALinkError, NotAPostError, OtherSiteError, LinkTooLongError, LinkExpiredError
├─ CampaignError        … what is wrong with the campaign that was named
├─ CreatorError         … what is wrong with the creator
├─ PostError            … what is wrong with the post
├─ InputError           … a value that was typed
└─ NotAllowedError, LimitReachedError, StalePromptError

SourceError: a source gave no reading; `outcome` says in which way.
├─ PostGoneError        not_found, private, deleted, region_locked: about this post
├─ SourceBusyError      rate_limited, with `retry_after_s`
├─ SourceDownError      unavailable: about the source
│  └─ SourceKeyError    the key is refused or the quota is spent: asking again is useless until a person acts
├─ MalformedError       an answer of the wrong shape, or about another post
└─ UnsupportedError     this source cannot read such a post
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.terms import CreatorState, Outcome, Platform, PostStatus


class UserError(Exception):
    """The person can put it right."""


# --- links


class LinkError(UserError):
    """A pasted text that leads to no post."""


@dataclass(eq=False)
class NotALinkError(LinkError):
    """No link and no id of a post."""

    text: str


@dataclass(eq=False)
class NotAPostError(LinkError):
    """A TikTok or Instagram link of something else; `what` is profile, live, story, audio or page."""

    platform: Platform
    what: str


@dataclass(eq=False)
class OtherSiteError(LinkError):
    """A link of another site."""

    host: str


@dataclass(eq=False)
class LinkTooLongError(LinkError):
    """Longer than any link of a post."""

    length: int


@dataclass(eq=False)
class LinkExpiredError(LinkError):
    """A short link that leads to no post any more."""

    url: str


# --- campaigns


class CampaignError(UserError):
    """Something is wrong with the campaign that was named."""


@dataclass(eq=False)
class CampaignUnknownError(CampaignError):
    """No campaign of this server, or none allowed here, has this name."""

    name: str


class NoCampaignError(CampaignError):
    """This server has no campaign it may use."""


@dataclass(eq=False)
class CampaignNotChosenError(CampaignError):
    """Several campaigns are possible; a person has to choose: `names`."""

    names: Sequence[str]


@dataclass(eq=False)
class CampaignArchivedError(CampaignError):
    """The campaign takes in nothing any more."""

    name: str


@dataclass(eq=False)
class CampaignExistsError(CampaignError):
    """The server has a campaign of this slug already."""

    name: str
    slug: str


@dataclass(eq=False)
class CurrencyInUseError(CampaignError):
    """The currency cannot change once a post carries terms or money."""

    name: str
    currency: str


@dataclass(eq=False)
class HomeServerError(CampaignError):
    """A campaign's home server cannot be blocked."""

    name: str


@dataclass(eq=False)
class ServerListedError(CampaignError):
    """Allowing a server that is allowed (`allowed`), or blocking one that is not."""

    server_id: int
    allowed: bool


# --- creators


class CreatorError(UserError):
    """Something is wrong with the creator."""


@dataclass(eq=False)
class CreatorUnknownError(CreatorError):
    """The handle is no creator of the campaign; `campaign` is None when several were looked through."""

    handle: str
    platform: Platform | None
    campaign: str | None


@dataclass(eq=False)
class CreatorPausedError(CreatorError):
    """The creator's new posts are not taken in."""

    handle: str
    campaign: str


@dataclass(eq=False)
class CreatorBoundError(CreatorError):
    """The creator belongs to another Discord member."""

    handle: str


@dataclass(eq=False)
class CreatorExistsError(CreatorError):
    """The campaign has this creator already."""

    handle: str
    platform: Platform
    campaign: str


@dataclass(eq=False)
class CreatorNotChosenError(CreatorError):
    """A handle on both platforms: a person has to choose."""

    handle: str


@dataclass(eq=False)
class CreatorStateError(CreatorError):
    """Pausing the paused, resuming the active."""

    handle: str
    state: CreatorState


# --- posts


class PostError(UserError):
    """Something is wrong with the post."""


@dataclass(eq=False)
class PostUnknownError(PostError):
    """No post of this server matches what was typed."""

    text: str


@dataclass(eq=False)
class PostNotChosenError(PostError):
    """The same post is in several campaigns: a person has to choose."""

    campaigns: Sequence[str]


@dataclass(eq=False)
class AuthorUnreadableError(PostError):
    """No source could say who published the post; nothing was created."""

    platform: Platform
    outcome: Outcome


@dataclass(eq=False)
class AlreadyTrackedError(PostError):
    """The campaign has this post."""

    post_id: int
    status: PostStatus
    campaign: str
    since: datetime


@dataclass(eq=False)
class PostTooOldError(PostError):
    """Published longer ago than the campaign takes in."""

    published_at: datetime
    max_age_days: int


@dataclass(eq=False)
class PostStatusError(PostError):
    """The action does not fit the post's status; `action` is the command's name, e.g. `finalize`."""

    action: str
    status: PostStatus


@dataclass(eq=False)
class ReasonMissingError(PostError):
    """The action needs a reason; `action` is the command's name."""

    action: str


class ViewsPublicError(PostError):
    """Manual views are for posts whose platform gives none."""


@dataclass(eq=False)
class NoReadingError(PostError):
    """No good reading, or none fresh enough; `outcome` is what the last look gave, None: never looked."""

    outcome: Outcome | None


@dataclass(eq=False)
class TermsMissingError(PostError):
    """The post has no complete terms; `missing` is cpm, cap or both."""

    missing: Sequence[str]


# --- what was typed


class InputError(UserError):
    """A value that was typed."""


@dataclass(eq=False)
class MoneyFormatError(InputError):
    """Not an amount; `example` is a right form.

    `problem` is empty, comma, sign, shape, currency, decimals, zero or large.
    """

    text: str
    problem: str
    example: str


@dataclass(eq=False)
class CurrencyError(InputError):
    """Not an ISO 4217 currency code."""

    text: str


@dataclass(eq=False)
class NumberRangeError(InputError):
    """A whole number out of its range, both ends inclusive; `name` is the option's name."""

    name: str
    value: int
    low: int
    high: int


@dataclass(eq=False)
class HandleError(InputError):
    """Not a handle of the platform."""

    text: str
    platform: Platform


@dataclass(eq=False)
class TextLengthError(InputError):
    """Empty or too long; `name` is the option's name."""

    name: str
    length: int
    limit: int


@dataclass(eq=False)
class IdFormatError(InputError):
    """Not a Discord id."""

    text: str


@dataclass(eq=False)
class NothingToChangeError(InputError):
    """A command that changes what is given was given nothing; `options` are the ones it takes."""

    options: Sequence[str]


@dataclass(eq=False)
class TooManyLinksError(InputError):
    """More links than one go takes."""

    count: int
    limit: int


# --- who may, how often


@dataclass(eq=False)
class NotAllowedError(UserError):
    """The role is missing; `needed` is admin or editor."""

    needed: str


class ServerOnlyError(UserError):
    """The command works in a server only."""


@dataclass(eq=False)
class LimitReachedError(UserError):
    """The day's manual refreshes are used up; the day is UTC."""

    limit: int


@dataclass(eq=False)
class FaultError(UserError):
    """A fault of ours that cost one of several things; the log has its traceback under the reference."""

    reference: str


class StalePromptError(UserError):
    """A question that was answered already, or asked too long ago."""


class PlanChangedError(UserError):
    """What would be done now is not what the person was shown."""


class NotYourPromptError(UserError):
    """A question that was put to somebody else."""


# --- sources


class SourceError(Exception):
    """A source gave no reading. The text is for the log and for admins; it holds no key and no body."""

    outcome: Outcome = Outcome.UNAVAILABLE


class PostGoneError(SourceError):
    """The source cannot find or show this post: proof of nothing by itself."""

    def __init__(self, text: str, outcome: Outcome = Outcome.NOT_FOUND, *, confirmed: bool = False) -> None:
        super().__init__(text)
        self.outcome = outcome
        self.confirmed = confirmed  # two sources said so


class SourceBusyError(SourceError):
    """The source asks to come back later; `retry_after_s` is None when it does not say when."""

    outcome = Outcome.RATE_LIMITED

    def __init__(self, text: str, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class SourceDownError(SourceError):
    """No usable answer: network, time-out, vendor trouble."""

    outcome = Outcome.UNAVAILABLE


class SourceKeyError(SourceDownError):
    """The key is refused or the quota is spent: asking again is useless until a person acts."""


class MalformedError(SourceError):
    """An answer of the wrong shape, with impossible values, or about another post."""

    outcome = Outcome.MALFORMED


class UnsupportedError(SourceError):
    """This source cannot read such a post."""

    outcome = Outcome.UNSUPPORTED
