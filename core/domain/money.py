"""Amounts as people type them and see them. Inside they are whole minor units; no float touches them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from core.domain.errors import CurrencyError, MoneyFormatError

# Currencies in circulation, without funds, metals and test codes: ISO 4217, list one, as packaged in
# pycountry 26.2.16, compared 2026-11; currencies without a cent, or with a thousandth, as in the same list.
NO_DIGITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
CODES = (
    NO_DIGITS
    | THREE_DIGITS
    | frozenset(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
        COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
        MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
        WST XCD XCG YER ZAR ZMW ZWG
        """.split()
    )
)
SIGNS = {
    "$": frozenset("USD ARS AUD CAD CLP COP HKD MXN NZD SGD".split()),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₩": frozenset({"KRW"}),
    "₹": frozenset({"INR"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
}
MINUS = "[-\u2212\u2013]"
MARK = "[A-Za-z]{3}|[$\u00a2-\u00a5\u20a0-\u20cf]"
TYPED = re.compile(
    rf"(?P<before>{MARK})?\s*(?P<minus>{MINUS})?\s*(?P<inner>{MARK})?\s*(?P<number>[0-9.,]+)\s*"
    rf"(?P<after>{MARK})?"
)
SIGNED = re.compile(rf"(?P<sign>\+|{MINUS})\s*(?P<amount>[^-+].*)", re.DOTALL)
NUMBER = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?|\.[0-9]{1,30}")
DECIMAL_COMMA = re.compile(r"0*,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|[0-9.]+\.[0-9.]+,[0-9]+")
"""A comma in the place of the point: `0,50`, `0,500`, `1.000,50`; in `1,000` it parts thousands."""
CPM_DIGITS = 4
CPM_LIMIT = Decimal(1_000_000)
AMOUNT_LIMIT_MINOR = 10**15
TYPED_LIMIT = 100
"""Characters of the longest text that is read as an amount."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What may be typed: a currency, its most decimals, the largest number; and a right form to show."""

    currency: str
    digits: int
    limit: Decimal
    example: str


def parse_cpm(text: str, currency: str) -> Decimal:
    """Read a CPM: above 0, at most 1,000,000, at most four decimals. Raises `MoneyFormatError`."""
    return _number(text, _Wanted(currency, CPM_DIGITS, CPM_LIMIT, "0.50"))


def parse_amount(text: str, currency: str) -> int:
    """Read an amount above 0 as minor units of the currency. Raises `MoneyFormatError`."""
    digits = minor_digits(currency)
    limit = Decimal(AMOUNT_LIMIT_MINOR).scaleb(-digits)
    amount = _number(text, _Wanted(currency, digits, limit, f"10.{'0' * digits}".rstrip(".")))
    return int(amount.scaleb(digits))


def parse_signed(text: str, currency: str) -> int:
    """Read an amount with its sign, `-5.00` or `+5`, as minor units. Raises `MoneyFormatError`."""
    found = SIGNED.fullmatch(text.strip())
    try:
        amount = parse_amount(text if found is None else found["amount"], currency)
    except MoneyFormatError as error:
        sign = "-" if found is None or found["sign"] != "+" else "+"
        raise MoneyFormatError(text[:100], error.problem, f"{sign}{error.example}") from error
    if found is None:
        raise MoneyFormatError(text[:100], "unsigned", f"+{text.strip()}")
    return amount if found["sign"] == "+" else -amount


def parse_currency(text: str) -> str:
    """Return the upper-case ISO 4217 code. Raises `CurrencyError`."""
    code = text.strip().upper()
    if code not in CODES:
        raise CurrencyError(text[:20])
    return code


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has."""
    if currency in NO_DIGITS:
        return 0
    return 3 if currency in THREE_DIGITS else 2


def format_money(minor: int, currency: str) -> str:
    """Return an amount of minor units for people: `1,234.50 USD`."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    fraction = f".{rest:0{digits}}" if digits else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{fraction} {currency}"


def format_cpm(cpm: Decimal, currency: str) -> str:
    """Return a CPM for people, with the currency's decimals at least: `0.50 USD`, `0.1234 USD`."""
    whole, _, fraction = f"{cpm:f}".partition(".")
    kept = fraction.rstrip("0").ljust(minor_digits(currency), "0")
    return f"{int(whole):,}{'.' if kept else ''}{kept} {currency}"


def _number(text: str, wanted: _Wanted) -> Decimal:
    """Return the positive number in the text, whose sign or code, if any, is the currency's."""
    typed = text.strip()
    if not typed:
        raise _wrong(text, "empty", wanted)
    found = TYPED.fullmatch(typed[:TYPED_LIMIT])
    if found is None or len(typed) > TYPED_LIMIT or not re.search("[0-9]", found["number"]):
        raise _wrong(text, "shape", wanted)
    number = found["number"]
    marks = [mark for mark in found.group("before", "inner", "after") if mark is not None]
    if not all(_names(mark, wanted.currency) for mark in marks):
        raise _wrong(text, "currency", wanted, number)
    if found["minus"]:
        raise _wrong(text, "sign", wanted, number)
    if "," in number:
        raise _wrong(text, "comma", wanted, _without_comma(number))
    if not NUMBER.fullmatch(number):
        raise _wrong(text, "shape", wanted)
    return _checked(number, text, wanted)


def _checked(number: str, text: str, wanted: _Wanted) -> Decimal:
    """Return the number without decimals beyond the wanted ones, which must be zeros."""
    kept = _cut(number, wanted.digits)
    if Decimal(number) == 0:
        raise _wrong(text, "zero", wanted)
    if number.partition(".")[2][wanted.digits :].strip("0"):
        raise _wrong(text, "decimals", wanted, kept)
    if Decimal(kept) > wanted.limit:
        raise _wrong(text, "large", wanted)
    return Decimal(kept)


def _cut(number: str, digits: int) -> str:
    whole, _, fraction = number.partition(".")
    return f"{whole or 0}.{fraction[:digits]}".rstrip(".")


def _names(mark: str, currency: str) -> bool:
    return currency in SIGNS.get(mark, {mark.upper()})


def _without_comma(number: str) -> str:
    """Return the right form of `0,50`, `1,000.00` and `1.000,50`."""
    if DECIMAL_COMMA.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    return number.replace(",", "")


def _wrong(text: str, problem: str, wanted: _Wanted, guess: str = "") -> MoneyFormatError:
    """Return the refusal; its example is what was probably meant, if that can be taken as it is."""
    is_right = (
        NUMBER.fullmatch(guess) is not None
        and _cut(guess, wanted.digits) == guess
        and 0 < Decimal(guess) <= wanted.limit
    )
    example = guess if is_right else wanted.example
    return MoneyFormatError(
        text[:100], problem, f"{example} {wanted.currency}" if problem == "currency" else example
    )
