"""What is said when something typed is refused: what is wrong, and what to do next."""

from cogs.say import later, many, number, option, say
from cogs.words import code, either, quoted
from core.domain import errors

MONEY_PROBLEMS = {
    "empty": later("is empty"),
    "comma": later("has a comma"),
    "sign": later("has a sign"),
    "shape": later("is not an amount"),
    "currency": later("is in another currency"),
    "decimals": later("has too many decimals"),
    "zero": later("is zero"),
    "large": later("is too large"),
    "unsigned": later("has no sign, so it could mean more or less"),
}


def refusal(error: errors.InputError) -> str | None:
    """Return what to say; None when the class is not known here."""
    return _typed(error) or _range(error) or _forms(error)


def _typed(error: errors.InputError) -> str | None:
    match error:
        case errors.MoneyFormatError(text, problem, example):
            what = MONEY_PROBLEMS.get(problem, MONEY_PROBLEMS["shape"])
            return say(
                "{text} {what}. Write it like {example}.",
                text=quoted(text),
                what=say(what),
                example=code(example),
            )
        case errors.CurrencyError(text):
            return say(
                "{text} is not a currency code. Write three letters, such as `USD` or `EUR`.",
                text=quoted(text),
            )
        case errors.HandleError(text, platform):
            return say(
                "{text} is not a {platform} handle. Write it as in the profile's address, such as `@name`.",
                text=quoted(text),
                platform=platform.label,
            )
        case errors.IdFormatError(text):
            return say(
                "{text} is not a Discord id. Turn on Developer Mode in Discord, "
                "right-click the server and choose Copy Server ID.",
                text=quoted(text),
            )
        case _:
            return None


def _range(error: errors.InputError) -> str | None:
    match error:
        case errors.NumberRangeError(name, value, low, high):
            return say(
                "{name} is {value}. Choose a number from {low} to {high}.",
                name=_option(name),
                value=number(value),
                low=number(low),
                high=number(high),
            )
        case errors.TextLengthError():
            return _length(error)
        case errors.NothingToChangeError(options):
            return say(
                "There is nothing to change yet. Give {options}.",
                options=either(_option(each) for each in options),
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


def _length(error: errors.TextLengthError) -> str:
    if not error.length:
        return say(
            "{name} is empty. Write up to {limit} characters.",
            name=_option(error.name),
            limit=number(error.limit),
        )
    return say(
        "{name} has {length} characters, but {limit} are the limit. Shorten it.",
        name=_option(error.name),
        length=number(error.length),
        limit=number(error.limit),
    )


def _option(name: str) -> str:
    """Return an option's name as Discord shows it."""
    return code(option(name), 40)


def _forms(error: errors.InputError) -> str | None:
    match error:
        case errors.NoteChangedError():
            return say(
                "Somebody else changed this note while you were writing, so nothing was overwritten. "
                "Open the note again and add your text to what it says now."
            )
        case errors.NumberFormatError(name, text, example):
            return say(
                "{name} is {text}, which is not a whole number. Write it in digits, like {example}.",
                name=_option(name),
                text=quoted(text),
                example=code(example),
            )
        case _:
            return None
