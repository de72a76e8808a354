"""What is said when a key of the API is refused: what is wrong, and what to do next."""

from cogs.words import ago, code, quoted
from core.domain.errors import api


def refusal(error: api.ApiError) -> str | None:
    """Return what to say; None when the class is not one that people meet in Discord."""
    match error:
        case api.KeyUnknownError(text):
            return f"No API key of this server matches {code(text)}. `/api-key list` lists them."
        case api.KeyRevokedError(key_id, label, revoked_at):
            return (
                f"API key `#{key_id}` {quoted(label)} was revoked {ago(revoked_at)} already, and opens "
                "nothing any more. `/api-key create` makes a new one."
            )
        case api.TooManyKeysError(limit):
            return (
                f"This server has {limit} API keys that work, as many as it may have. "
                "Take one back with `/api-key revoke` first."
            )
        case _:
            return None
