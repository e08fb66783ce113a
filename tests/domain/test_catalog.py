"""Booking rules, course packs and profiles: what is taken and what is refused."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.domain.catalog import (
    RULE_LIMITS,
    BookingRules,
    TeachingMode,
    field_name,
    validate_rules,
)
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.packs import PackDetails, validate_pack
from tutorhub_app.domain.profiles import ProfileDetails, validate_profile

PACK = PackDetails("Ten lessons", 60, 10, 30000, "EUR")
PROFILE = ProfileDetails("", "", (), (), "UTC")
NOT_WHOLE = st.sampled_from([True, 30.0, "30", float("nan")])


def within(name: str):
    limit = RULE_LIMITS[name]
    numbers = st.integers(limit.least, limit.most)
    return st.none() | numbers if limit.may_be_none else numbers


def outside(name: str):
    limit = RULE_LIMITS[name]
    wrong = (
        st.integers(max_value=limit.least - 1) | st.integers(min_value=limit.most + 1) | NOT_WHOLE
    )
    return wrong if limit.may_be_none else wrong | st.none()


@given(st.fixed_dictionaries({name: within(name) for name in RULE_LIMITS}))
def test_rules_within_their_limits_are_taken(values):
    rules = BookingRules(**values)
    assert validate_rules(rules) is rules


@given(st.data(), st.sets(st.sampled_from(list(RULE_LIMITS)), min_size=1))
def test_every_rule_outside_its_limits_is_named_and_no_other(data, names):
    values = {name: data.draw(outside(name), label=name) for name in names}
    with pytest.raises(Invalid) as refused:
        validate_rules(replace(BookingRules(), **values))
    assert set(refused.value.fields) == {field_name(name) for name in names}


def test_every_rule_has_limits_and_the_defaults_are_within():
    assert {rule.name for rule in fields(BookingRules)} == set(RULE_LIMITS)
    assert validate_rules(BookingRules())


def test_a_new_profile_has_the_default_rules():
    profile = TutorProfile(user_id="u", owner_id="u")
    assert all(
        getattr(profile, rule.name) == getattr(BookingRules(), rule.name)
        for rule in fields(BookingRules)
    )


def test_a_refused_rule_says_what_is_allowed():
    with pytest.raises(Invalid) as refused:
        validate_rules(
            replace(
                BookingRules(),
                slot_step_minutes=1,
                minimum_notice_minutes=-1,
                horizon_days=0,
                max_lessons_per_day=25,
            )
        )
    assert refused.value.fields == {
        "slotStepMinutes": "Choose 5 minutes to 2 hours.",
        "minimumNoticeMinutes": "Choose 0 minutes to 30 days.",
        "horizonDays": "Choose 1 day to 730 days.",
        "maxLessonsPerDay": "Choose 1 lesson to 24 lessons, or leave it empty for no limit.",
    }


@given(
    st.builds(
        PackDetails,
        title=st.text(),
        description=st.text(max_size=200),
        lesson_minutes=st.integers(-1, 600),
        lesson_count=st.integers(-1, 250),
        price_minor=st.integers(-5, 2_000_000_000),
        currency=st.sampled_from(["EUR", "JPY", "", "XXX", "eur"]),
        requires_screening=st.booleans(),
        teaching_mode=st.sampled_from([*TeachingMode, "telepathy"]),
    )
)
def test_a_pack_that_is_taken_fits_the_table_and_is_clean(details):
    try:
        clean = validate_pack(details)
    except Invalid:
        return
    assert 1 <= len(clean.title) <= 120
    assert clean.title == " ".join(clean.title.split())
    assert 15 <= clean.lesson_minutes <= 480
    assert 1 <= clean.lesson_count <= 200
    assert clean.price_minor >= 0
    assert len(clean.currency) == 3
    assert isinstance(clean.teaching_mode, TeachingMode)
    assert validate_pack(clean) == clean


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "\u0007 "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * 4001}, "description"),
        ({"lesson_minutes": 14}, "lessonMinutes"),
        ({"lesson_minutes": 481}, "lessonMinutes"),
        ({"lesson_minutes": True}, "lessonMinutes"),
        ({"lesson_count": 201}, "lessonCount"),
        ({"price_minor": -1}, "price"),
        ({"currency": "DOGE"}, "currency"),
        ({"teaching_mode": "onLine"}, "teachingMode"),
    ],
)
def test_a_bad_field_of_a_pack_is_named(change, field):
    with pytest.raises(Invalid) as refused:
        validate_pack(replace(PACK, **change))
    assert set(refused.value.fields) == {field}


@given(
    st.lists(st.text(max_size=30), max_size=12),
    st.text(max_size=100),
    st.text(max_size=100),
)
def test_a_profile_that_is_taken_stays_as_it_is_when_saved_again(tags, headline, bio):
    clean = validate_profile(
        replace(PROFILE, headline=headline, bio=bio, subjects=tuple(tags), languages=("a", "A"))
    )
    assert clean.languages == ("a",)
    assert len({tag.casefold() for tag in clean.subjects}) == len(clean.subjects)
    assert all(clean.subjects)
    assert "\n" not in clean.headline
    assert validate_profile(clean) == clean


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://meet.example.org/clara",
        "http://localhost:8080/room?x=1#y",
        "https://münchen.example/raum",
        "https://meet.example/%7Eroom?a=<b>|c^d@e%25",
    ],
)
def test_web_links_are_taken(link):
    assert validate_profile(replace(PROFILE, meeting_link=f" {link} ")).meeting_link == link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,hello",
        "ftp://example.org",
        "//example.org",
        "example.org/room",
        "https://",
        "https:///room",
        "https://zoom.us@evil.example/room",
        "https://exa mple.org",
        "https://<host>/room",
        "https://%HOST%/room",
        "https://a|b.example",
        "https://a^b.example",
        "https://example.org:99999/",
        "https://example.org\\@evil.example",
        "https://example.org/\u202emoc",
        f"https://example.org/{'x' * 500}",
    ],
)
def test_other_links_are_refused(link):
    with pytest.raises(Invalid) as refused:
        validate_profile(replace(PROFILE, meeting_link=link))
    assert set(refused.value.fields) == {"meetingLink"}


def test_long_and_too_many_tags_are_refused():
    with pytest.raises(Invalid) as refused:
        validate_profile(
            replace(PROFILE, subjects=("x" * 41,), languages=tuple(map(str, range(13))))
        )
    assert set(refused.value.fields) == {"subjects", "languages"}
