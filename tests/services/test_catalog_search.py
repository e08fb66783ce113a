"""Finding a tutor: what is shown to whom, in which order."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    NOW,
    Tutor,
    make_open_week,
    make_pack,
    make_principal,
    make_time_off,
    make_tutor,
    make_window,
    save,
)
from tests.lessons import make_lesson
from tutorhub_app.data import many_calendars
from tutorhub_app.data.changes import prune_changes, record_change, tutor_topic
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT, replace_tags
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import SessionMode, TeachingMode
from tutorhub_app.domain.tutor_search import DayPart, Sort, TimeWish, TutorSearch
from tutorhub_app.services import catalog_search, openings
from tutorhub_app.services.catalog_search import TagChoice
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")


def tutor(name: str, *, subjects=(), languages=(), packs=({},), **values) -> Tutor:
    made = make_tutor(user={"fullname": name}, **values)
    for pack in packs:
        make_pack(made, **pack)
    with unit_of_work(now=NOW) as session:
        replace_tags(session, made.profile.id, SUBJECT, subjects)
        replace_tags(session, made.profile.id, LANGUAGE, languages)
    return made


def find(principal=None, *, page=1, zone="UTC", now=NOW, **wanted):
    return call(
        catalog_search.search_tutors,
        principal,
        TutorSearch(**wanted),
        page=page,
        viewer_zone=zone,
        now=now,
    )


def names(**wanted) -> list[str]:
    return [card.name for card in find(**wanted).cards]


def changed(made: Tutor) -> None:
    with unit_of_work(now=NOW) as session:
        record_change(session, tutor_topic(made.profile.id))


def test_anyone_sees_listed_tutors_with_a_pack():
    tutor("Shown")
    tutor("Without packs", packs=())
    tutor("With a deleted pack", packs=({"is_active": False},))
    tutor("Not listed", is_listed=False)
    gone = tutor("Gone")
    gone.user.is_active = False
    save(gone.user)
    for principal in (None, make_principal(), gone.principal):
        assert [card.name for card in find(principal).cards] == ["Shown"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Ana", "Béla"]),
        ("bela", ["Béla"]),
        ("ÁNA", ["Ana"]),
        ("headl", ["Ana"]),
        ("biograph", ["Béla"]),
        ("spanish", ["Ana"]),
        ("crash course", ["Béla"]),
        ("crash headline", []),
        ("%", []),
        ("_", []),
        ("'", []),
    ],
)
def test_text_is_looked_for_in_name_headline_bio_subjects_and_packs(text, found):
    tutor("Ana", headline="My headline", subjects=("Spanish",))
    tutor("Béla", bio="My biography", packs=({"title": "A crash course"},))
    assert names(text=text, sort=Sort.NAME) == found


def test_a_deleted_packs_title_is_not_found():
    tutor("Ana", packs=({"title": "Old", "is_active": False}, {"title": "New"}))
    assert names(text="old") == []
    assert names(text="new") == ["Ana"]


def test_subject_and_language_narrow():
    tutor("Ana", subjects=("Spanish", "French"), languages=("English",))
    tutor("Béla", subjects=("Mathematics",), languages=("English", "Spanish"))
    assert names(subject="spanish") == ["Ana"]
    assert names(language="spanish") == ["Béla"]
    assert names(subject="french", language="spanish") == []


def test_price_is_for_a_lesson_and_only_within_its_currency():
    tutor("Ana", packs=({"price_minor": 40000, "lesson_count": 10},))
    tutor("Béla", packs=({"price_minor": 4001, "lesson_count": 1},))
    tutor("Cem", packs=({"price_minor": 1000, "lesson_count": 1, "currency": "USD"},))
    assert names(currency="EUR", most_per_lesson=4000) == ["Ana"]
    assert names(currency="EUR", most_per_lesson=4001) == ["Ana", "Béla"]
    assert names(currency="USD") == ["Cem"]
    assert names(most_per_lesson=1) == ["Ana", "Béla", "Cem"]


def test_mode_and_price_have_to_fit_the_same_pack():
    tutor(
        "Ana",
        packs=(
            {"price_minor": 1000, "lesson_count": 1, "teaching_mode": TeachingMode.ONLINE},
            {"price_minor": 9000, "lesson_count": 1, "teaching_mode": TeachingMode.BOTH},
        ),
    )
    assert names(mode=SessionMode.FACE_TO_FACE, currency="EUR", most_per_lesson=2000) == []
    assert find(mode=SessionMode.FACE_TO_FACE).cards[0].price == "€90"
    assert find().cards[0].price == "from €10"


def test_the_earliest_free_time_is_on_each_card_and_decides_the_order():
    late, soon, never = tutor("Late"), tutor("Soon"), tutor("Never")
    make_window(late, DayOfWeek.WEDNESDAY, "09:00", "12:00")
    make_window(soon, DayOfWeek.TUESDAY, "10:00", "12:00")
    for made in (late, soon, never):
        changed(made)
    cards = find(zone="America/New_York").cards
    assert [card.name for card in cards] == ["Soon", "Late", "Never"]
    assert [card.earliest for card in cards] == ["Tue 6 Jan 05:00", "Wed 7 Jan 04:00", ""]
    assert (cards[0].earliest_in, cards[2].earliest_in) == ("in 1 day", "")


def test_only_packs_that_answer_decide_about_the_earliest_time():
    made = tutor(
        "Ana",
        packs=(
            {"lesson_minutes": 30, "teaching_mode": TeachingMode.ONLINE},
            {"lesson_minutes": 60, "teaching_mode": TeachingMode.FACE_TO_FACE},
        ),
    )
    make_window(made, DayOfWeek.TUESDAY, "10:00", "10:30")
    make_window(made, DayOfWeek.FRIDAY, "10:00", "11:00", TeachingMode.FACE_TO_FACE)
    assert find().cards[0].earliest == "Tue 6 Jan 10:00"
    assert find(mode=SessionMode.FACE_TO_FACE).cards[0].earliest == "Fri 9 Jan 10:00"


def test_weekday_and_time_of_day_are_the_viewers_and_leave_out_who_has_none():
    ana, bela = tutor("Ana"), tutor("Béla")
    make_window(ana, DayOfWeek.MONDAY, "22:00", "23:00")
    make_window(bela, DayOfWeek.MONDAY, "10:00", "11:00")
    tuesday_morning = TimeWish(frozenset({DayOfWeek.TUESDAY}), frozenset({DayPart.MORNING}))
    found = find(zone="Asia/Tokyo", times=tuesday_morning)
    assert [(card.name, card.earliest) for card in found.cards] == [("Ana", "Tue 6 Jan 07:00")]
    assert found.total == 1
    assert names(zone="UTC", times=tuesday_morning) == []
    by_name = find(zone="UTC", times=TimeWish(frozenset({DayOfWeek.MONDAY})), sort=Sort.NAME)
    assert [card.name for card in by_name.cards] == ["Ana", "Béla"]


def test_by_price_the_currency_of_most_tutors_comes_first():
    for name, currency, price in (
        ("Ana", "USD", 100),
        ("Béla", "EUR", 900),
        ("Cem", "EUR", 200),
        ("Dora", "JPY", 1),
    ):
        packs = ({"currency": currency, "price_minor": price, "lesson_count": 1},)
        tutor(name, packs=packs)
    assert names(sort=Sort.PRICE) == ["Cem", "Béla", "Dora", "Ana"]
    assert names(sort=Sort.PRICE, currency="USD") == ["Ana"]


@pytest.mark.parametrize("sort", Sort)
def test_every_tutor_is_on_one_page(sort, monkeypatch):
    monkeypatch.setattr(catalog_search, "PAGE_SIZE", 2)
    for number in range(5):
        tutor(f"Tutor {number}", packs=({"price_minor": 100 * number},))
    pages = [find(page=page, sort=sort) for page in (1, 2, 3)]
    assert [len(found.cards) for found in pages] == [2, 2, 1]
    assert {(found.total, found.pages) for found in pages} == {(5, 3)}
    assert len({card.name for found in pages for card in found.cards}) == 5
    assert find(page=99, sort=sort).page == 3
    assert find(page=0, sort=sort).page == 1


def test_nothing_found_is_an_empty_page():
    tutor("Ana")
    found = find(text="nobody")
    assert (found.cards, found.total, found.page, found.pages) == ((), 0, 1, 1)


def test_a_new_booking_moves_the_earliest_time():
    made = tutor("Ana")
    pack = make_pack(made)
    make_window(made, DayOfWeek.TUESDAY, "10:00", "12:00")
    changed(made)
    assert find().cards[0].earliest == "Tue 6 Jan 10:00"
    make_lesson(pack, make_principal(), NOW + timedelta(days=1, hours=2))
    changed(made)
    assert find().cards[0].earliest == "Tue 6 Jan 11:00"


def test_an_unchanged_calendar_is_not_loaded_again(monkeypatch):
    made, other = tutor("Ana"), tutor("Béla")
    loaded: list[str] = []
    load = many_calendars.load_calendars

    def counting(session, profile_ids, *, since):
        loaded.extend(profile_ids)
        return load(session, profile_ids, since=since)

    monkeypatch.setattr(openings, "load_calendars", counting)
    find()
    assert sorted(loaded) == sorted([made.profile.id, other.profile.id])
    loaded.clear()
    find(text="Ana")
    changed(other)
    find(text="Ana")
    assert loaded == []
    find(now=NOW + timedelta(minutes=5))
    assert loaded == [other.profile.id]
    loaded.clear()
    find(now=NOW + timedelta(days=1))
    assert sorted(loaded) == sorted([made.profile.id, other.profile.id])


def test_when_change_rows_are_dropped_calendars_are_loaded_again():
    made = tutor("Ana")
    make_window(made, DayOfWeek.TUESDAY, "10:00", "12:00")
    changed(made)
    assert find().cards[0].earliest == "Tue 6 Jan 10:00"
    make_time_off(made, date(2026, 1, 6), date(2026, 1, 6))
    changed(made)
    changed(tutor("Béla"))
    with unit_of_work(now=NOW) as session:
        prune_changes(session, keep=1)
    assert find(text="Ana").cards[0].earliest == "Tue 13 Jan 10:00"


def test_no_more_calendars_are_kept_than_allowed(monkeypatch):
    monkeypatch.setattr(openings, "MOST_KEPT", 2)
    for number in range(4):
        made = tutor(f"Tutor {number}")
        make_open_week(made, "10:00", "12:00")
    assert {card.earliest for card in find().cards} == {"Mon 5 Jan 10:00"}
    assert {card.earliest for card in find().cards} == {"Mon 5 Jan 10:00"}


def test_a_card_tells_who_and_where():
    tutor(
        "Ana",
        headline="Spanish",
        subjects=("Spanish", "Italian"),
        languages=("English", "German", "Spanish"),
        teaching_place="Library",
        packs=({"teaching_mode": TeachingMode.BOTH},),
    )
    card = find().cards[0]
    assert (card.headline, card.subjects) == ("Spanish", ("Spanish", "Italian"))
    assert (card.languages, card.mode, card.place) == (
        "English, German and Spanish",
        "both",
        "Library",
    )
    assert find(mode=SessionMode.ONLINE).cards[0].place == "Library"


def test_the_choices_are_what_listed_tutors_have():
    tutor("Ana", subjects=("Spanish",), languages=("English",))
    tutor("Béla", subjects=("spanish", "Ökonomie"), packs=({"currency": "JPY"},))
    tutor("Hidden", subjects=("Magic",), is_listed=False)
    choices = call(catalog_search.search_choices, None, now=NOW)
    assert choices.subjects == (
        TagChoice("ökonomie", "Ökonomie", 1),
        TagChoice("spanish", "Spanish", 2),
    )
    assert choices.languages == (TagChoice("english", "English", 1),)
    assert choices.currencies == ("EUR", "JPY")
