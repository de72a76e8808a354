"""What programs are told when something is refused: a status, a code that stays, and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain import errors
from core.domain.errors import UserError, api
from core.domain.terms import TrackingStatus


@dataclass(eq=False)
class Trouble(Exception):  # noqa: N818  it is answered, not a fault
    """A request that is answered with an error.

    Attributes:
        code: never changes its meaning, so that programs may rely on it.
        meta: what else programs are told.
    """

    status: int
    code: str
    sentence: str
    meta: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_THERE = (404, "not_found", "There is nothing here by this id.")
SAID: Mapping[type[UserError], tuple[int, str, str]] = {
    api.NotThereError: NOT_THERE,
    errors.CampaignUnknownError: NOT_THERE,
    errors.NoCampaignError: NOT_THERE,
    errors.CreatorUnknownError: (
        400,
        "creator_unknown",
        "The author of this video is not a creator of the campaign. Add the creator first.",
    ),
    api.CursorError: (400, "bad_cursor", "This cursor does not belong to this list. Start without one."),
    api.KeyReusedError: (
        409,
        "idempotency_key_reused",
        "This Idempotency-Key came with another request before. Use a new one for a new request.",
    ),
    api.StillAtItError: (
        409,
        "request_in_progress",
        "The same request is being worked on. Ask again in a moment with the same Idempotency-Key.",
    ),
    errors.LinkError: (400, "not_a_post_link", "This is not the link of a TikTok or Instagram post."),
    errors.LinkExpiredError: (400, "link_expired", "This short link leads to no post any more."),
    errors.TooManyLinksError: (400, "one_link_only", "Send one link in a request."),
    errors.AuthorUnreadableError: (
        409,
        "author_unreadable",
        "Nobody could say just now who published this video, so nothing was added. Try again later.",
    ),
    errors.AlreadyTrackedError: (409, "already_tracked", "The campaign has this video already."),
    errors.CreatorPausedError: (409, "creator_paused", "The creator is paused, so nothing new is taken in."),
    errors.CampaignArchivedError: (409, "campaign_archived", "The campaign is archived. Reopen it first."),
    errors.BudgetSpentError: (409, "budget_spent", "What is left of the budget is less than one video."),
    errors.TextLengthError: (400, "invalid_request", "The text is too long."),
}
PASSING = frozenset({"author_unreadable", "request_in_progress"})
"""What may be otherwise a moment later: it is not kept for an idempotency key."""
RETRY_S = 10

BY_STATUS: Mapping[int, tuple[str, str]] = {
    404: ("not_found", "There is no such address here. `/api/v1/openapi.json` lists those there are."),
    405: ("method_not_allowed", "This address takes other methods; `Allow` lists them."),
    413: ("body_too_large", "The body is too large."),
}


def told(error: UserError) -> Trouble:
    """Return what to answer to a refusal."""
    known = next((SAID[kind] for kind in type(error).__mro__ if kind in SAID), None)
    status, code, sentence = known or (400, "refused", "This cannot be done.")
    retry = {"Retry-After": str(RETRY_S)} if code in PASSING else {}
    meta: dict[str, object] = {}
    if isinstance(error, errors.AlreadyTrackedError) and error.tracking is not TrackingStatus.EXCLUDED:
        meta["video_id"] = str(error.post_id)
    return Trouble(status, code, sentence, meta, retry)


def not_there() -> Trouble:
    """Return what is answered where nothing is."""
    return Trouble(*NOT_THERE)


def of_status(status: int, headers: Mapping[str, str]) -> Trouble:
    """Return what to answer where the server itself refuses a request."""
    code, sentence = BY_STATUS.get(status, ("invalid_request", "This request cannot be understood."))
    return Trouble(status, code, sentence, headers=headers)


def unauthorized() -> Trouble:
    """Return what whoever has no key that works is answered; nobody is told why."""
    return Trouble(
        401,
        "unauthorized",
        "Send a key that works as `Authorization: Bearer vl_…`; `/api-key create` makes one.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def forbidden() -> Trouble:
    """Return what a key that may only read is answered."""
    return Trouble(403, "forbidden", "This key may only read. `/api-key create` makes one that may write.")


def too_fast(retry_after_s: int, limit: int) -> Trouble:
    """Return what a program that asks too often is answered."""
    sentence = f"A key may ask {limit} times a minute. Wait for `Retry-After` seconds."
    return Trouble(429, "rate_limited", sentence, headers={"Retry-After": str(retry_after_s)})


def invalid(where: str, what: str) -> Trouble:
    """Return what is answered to a request that is not as it should be; `where` names the field."""
    return Trouble(400, "invalid_request", f"{where}: {what}", {"field": where})


def fault(reference: str) -> Trouble:
    """Return what is answered when the fault is ours."""
    sentence = f"Something went wrong here. It has been logged under {reference}. Try again later."
    return Trouble(500, "fault", sentence, {"reference": reference})
