"""The catalogue in a browser: finding a tutor, enrolling, and editing what is offered."""

import io
import re
from datetime import timedelta
from itertools import count

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.app_data import PASSWORD, password_hash
from tests.factories import (
    Tutor,
    make_enrollment,
    make_open_week,
    make_pack,
    make_tutor,
    make_user,
    make_window,
    reload,
)
from tests.factories import sign_in as principal_of
from tests.lessons import make_lesson
from tests.running_app import axe
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT, replace_tags
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import TeachingMode

pytestmark = pytest.mark.usefixtures("app_database")

_numbers = count(1)
BOTH_SIZES = pytest.mark.parametrize("phone", [False, True], ids=["wide", "phone"])


def tutor(name: str, subject: str = "", **values) -> Tutor:
    made = make_tutor(
        time_zone="Europe/Berlin",
        user={"password_hash": password_hash(), "fullname": name},
        **values,
    )
    with unit_of_work(now=utc_now()) as session:
        replace_tags(session, made.profile.id, SUBJECT, [subject] if subject else [])
        replace_tags(session, made.profile.id, LANGUAGE, ["English"])
    return made


@pytest.fixture
def alice() -> Tutor:
    return tutor(f"Alice Ash {next(_numbers)}")


@pytest.fixture
def bob():
    return make_user(password_hash=password_hash(), fullname="Bob Birch")


class Faculty:
    """Three tutors of one subject that nobody else teaches."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.subject = f"Lute {number}"
        self.ana, self.bela, self.cem = (
            tutor(f"{name} {number}", self.subject, minimum_notice_minutes=notice)
            # In their own hours, too, the others are free later than Cem.
            for name, notice in (("Ana", 180), ("Béla", 180), ("Cem", 60))
        )
        make_pack(self.ana, price_minor=9000, lesson_count=1)
        make_window(self.ana, DayOfWeek.MONDAY, "18:00", "20:00")
        make_pack(
            self.bela, price_minor=2000, lesson_count=1, teaching_mode=TeachingMode.FACE_TO_FACE
        )
        make_window(self.bela, DayOfWeek.SATURDAY, "08:00", "10:00", mode=TeachingMode.FACE_TO_FACE)
        make_pack(self.cem, price_minor=3000, lesson_count=1, currency="USD")
        make_open_week(self.cem, "00:00", "24:00")
        self.address = f"/tutors?subject={self.subject.lower().replace(' ', '+')}"


@pytest.fixture
def faculty() -> Faculty:
    return Faculty()


def cards(page: Page):
    return page.get_by_role("article").get_by_role("heading", level=3)


def first_names(page: Page) -> list[str]:
    return [text.split()[0] for text in cards(page).all_inner_texts()]


def open_filters(page: Page, phone: bool) -> None:
    button = page.get_by_role("button", name=re.compile("^Filters"))
    if phone and button.get_attribute("aria-expanded") == "false":
        button.click()
        expect(button).to_have_attribute("aria-expanded", "true")


@BOTH_SIZES
def test_what_is_looked_for_stands_in_the_address(faculty, open_page, phone):
    page = open_page(phone=phone)
    page.goto(faculty.address)
    expect(cards(page)).to_have_count(3)
    expect(page.get_by_text("Times are in Europe/Berlin.")).to_be_visible()
    assert first_names(page)[0] == "Cem"
    axe(page)

    page.get_by_label("Sort by").select_option("price")
    expect(page).to_have_url(re.compile("sort=price"))
    expect(cards(page).first).to_contain_text("Béla")
    assert first_names(page) == ["Béla", "Ana", "Cem"]
    open_filters(page, phone)
    page.get_by_role("radio", name="Face to face").click(force=True)
    expect(cards(page)).to_have_count(1)
    expect(page.get_by_role("radio", name="Face to face")).to_be_checked()
    expect(page).to_have_url(re.compile("mode=faceToFace"))
    axe(page)

    page.go_back()
    expect(cards(page)).to_have_count(3)
    page.go_forward()
    expect(cards(page)).to_have_count(1)
    page.reload()
    expect(cards(page)).to_have_count(1)
    open_filters(page, phone)
    expect(page.get_by_role("radio", name="Face to face")).to_be_checked()
    page.get_by_role("button", name="Clear filters").click()
    expect(page).to_have_url(re.compile(r"/tutors/?\?sort=price$"))


@BOTH_SIZES
def test_days_and_times_of_day_are_those_of_the_viewer(faculty, open_page, phone):
    page = open_page(phone=phone, timezone_id="Asia/Tokyo")
    page.goto(faculty.address)
    expect(cards(page)).to_have_count(3)
    open_filters(page, phone)
    page.get_by_role("checkbox", name="Tuesday").click(force=True)
    expect(page).to_have_url(re.compile("days=tuesday"))
    page.get_by_role("checkbox", name="Night").click(force=True)
    expect(page).to_have_url(re.compile("times=night"))
    expect(cards(page)).to_have_count(2)
    assert set(first_names(page)) == {"Ana", "Cem"}
    ana = page.get_by_role("article").filter(has_text="Ana")
    expect(ana).to_contain_text(re.compile(r"Tue \d+ \w+ 0[1-3]:[03]0"))


def test_a_price_is_compared_within_its_currency(faculty, open_page):
    page = open_page()
    page.goto(faculty.address)
    expect(cards(page)).to_have_count(3)
    page.get_by_label("Currency").select_option("EUR")
    expect(cards(page)).to_have_count(2)
    page.get_by_label("At most").fill("20.00")
    page.get_by_label("At most").press("Enter")
    expect(cards(page)).to_have_count(1)
    expect(cards(page).first).to_contain_text("Béla")
    expect(page).to_have_url(re.compile("max=20.00"))


@BOTH_SIZES
def test_a_search_that_finds_nobody_offers_to_clear_it(open_page, phone):
    page = open_page(phone=phone)
    page.goto("/tutors")
    page.get_by_role("searchbox", name="Search tutors").fill("xylophone repair")
    page.get_by_role("searchbox", name="Search tutors").press("Enter")
    page.get_by_role("heading", name="No tutor fits all of this").wait_for()
    axe(page)
    page.get_by_role("main").get_by_role("button", name="Show all tutors").click()
    expect(cards(page).first).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search tutors")).to_have_value("")


def test_a_tutor_is_found_by_a_word_whatever_its_accents(faculty, open_page):
    page = open_page()
    page.goto("/tutors")
    page.get_by_role("searchbox", name="Search tutors").fill(f"BELA {faculty.subject}")
    page.get_by_role("button", name="Search").click()
    expect(cards(page)).to_have_count(1)
    expect(page.get_by_text("1 tutor", exact=True).first).to_be_visible()
    cards(page).first.click()
    page.get_by_role("heading", name=re.compile("^Béla"), level=1).wait_for()


@BOTH_SIZES
def test_a_student_enrolls_and_can_book(alice, bob, page_of, phone):
    make_pack(alice, title="Algebra", lesson_count=4)
    page = page_of(bob, phone=phone)
    page.goto(f"/tutors/{alice.profile.id}")
    page.get_by_role("button", name="Enroll in Algebra").click()
    dialog = page.get_by_role("dialog", name="Enroll in this course pack")
    expect(dialog).to_contain_text("You arrange the payment with Alice")
    axe(page)
    dialog.get_by_role("button", name="Enroll").click()
    expect(page.get_by_text("You are enrolled: 4 lessons to book.")).to_be_visible()
    expect(page.get_by_text("4 lessons left")).to_be_visible()
    book = page.get_by_role("link", name="Book a lesson of Algebra")
    expect(book).to_have_attribute("href", re.compile("^/book/"))
    axe(page)


@BOTH_SIZES
def test_a_screened_pack_says_what_is_needed_first(alice, bob, page_of, phone):
    make_pack(alice, title="Olympiad", requires_screening=True)
    page = page_of(bob, phone=phone)
    page.goto(f"/tutors/{alice.profile.id}")
    expect(page.get_by_text("This pack begins with a screening meeting")).to_be_visible()
    expect(page.get_by_role("button", name="Enroll in Olympiad")).to_have_count(0)
    axe(page)


def test_somebody_signed_out_signs_in_and_comes_back(alice, bob, open_page):
    make_pack(alice, title="Algebra")
    page = open_page()
    page.goto(f"/tutors/{alice.profile.id}")
    sign_in = page.get_by_role("link", name="Sign in to enroll in Algebra")
    sign_in.wait_for()
    axe(page)
    sign_in.click()
    register = page.get_by_role("link", name="Create an account")
    expect(register).to_have_attribute("href", re.compile("next="))
    page.get_by_label("Email").fill(bob.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Enroll in Algebra").wait_for()


def test_an_unknown_tutor_is_said_to_be_unknown(open_page):
    page = open_page()
    page.goto("/tutors/nobody")
    page.get_by_role("heading", name="There is no such tutor").wait_for()
    axe(page)


def test_a_new_pack_appears_on_open_pages(alice, bob, page_of, open_page):
    student = page_of(bob)
    student.goto(f"/tutors/{alice.profile.id}")
    student.get_by_role("heading", name="No course packs at the moment").wait_for()
    page = page_of(alice.user)
    page.goto("/teaching/packs")
    add_pack(page, "Algebra")
    expect(student.get_by_role("button", name="Enroll in Algebra")).to_be_visible()


def add_pack(page: Page, title: str) -> None:
    page.get_by_role("button", name="New course pack").click()
    dialog = page.get_by_role("dialog", name="New course pack")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Price of the whole pack").fill("380.50")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


@BOTH_SIZES
def test_a_tutor_edits_their_profile(alice, page_of, phone):
    page = page_of(alice.user, phone=phone)
    page.goto("/teaching/profile")
    page.get_by_label("Headline").fill("Algebra for everyone")
    page.get_by_label("About you", exact=True).fill("One.\n\nTwo.")
    subjects = page.get_by_label("Subjects", exact=True)
    subjects.press_sequentially("Algebra,Chess")
    subjects.press("Enter")
    subjects.press_sequentially("Nonsense")
    subjects.press("Enter")
    subjects.press("Backspace")
    page.get_by_role("button", name="Remove Chess").click()
    subjects.press_sequentially("Logic")
    page.get_by_label("Meeting link").fill("javascript:alert(1)")
    axe(page)
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("begins with https://")).to_be_visible()
    expect(page.get_by_label("Headline")).to_have_value("Algebra for everyone")
    page.get_by_label("Meeting link").fill("https://meet.example.org/alice")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    page.get_by_role("link", name="See the public page").click()
    expect(page.get_by_text("Algebra for everyone")).to_be_visible()
    expect(page.get_by_role("list", name="Subjects").get_by_role("listitem")).to_have_text(
        ["Algebra", "Logic"]
    )
    expect(page.get_by_text("meet.example.org")).to_have_count(0)


def test_before_another_zone_is_saved_the_tutor_reads_what_it_means(alice, bob, page_of):
    pack = make_pack(alice)
    start = (utc_now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    lesson = make_lesson(pack, principal_of(bob), start)
    page = page_of(alice.user)
    page.goto("/teaching/profile")
    page.get_by_label("Time zone").select_option("America/New_York")
    expect(page.get_by_text("09:00 in New York, not in Berlin")).to_be_visible()
    expect(page.get_by_text("Your booked lesson keeps its moment")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    assert reload(lesson).starts_at == start
    assert reload(alice.profile).time_zone == "America/New_York"


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "seagreen").save(made, "PNG")
    return made.getvalue()


@BOTH_SIZES
def test_a_tutor_changes_and_removes_their_photo(alice, page_of, phone):
    page = page_of(alice.user, phone=phone)
    page.goto("/teaching/profile")
    page.get_by_label("Headline").fill("Typed, not saved")
    chooser = page.get_by_label("Photo", exact=True)
    chooser.set_input_files({"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    expect(page.get_by_role("alert").filter(has_text="Choose a JPEG")).to_be_visible()
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("could not be read as a picture")).to_be_visible()
    chooser.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo()})
    shown = page.get_by_role("main").locator(".th-avatar img")
    expect(shown).to_have_attribute("src", re.compile(r"^/files/photos/.+\.webp$"))
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    axe(page)
    expect(page.get_by_label("Headline")).to_have_value("Typed, not saved")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(shown).to_have_count(0)


@BOTH_SIZES
def test_a_tutor_makes_changes_and_deletes_course_packs(alice, page_of, phone):
    page = page_of(alice.user, phone=phone)
    page.goto("/teaching/packs")
    page.get_by_role("heading", name="No course packs yet").wait_for()
    axe(page)
    page.get_by_role("button", name="New course pack").click()
    dialog = page.get_by_role("dialog", name="New course pack")
    dialog.get_by_label("Title").fill("Algebra")
    dialog.get_by_label("Price of the whole pack").fill("12,345.6")
    dialog.get_by_label("Number of lessons").fill("0")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Enter a price like 380 or 380.50")).to_be_visible()
    expect(dialog.get_by_text("Choose 1 to 200 lessons.")).to_be_visible()
    axe(page)
    dialog.get_by_label("Price of the whole pack").fill("42000")
    dialog.get_by_label("Currency").select_option("JPY")
    dialog.get_by_label("Number of lessons").fill("10")
    dialog.get_by_role("radio", name="Both").click(force=True)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("article")).to_contain_text("JP¥42,000")
    expect(page.get_by_role("article")).to_contain_text("Online or face to face")
    axe(page)

    page.get_by_role("button", name="Edit Algebra").click()
    dialog = page.get_by_role("dialog", name="Edit course pack")
    expect(dialog.get_by_label("Price of the whole pack")).to_have_value("42000")
    dialog.get_by_label("Title").fill("Algebra again")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Delete Algebra again").click()
    page.get_by_role("heading", name="No course packs yet").wait_for()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Algebra again")).to_be_visible()


def test_a_pack_with_booked_lessons_says_why_it_stays(alice, bob, page_of):
    pack = make_pack(alice, title="Algebra")
    enrollment = make_enrollment(pack, principal_of(bob))
    start = (utc_now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    make_lesson(pack, principal_of(bob), start, enrollment_id=enrollment.id)
    page = page_of(alice.user)
    page.goto("/teaching/packs")
    expect(page.get_by_text("1 student has lessons left, 1 lesson booked.")).to_be_visible()
    page.get_by_role("button", name="Delete Algebra").click()
    expect(page.get_by_text("1 lesson of this pack is booked")).to_be_visible()
    expect(page.get_by_role("heading", name="Algebra")).to_be_visible()


@BOTH_SIZES
def test_a_tutor_changes_their_booking_rules(alice, page_of, phone):
    page = page_of(alice.user, phone=phone)
    page.goto("/teaching/rules")
    expect(page.get_by_label("Free to cancel", exact=True)).to_have_value("1")
    expect(page.get_by_label("Free to cancel: unit")).to_have_value("days")
    axe(page)
    page.get_by_label("Notice", exact=True).fill("31")
    page.get_by_label("Notice: unit").select_option("days")
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_text("Choose 0 minutes to 30 days.")).to_be_visible()
    page.get_by_label("Notice", exact=True).fill("36")
    page.get_by_label("Notice: unit").select_option("hours")
    page.get_by_label("Lessons a day").fill("3")
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_text("Booking rules saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Notice", exact=True)).to_have_value("36")
    expect(page.get_by_label("Notice: unit")).to_have_value("hours")
    expect(page.get_by_label("Lessons a day")).to_have_value("3")
    rules = reload(alice.profile)
    assert (rules.minimum_notice_minutes, rules.max_lessons_per_day) == (36 * 60, 3)
    page.get_by_role("button", name="Usual rules").click()
    expect(page.get_by_label("Lessons a day")).to_have_value("")
    assert reload(alice.profile).max_lessons_per_day == 3


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN, password_hash=password_hash(), fullname="Ada Admin")


def test_an_administrator_edits_for_a_tutor(alice, admin, page_of):
    make_pack(alice, title="Algebra")
    page = page_of(admin)
    page.goto(f"/teaching/profile?tutor={alice.profile.id}")
    expect(page.get_by_text(f"You are editing for {alice.user.fullname}.")).to_be_visible()
    page.get_by_label("Headline").fill("Edited by an administrator")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    assert reload(alice.profile).headline == "Edited by an administrator"
    page.get_by_role("link", name="Course packs").click()
    expect(page.get_by_role("heading", name="Algebra")).to_be_visible()
    page.get_by_role("link", name="Booking rules").click()
    expect(page.get_by_label("Notice", exact=True)).to_have_value("1")
    axe(page)


def test_a_tutor_does_not_edit_for_another(alice, page_of):
    other = tutor("Other Oak")
    page = page_of(other.user)
    for part in ("profile", "packs", "rules"):
        page.goto(f"/teaching/{part}?tutor={alice.profile.id}")
        page.get_by_role("heading", name="Nothing to edit here").wait_for()
        axe(page)


def test_a_student_has_nothing_to_teach(bob, page_of):
    page = page_of(bob)
    page.goto("/teaching/profile")
    expect(page).to_have_url(re.compile("/home/?$"))


@BOTH_SIZES
def test_the_catalogue_is_clear_in_the_dark(alice, open_page, page_of, phone):
    make_pack(alice, title="Algebra", requires_screening=True)
    page = open_page(phone=phone, color_scheme="dark")
    page.goto("/tutors")
    expect(cards(page).first).to_be_visible()
    axe(page)
    page.goto(f"/tutors/{alice.profile.id}")
    page.get_by_role("heading", name="Algebra").wait_for()
    axe(page)
    page = page_of(alice.user, phone=phone, color_scheme="dark")
    for part in ("profile", "packs", "rules"):
        page.goto(f"/teaching/{part}")
        page.get_by_role("link", name="See the public page").wait_for()
        axe(page)
