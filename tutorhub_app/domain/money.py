"""Prices: whole minor units of a currency, such as cents. Never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

MOST_MINOR = 1_000_000_000

CURRENCIES: dict[str, int] = {
    "EUR": 2,
    "USD": 2,
    "GBP": 2,
    "AED": 2,
    "ARS": 2,
    "AUD": 2,
    "BRL": 2,
    "CAD": 2,
    "CHF": 2,
    "CLP": 0,
    "CNY": 2,
    "COP": 2,
    "CZK": 2,
    "DKK": 2,
    "EGP": 2,
    "GHS": 2,
    "HKD": 2,
    "HUF": 2,
    "IDR": 2,
    "ILS": 2,
    "INR": 2,
    "ISK": 0,
    "JPY": 0,
    "KES": 2,
    "KRW": 0,
    "KWD": 3,
    "MAD": 2,
    "MXN": 2,
    "MYR": 2,
    "NGN": 2,
    "NOK": 2,
    "NZD": 2,
    "PEN": 2,
    "PHP": 2,
    "PKR": 2,
    "PLN": 2,
    "RON": 2,
    "SAR": 2,
    "SEK": 2,
    "SGD": 2,
    "THB": 2,
    "TND": 3,
    "TRY": 2,
    "TWD": 2,
    "UAH": 2,
    "VND": 0,
    "ZAR": 2,
}
"""Code -> how many decimals its prices have. The commonest three come first."""

_AMOUNT = re.compile(r"(?P<whole>\d{1,10})(?:[.,](?P<part>\d{1,3}))?", re.ASCII)


def minor_units(text: str, currency: str) -> int | None:
    """The amount somebody typed ("380", "380.50", "380,5") in minor units.

    None for anything else: another sign, grouped thousands, more decimals than the currency has.
    """
    match = _AMOUNT.fullmatch(text.strip())
    decimals = CURRENCIES.get(currency)
    if match is None or decimals is None:
        return None
    part = match["part"] or ""
    if len(part) > decimals:
        return None
    return int(match["whole"] + part.ljust(decimals, "0"))


def amount(minor: int, currency: str) -> Decimal:
    """The amount in the currency's main unit."""
    return Decimal(minor).scaleb(-CURRENCIES.get(currency, 2))


def typed_amount(minor: int, currency: str) -> str:
    """The amount as it is typed: "380", "380.50"."""
    value = amount(minor, currency)
    return str(int(value)) if value == int(value) else str(value)


def per_lesson(price_minor: int, lesson_count: int) -> int:
    """A pack's price by its lessons, in minor units, halves rounded up."""
    return int((Decimal(price_minor) / lesson_count).quantize(Decimal(1), ROUND_HALF_UP))
