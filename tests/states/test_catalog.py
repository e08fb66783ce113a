"""What the catalogue's states read from addresses and forms."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import RULE_LIMITS, BookingRules, SessionMode
from tutorhub_app.domain.tutor_search import DayPart, Sort, TimeWish, TutorSearch
from tutorhub_app.states.catalog_profile import tags_in
from tutorhub_app.states.catalog_rules import PLAIN, rules_in, shown
from tutorhub_app.states.catalog_search import Filters, filters_in, query_of, search_of

NAMES = ("q", "subject", "language", "currency", "max", "mode", "days", "times", "sort")


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=200)))
def test_any_address_is_a_search(query):
    filters = filters_in(query)
    assert isinstance(search_of(filters), TutorSearch)
    assert filters_in(query_of(filters)) == filters


def test_an_address_says_all_of_a_search():
    filters = filters_in(
        {
            "q": "  maths  and more ",
            "subject": "Physics",
            "language": "english",
            "currency": "eur",
            "max": "40,5",
            "mode": "online",
            "days": "friday,monday,someday",
            "times": "evening",
            "sort": "price",
        }
    )
    assert filters == Filters(
        q="maths and more",
        subject="physics",
        language="english",
        currency="EUR",
        max="40,5",
        mode="online",
        days=("monday", "friday"),
        times=("evening",),
        sort="price",
    )
    assert search_of(filters) == TutorSearch(
        text="maths and more",
        subject="physics",
        language="english",
        currency="EUR",
        most_per_lesson=4050,
        mode=SessionMode.ONLINE,
        times=TimeWish(
            frozenset({DayOfWeek.MONDAY, DayOfWeek.FRIDAY}), frozenset({DayPart.EVENING})
        ),
        sort=Sort.PRICE,
    )


def test_what_an_address_says_wrongly_is_left_out():
    wrong = {"currency": "DOGE", "max": "40", "mode": "telepathy", "days": "x", "sort": "luck"}
    assert filters_in(wrong) == Filters()
    assert set(query_of(Filters()).values()) == {""}


def test_a_price_without_a_currency_means_nothing():
    assert search_of(filters_in({"max": "40"})) == TutorSearch()


def rule_values():
    def values(name: str):
        limit = RULE_LIMITS[name]
        numbers = st.integers(limit.least, limit.most)
        return st.none() | numbers if limit.may_be_none else numbers

    return st.fixed_dictionaries({rule.name: values(rule.name) for rule in fields(BookingRules)})


@given(rule_values())
def test_rules_that_are_shown_and_sent_back_are_the_same(values):
    form = {}
    for name, value in values.items():
        form[name], form[f"{name}_unit"] = shown(name, value)
    assert rules_in(form) == BookingRules(**values)


@pytest.mark.parametrize(
    ("minutes", "amount", "unit"),
    [
        (0, "0", "minutes"),
        (90, "90", "minutes"),
        (120, "2", "hours"),
        (1440, "1", "days"),
        (2160, "36", "hours"),
    ],
)
def test_a_rule_is_shown_in_its_largest_whole_unit(minutes, amount, unit):
    assert shown("minimum_notice_minutes", minutes) == (amount, unit)


def test_days_and_lessons_are_counted_plainly():
    assert shown("horizon_days", 60) == ("60", "minutes")
    assert shown("max_lessons_per_day", None) == ("", "minutes")
    form = dict.fromkeys(PLAIN, "2") | {f"{name}_unit": "hours" for name in PLAIN}
    assert (rules_in(form).horizon_days, rules_in(form).max_lessons_per_day) == (2, 2)


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_any_form_is_read_as_rules(form):
    assert isinstance(rules_in(form), BookingRules)


@pytest.mark.parametrize("typed", ["", "-5", "1.5", "٣", "1e3", "999999999999", "five"])
def test_what_is_no_whole_number_is_outside_every_limit(typed):
    assert rules_in({"slot_step_minutes": typed}).slot_step_minutes == -1


@pytest.mark.parametrize(
    ("sent", "tags"),
    [
        ('["Algebra", "Chess"]', ("Algebra", "Chess")),
        ('["Algebra", 3, null, ["x"]]', ("Algebra",)),
        ('{"a": 1}', ()),
        ("[", ()),
        ("", ()),
        ("[" * 5000, ()),
    ],
)
def test_tags_are_read_from_json(sent, tags):
    assert tags_in({"subjects": sent}, "subjects") == tags
