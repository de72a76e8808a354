"""Words of appeals."""

from cogs.say import later
from core.domain.appeals import AppealVerdict

APPEAL = later("Appeal")
TITLE = later("Appeal against a rejection")
TEXT = later("Why is the rejection wrong?")
TEXT_MEANING = later("20 to 2,000 characters. You can appeal once, so say all there is to say.")
FILE = later("Proof")
FILE_MEANING = later("If you have any: one image or PDF of at most 8 MB. The team sees it.")
REASON = later("Reason, shown to the creator")
APPEALS = later("Appeals")
DECIDE = {AppealVerdict.ACCEPTED: later("Accept"), AppealVerdict.DENIED: later("Deny")}
FORM = {AppealVerdict.ACCEPTED: later("Accept the appeal"), AppealVerdict.DENIED: later("Deny the appeal")}
NOTHING_OPEN = later("No appeal is open. Decided ones are in `/audit` of their post.")
