"""The words of the weekly digest's screen in `/setup`."""

DIGEST = "Weekly digest"
CHOOSE_CHANNEL = "Channel of the digest; empty: no digest"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
