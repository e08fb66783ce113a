"""How prices read, in the viewer's way of writing numbers."""

import re
from copy import copy
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, get_currency_name, get_currency_symbol

from tutorhub_app.domain.money import CURRENCIES, amount

DEFAULT_LOCALE = "en"
_MOST_LANGUAGES = 10
# Babel leaves out the space that the locale data asks for: "KWD1.234".
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def price_words(minor: int, currency: str, locale: str = DEFAULT_LOCALE) -> str:
    """Such as "€380", "380,50 €" or "Free"; whole amounts have no decimals."""
    if not minor:
        return "Free"
    value = amount(minor, currency)
    decimals = 0 if value == int(value) else CURRENCIES.get(currency, 2)
    text = _pattern(locale, decimals).apply(
        value, _locale(locale), currency=currency, currency_digits=False
    )
    return _LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", text)


def currency_choices(locale: str = DEFAULT_LOCALE) -> list[tuple[str, str]]:
    """(code, what people read) of each currency: ("EUR", "EUR · Euro")."""
    return [
        (code, f"{code} · {get_currency_name(code, locale=_locale(locale))}") for code in CURRENCIES
    ]


def currency_sign(currency: str, locale: str = DEFAULT_LOCALE) -> str:
    return get_currency_symbol(currency, locale=_locale(locale))


def locale_of(accept_language: str) -> str:
    """The first language of a browser's Accept-Language header that is known, else English."""
    for part in accept_language[:200].split(",")[:_MOST_LANGUAGES]:
        tag = part.split(";")[0].strip().replace("-", "_")
        if tag and tag != "*" and _is_known(tag):
            return tag
    return DEFAULT_LOCALE


@lru_cache(maxsize=200)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@lru_cache(maxsize=400)
def _pattern(locale: str, decimals: int) -> NumberPattern:
    pattern: NumberPattern = copy(_locale(locale).currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


def _is_known(tag: str) -> bool:
    try:
        _locale(tag)
    except (UnknownLocaleError, ValueError, TypeError):
        return False
    return True
