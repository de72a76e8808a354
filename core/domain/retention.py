"""How long what is needed no more stays: the numbers that `docs/privacy.md` states.

What money rests on has no number here: the ledger, payouts, the audit, and the readings that decisions rest
on are never removed by time.
"""

from datetime import timedelta

from core.domain import proofs
from core.domain.telling import Topic

MESSAGES_KEPT = timedelta(days=90)
"""How long a message or notice stays after it was sent or given up."""
REFRESHES_KEPT = timedelta(days=7)
"""How long it stays how many refreshes by hand a server used on a day."""
RUNS_KEPT = timedelta(days=30)
"""How long passes of the loops stay."""
QUESTIONS_KEPT = timedelta(days=1)
"""How long a question waits for its answer."""
CODES_KEPT = proofs.KEPT
"""How long a code for a bio, and what came of it, stays: binding another member rests on it."""
LEFT_KEPT = timedelta(days=180)
"""How long name, pictures, captions and notes stay after a creator was removed from a campaign."""
THINNED_AFTER = timedelta(days=90)
"""How long every reading stays; of older ones of decided posts, one a day does, and what money rests on."""
TOLD_ONCE = frozenset(topic for topic in Topic if topic.is_once)
"""Of these it stays that they were told, without to whom and what: they are told once in a post's life."""
