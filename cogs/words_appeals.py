"""Words of appeals."""

from core.domain.appeals import AppealVerdict

APPEAL = "Appeal"
TITLE = "Appeal against a rejection"
TEXT = "Why is the rejection wrong?"
TEXT_MEANING = "20 to 2,000 characters. You can appeal once, so say all there is to say."
FILE = "Proof"
FILE_MEANING = "If you have any: one image or PDF of at most 8 MB. The team sees it."
REASON = "Reason, shown to the creator"
APPEALS = "Appeals"
DECIDE = {AppealVerdict.ACCEPTED: "Accept", AppealVerdict.DENIED: "Deny"}
FORM = {AppealVerdict.ACCEPTED: "Accept the appeal", AppealVerdict.DENIED: "Deny the appeal"}
NOTHING_OPEN = "No appeal is open. Decided ones are in `/audit` of their post."
