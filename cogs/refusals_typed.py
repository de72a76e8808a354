"""What is said when something typed is refused: what is wrong, and what to do next."""

from cogs.say import many, say
from cogs.words import code, number, quoted
from core.domain import errors

MONEY_PROBLEMS = {
    "empty": "is empty",
    "comma": "has a comma",
    "sign": "has a sign",
    "shape": "is not an amount",
    "currency": "is in another currency",
    "decimals": "has too many decimals",
    "zero": "is zero",
    "large": "is too large",
    "unsigned": "has no sign, so it could mean more or less",
}


def refusal(error: errors.InputError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _typed(error) or _range(error) or _forms(error)


def _typed(error: errors.InputError) -> str | None:
    match error:
        case errors.MoneyFormatError(text, problem, example):
            what = MONEY_PROBLEMS.get(problem, MONEY_PROBLEMS["shape"])
            return f"{quoted(text)} {what}. Write it like {code(example)}."
        case errors.CurrencyError(text):
            return f"{quoted(text)} is not a currency code. Write three letters, such as `USD` or `EUR`."
        case errors.HandleError(text, platform):
            return say(
                "{text} is not a {platform} handle. Write it as in the profile's address, such as `@name`.",
                text=quoted(text),
                platform=platform.label,
            )
        case errors.IdFormatError(text):
            return (
                f"{quoted(text)} is not a Discord id. Turn on Developer Mode in Discord, "
                "right-click the server and choose Copy Server ID."
            )
        case _:
            return None


def _range(error: errors.InputError) -> str | None:
    match error:
        case errors.NumberRangeError(name, value, low, high):
            return f"{code(name, 40)} is {value:,}. Choose a number from {low:,} to {high:,}."
        case errors.TextLengthError(name, 0, limit):
            return f"{code(name, 40)} is empty. Write up to {number(limit)} characters."
        case errors.TextLengthError(name, length, limit):
            return f"{code(name, 40)} has {length:,} characters, but {limit:,} are the limit. Shorten it."
        case errors.NothingToChangeError(options):
            return (
                f"There is nothing to change yet. Give {' or '.join(code(option, 40) for option in options)}."
            )
        case errors.TooManyLinksError(count, limit):
            return many(
                count,
                "This is {count} link, but {limit} go at a time. Send them in several goes.",
                "These are {count} links, but {limit} go at a time. Send them in several goes.",
                limit=limit,
            )
        case _:
            return None


def _forms(error: errors.InputError) -> str | None:
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
