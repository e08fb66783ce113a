"""Prices in minor units."""

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.money import CURRENCIES, MOST_MINOR, minor_units, per_lesson, typed_amount
from tutorhub_app.services.money import currency_choices, locale_of, price_words

CURRENCY = st.sampled_from(list(CURRENCIES))


@given(st.integers(0, MOST_MINOR), CURRENCY)
def test_a_price_that_is_typed_again_is_the_same(minor, currency):
    assert minor_units(typed_amount(minor, currency), currency) == minor


@given(st.text(), CURRENCY)
def test_any_text_is_a_price_or_nothing(text, currency):
    minor = minor_units(text, currency)
    assert minor is None or minor >= 0


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("380", "EUR", 38000),
        ("380.5", "EUR", 38050),
        (" 380,50 ", "EUR", 38050),
        ("0", "EUR", 0),
        ("42000", "JPY", 42000),
        ("1.234", "KWD", 1234),
        ("42.5", "JPY", None),
        ("1.234", "EUR", None),
        ("1,234.50", "EUR", None),
        ("-1", "EUR", None),
        ("1e5", "EUR", None),
        ("٣", "EUR", None),
        ("", "EUR", None),
        ("380", "XXX", None),
    ],
)
def test_prices_as_people_type_them(text, currency, minor):
    assert minor_units(text, currency) == minor


@given(st.integers(0, MOST_MINOR), st.integers(1, 200))
def test_the_price_of_a_lesson_is_within_half_a_minor_unit(price, count):
    assert abs(per_lesson(price, count) * count - price) * 2 <= count


@pytest.mark.parametrize("currency", CURRENCIES)
def test_each_currency_has_the_decimals_that_are_usual(currency):
    assert CURRENCIES[currency] == get_currency_precision(currency)


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "words"),
    [
        (38000, "EUR", "en", "€380"),
        (38050, "EUR", "en", "€380.50"),
        (123456789, "EUR", "de", "1.234.567,89\N{NO-BREAK SPACE}€"),
        (42000, "JPY", "en", "¥42,000"),
        (1234, "KWD", "en", "KWD\N{NO-BREAK SPACE}1.234"),
        (0, "USD", "fr", "Free"),
    ],
)
def test_prices_read_as_people_write_them(minor, currency, locale, words):
    assert price_words(minor, currency, locale) == words


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de_AT"),
        ("tlh,fr;q=0.5", "fr"),
        ("*", "en"),
        ("", "en"),
        ("../../etc/passwd", "en"),
        (";;;,,,-", "en"),
    ],
)
def test_numbers_are_written_as_in_the_first_known_language(header, locale):
    assert locale_of(header) == locale


@given(st.text())
def test_any_header_gives_a_locale_that_can_write_prices(header):
    assert price_words(100, "EUR", locale_of(header))


def test_currencies_are_offered_by_code_and_name():
    assert ("EUR", "EUR · Euro") in currency_choices()
    assert len(currency_choices("de")) == len(CURRENCIES)
