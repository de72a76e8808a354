"""Amounts as people type them and see them. Inside they are whole minor units; no float touches them."""

import re
from decimal import Decimal

from core.domain.errors import CurrencyError, MoneyFormatError

# Active codes and minor units of ISO 4217 as published by SIX (list one), read 2026-10.
NO_DIGITS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
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
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST
        XCD YER ZAR ZMW ZWG
        """.split()
    )
)
SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY"}
DOLLARS = frozenset("USD AUD CAD NZD SGD HKD MXN ARS CLP COP".split())
MINUS = "[-\u2212\u2013]"
SIGN = r"[^\w\s.,+\-\u2212\u2013]"
FORM = re.compile(
    rf"({SIGN}|[A-Za-z]{{3}}(?![A-Za-z]))?\s*(.*?)\s*({SIGN}|(?<![A-Za-z])[A-Za-z]{{3}})?", re.DOTALL
)
CPM_DIGITS = 4
CPM_LIMIT = Decimal(1_000_000)
AMOUNT_LIMIT_MINOR = 10**15


def parse_cpm(text: str, currency: str) -> Decimal:
    """Read a CPM: above 0, at most 1,000,000, at most four decimals. Raises `MoneyFormatError`."""
    cpm = _number(text, currency, CPM_DIGITS)
    if cpm > CPM_LIMIT:
        raise _wrong(text, "large", "0.50")
    return cpm


def parse_amount(text: str, currency: str) -> int:
    """Read an amount above 0 as minor units of the currency. Raises `MoneyFormatError`."""
    minor = int(_number(text, currency, minor_digits(currency)).scaleb(minor_digits(currency)))
    if minor > AMOUNT_LIMIT_MINOR:
        raise _wrong(text, "large", "1000")
    return minor


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


def _number(text: str, currency: str, digits: int) -> Decimal:
    """Return the positive number in the text, whose sign or code, if any, is the currency's."""
    typed = text.strip()
    if not typed:
        raise _wrong(text, "empty", "0.50")
    bare = _without_currency(typed, currency, text)
    if "," in bare:
        raise _wrong(text, "comma", _without_comma(bare))
    if re.fullmatch(MINUS + r"\s*[0-9.]+", bare):
        raise _wrong(text, "sign", re.sub(MINUS, "", bare).strip())
    if not re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?|\.[0-9]{1,30}", bare):
        raise _wrong(text, "shape", "0.50")
    return _checked(Decimal(bare), text, digits)


def _checked(number: Decimal, text: str, digits: int) -> Decimal:
    if number == 0:
        raise _wrong(text, "zero", "0.50")
    whole, _, fraction = f"{number:f}".partition(".")
    if len(fraction.rstrip("0")) > digits:
        raise _wrong(text, "decimals", f"{whole}.{fraction[:digits]}".rstrip("."))
    return number


def _without_currency(typed: str, currency: str, text: str) -> str:
    found = FORM.fullmatch(typed)
    before, bare, after = found.groups() if found else (None, "", None)
    if not bare:
        raise _wrong(text, "shape", "0.50")
    for mark in (before, after):
        if mark is not None and not _names(mark, currency):
            raise _wrong(text, "currency", f"{bare} {currency}")
    return str(bare)


def _names(mark: str, currency: str) -> bool:
    if mark == "$":
        return currency in DOLLARS
    return SIGNS.get(mark, mark.upper()) == currency


def _without_comma(bare: str) -> str:
    """Return the right form of `0,50` and `1,000.00`."""
    is_decimal = "." not in bare and re.search(r",[0-9]{1,2}$|,[0-9]{4,}$", bare)
    return bare.replace(",", ".") if is_decimal and bare.count(",") == 1 else bare.replace(",", "")


def _wrong(text: str, problem: str, example: str) -> MoneyFormatError:
    return MoneyFormatError(text[:100], problem, example)
