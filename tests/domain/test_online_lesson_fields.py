"""What the lessons API takes and refuses, in the words of its document."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import utc
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.online_lesson_fields import (
    LAST_SECOND,
    LessonFields,
    LessonsAsked,
    SortBy,
    changed_lesson,
    lessons_asked,
    new_lesson,
    object_of,
)
from tutorhub_app.domain.online_lessons import OnlineStatus, status_at

NOW = utc("2026-03-04 17:00")
SECOND = int(NOW.timestamp())
PAST = "Start time should not be in the past."
DURATION = "Duration should be a valid integer greater than 0."
GOOD = {"startTime": SECOND, "title": "Verbs", "duration": 90}

no_integers: st.SearchStrategy[Any] = st.one_of(
    st.booleans(), st.floats(), st.text(min_size=1), st.lists(st.integers()), st.just({})
)
starts = st.integers(SECOND, LAST_SECOND)
minutes = st.integers(1, 1440)
titles = st.text(min_size=1, max_size=200).filter(str.strip)


def faults(sent: dict[str, Any], before: LessonFields | None = None, **values: Any) -> Any:
    with pytest.raises(Invalid) as caught:
        if before is None:
            new_lesson(sent, NOW)
        else:
            changed_lesson(before, values.pop("status"), sent, NOW)
    assert caught.value.sentence == "Invalid data."
    return caught.value.fields


@given(start=starts, title=titles, duration=minutes)
def test_what_is_allowed_is_taken_as_it_is(start: int, title: str, duration: int):
    made = new_lesson({"startTime": start, "title": title, "duration": duration, "more": 1}, NOW)
    assert int(made.starts_at.timestamp()) == start
    assert (made.title, made.minutes) == (title.strip(), duration)
    assert made.ends_at - made.starts_at == timedelta(minutes=duration)
    assert made.exit_link is made.share_link is None


def test_all_errors_are_told_at_once_in_the_words_of_the_document():
    assert faults({"startTime": SECOND - 1, "title": "", "duration": 0}) == {
        "startTime": PAST,
        "title": "Title should not be empty.",
        "duration": DURATION,
    }
    assert faults({}) == {
        "startTime": "Start time should not be empty.",
        "title": "Title should not be empty.",
        "duration": DURATION,
    }


@given(start=no_integers, duration=no_integers)
def test_integers_are_strict(start: Any, duration: Any):
    found = faults({"title": "Verbs", "startTime": start, "duration": duration})
    assert list(found) == ["startTime", "duration"]
    assert found["duration"] == DURATION


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("startTime", SECOND - 1, PAST),
        ("startTime", -(10**19), PAST),
        ("startTime", LAST_SECOND + 1, "Start time should be before the year 3000"),
        ("startTime", SECOND * 1000, "Start time should be before the year 3000"),
        ("startTime", 10**19, "Start time should be before the year 3000"),
        ("startTime", True, "Start time should be a valid integer"),
        ("startTime", str(SECOND), "Start time should be a valid integer"),
        ("duration", 0, DURATION),
        ("duration", -5, DURATION),
        ("duration", "90", DURATION),
        ("duration", True, DURATION),
        ("duration", 90.0, DURATION),
        ("duration", None, DURATION),
        ("duration", 1441, "Duration should not be greater than 1440 minutes."),
        ("duration", 10**19, "Duration should not be greater than 1440 minutes."),
        ("title", " \n\t", "Title should not be empty."),
        ("title", None, "Title should not be empty."),
        ("title", 7, "Title should be a string."),
        ("title", "x" * 201, "Title should not be longer than 200 characters."),
        ("exitLink", "javascript:alert(1)", "Exit link should be a valid URL"),
        ("exitLink", "google.com", "Exit link should be a valid URL"),
        ("exitLink", "https://user@evil.example", "Exit link should be a valid URL"),
        ("exitLink", "https://<site>/bye", "Exit link should be a valid URL"),
        ("exitLink", 5, "Exit link should be a valid URL"),
        ("shareLink", "ftp://files.example", "Share link should be a valid URL"),
        ("shareLink", "https://a.example/" + "x" * 2000, "Share link should be a valid URL"),
    ],
)
def test_what_is_not_allowed_is_named_alone(field: str, value: Any, sentence: str):
    found = faults(GOOD | {field: value})
    assert list(found) == [field]
    assert found[field].startswith(sentence)


def test_the_last_second_before_the_year_3000_is_not_too_late():
    late = utc("3000-01-01 00:00")
    last = late - timedelta(seconds=1)
    assert new_lesson(GOOD | {"startTime": int(last.timestamp())}, NOW).starts_at == last
    assert list(faults(GOOD | {"startTime": int(late.timestamp())})) == ["startTime"]


def test_the_present_second_is_not_past():
    assert new_lesson(GOOD, NOW + timedelta(milliseconds=999)).starts_at == NOW


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_link_is_taken_away_by_null_and_by_nothing(nothing: Any):
    before = LessonFields(NOW, "Verbs", 60, "https://a.example", "http://b.example")
    after = changed_lesson(before, OnlineStatus.COMING, {"exitLink": nothing}, NOW)
    assert (after.exit_link, after.share_link) == (None, "http://b.example")


@pytest.mark.parametrize("sent", [[], "text", 7, None, True])
def test_only_an_object_says_anything(sent: Any):
    with pytest.raises(Invalid):
        object_of(sent)


BEFORE = LessonFields(NOW + timedelta(hours=1), "Verbs", 60, "https://a.example")


@given(
    sent=st.fixed_dictionaries(
        {}, optional={"startTime": starts, "title": titles, "duration": minutes}
    )
)
def test_what_is_not_sent_stays(sent: dict[str, Any]):
    after = changed_lesson(BEFORE, OnlineStatus.COMING, sent, NOW)
    asked = {
        "starts_at": datetime.fromtimestamp(sent["startTime"], UTC)
        if "startTime" in sent
        else BEFORE.starts_at,
        "title": sent["title"].strip() if "title" in sent else BEFORE.title,
        "minutes": sent.get("duration", BEFORE.minutes),
    }
    assert {name: getattr(after, name) for name in asked} == asked
    assert after.exit_link == BEFORE.exit_link


def test_an_update_tells_the_same_errors_and_null_is_no_way_to_say_nothing():
    sent = {"startTime": SECOND - 1, "title": "", "duration": 0}
    assert faults(sent, BEFORE, status=OnlineStatus.COMING) == faults(sent)
    sent = dict.fromkeys(("startTime", "title", "duration"))
    assert faults(sent, BEFORE, status=OnlineStatus.COMING) == faults({})


def over(status: OnlineStatus) -> Any:
    """A lesson of an hour that ended half an hour ago."""
    return LessonFields(NOW - timedelta(minutes=90), "Verbs", 60), status


def test_a_past_start_is_an_error_only_when_it_is_sent():
    for status in (OnlineStatus.FINISHED, OnlineStatus.EXPIRED):
        before, _ = over(status)
        after = changed_lesson(before, status, {"title": "Nouns", "duration": 45}, NOW)
        assert (after.title, after.minutes, after.starts_at) == ("Nouns", 45, before.starts_at)
        sent = {"startTime": int(before.starts_at.timestamp())}
        assert faults(sent, before, status=status) == {"startTime": PAST}


def test_a_lesson_that_was_held_keeps_its_start_and_one_that_expired_may_get_another():
    later = {"startTime": SECOND + 3600}
    before, held = over(OnlineStatus.FINISHED)
    assert faults(later, before, status=held) == {
        "startTime": "Start time should not be changed once the lesson has been held."
    }
    before, expired = over(OnlineStatus.EXPIRED)
    assert changed_lesson(before, expired, later, NOW).starts_at == NOW + timedelta(hours=1)


@given(
    joined=st.booleans(),
    sent=st.fixed_dictionaries({}, optional={"duration": minutes, "startTime": starts}),
)
def test_no_lesson_that_was_held_comes_back(joined: bool, sent: dict[str, int]):
    before, _ = over(OnlineStatus.FINISHED)
    first_joined_at = before.starts_at if joined else None
    status = OnlineStatus.FINISHED if joined else OnlineStatus.EXPIRED
    try:
        after = changed_lesson(before, status, sent, NOW)
    except Invalid:
        return
    becomes = status_at(
        NOW,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        first_joined_at=first_joined_at,
    )
    assert becomes is status or (not joined and "startTime" in sent)


def test_a_list_is_of_twenty_from_the_newest_start():
    assert lessons_asked({}, {}) == LessonsAsked(SortBy.START_TIME, True, 20, 0)


@given(
    by=st.sampled_from(SortBy),
    direction=st.sampled_from(["ASC", "desc", "Desc", "asc"]),
    limit=st.integers(1, 100),
    offset=st.integers(0, 2**63 - 1),
)
def test_body_and_address_ask_alike_and_the_body_is_believed(
    by: SortBy, direction: str, limit: int, offset: int
):
    sent = {"sortBy": by.value, "sortDirection": direction, "limit": limit, "offset": offset}
    query = {name: str(value) for name, value in sent.items()}
    asked = LessonsAsked(by, direction.upper() == "DESC", limit, offset)
    assert lessons_asked(query, {}) == lessons_asked({}, sent) == asked
    assert lessons_asked(dict.fromkeys(query, "?"), sent) == asked
    assert lessons_asked(query, {"limit": 7}).limit == 7


@pytest.mark.parametrize(
    ("query", "sent", "field"),
    [
        ({"sortBy": "duration"}, {}, "sortBy"),
        ({"sortBy": "starttime"}, {}, "sortBy"),
        ({"sortBy": ""}, {}, "sortBy"),
        ({}, {"sortBy": 1}, "sortBy"),
        ({}, {"sortBy": None}, "sortBy"),
        ({"sortDirection": "UP"}, {}, "sortDirection"),
        ({"sortDirection": "a\u017fc"}, {}, "sortDirection"),
        ({}, {"sortDirection": True}, "sortDirection"),
        ({"limit": "0"}, {}, "limit"),
        ({"limit": "101"}, {}, "limit"),
        ({"limit": "2.0"}, {}, "limit"),
        ({"limit": "\u0662"}, {}, "limit"),
        ({"limit": " 2"}, {}, "limit"),
        ({"limit": ""}, {}, "limit"),
        ({}, {"limit": "2"}, "limit"),
        ({}, {"limit": True}, "limit"),
        ({}, {"limit": None}, "limit"),
        ({"limit": "2"}, {"limit": 0}, "limit"),
        ({"offset": "-1"}, {}, "offset"),
        ({"offset": str(2**63)}, {}, "offset"),
        ({"offset": "9" * 5000}, {}, "offset"),
        ({}, {"offset": -1}, "offset"),
        ({}, {"offset": 0.0}, "offset"),
    ],
)
def test_what_a_list_does_not_take(query: dict[str, str], sent: dict[str, Any], field: str):
    sentences = {
        "sortBy": "Invalid sort field.",
        "sortDirection": "Invalid sort direction.",
        "limit": "Invalid limit value.",
        "offset": "Invalid offset value.",
    }
    with pytest.raises(Invalid) as caught:
        lessons_asked(query, sent)
    assert caught.value.fields == {field: sentences[field]}
    assert caught.value.sentence == "Invalid data."
