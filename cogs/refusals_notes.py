"""What is said when a note or a number in a form is refused: what is wrong, and what to do next."""

from cogs.words import code, quoted
from core.domain import errors


def refusal(error: errors.InputError) -> str | None:
    """Return what to say; None when the class is not known here."""
    match error:
        case errors.NoteChangedError():
            return (
                "Somebody else changed this note while you were writing, so nothing was overwritten. "
                "Open the note again and add your text to what it says now."
            )
        case errors.NumberFormatError(name, text, example):
            return (
                f"{code(name, 40)} is {quoted(text)}, which is not a whole number. "
                f"Write it in digits, like {code(example)}."
            )
        case _:
            return None
