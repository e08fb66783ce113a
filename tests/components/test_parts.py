"""The logic inside components; how they look and act is tested in the browser."""

import pytest
import reflex as rx

from tutorhub_app.components.buttons import link
from tutorhub_app.components.forms import described, text_field
from tutorhub_app.components.kinds import given, when
from tutorhub_app.components.people import initials
from tutorhub_app.components.shell import NavItem, Person, app_header
from tutorhub_app.components.tags import lesson_status
from tutorhub_app.components.zones import place_name, zones_by_region


def header(items: list[NavItem], active: str = "") -> rx.Component:
    return app_header(
        nav={"tutor": items},
        role="tutor",
        active=active,
        person=Person("Ana Soto"),
        on_sign_out=rx.redirect("/"),
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Lucía Soto", "AS"),
        ("Bo", "B"),
        ("émile zola", "ÉZ"),
        ("Ann Abel", "AA"),
        ("  ", ""),
        ("", ""),
    ],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str):
    assert initials(name) == letters


def test_the_bottom_bar_holds_five_items():
    items = [NavItem(f"Place {n}", f"/{n}", "house") for n in range(5)]
    header([*items, NavItem("Settings", "/settings", "settings", secondary=True)])
    with pytest.raises(ValueError, match="at most 5"):
        header([*items, NavItem("One more", "/more", "house")])


def test_only_the_page_one_is_on_is_marked_as_current():
    items = [NavItem("Home", "/home", "house"), NavItem("Lessons", "/lessons", "calendar")]
    assert str(header(items, active="/lessons")).count("aria-current") == 1
    assert "aria-current" not in str(header(items, active="/elsewhere"))


def test_an_item_that_needs_a_permission_is_shown_to_those_who_have_it():
    items = [NavItem("People", "/people", "users", permission="user.manage")]
    for may, is_shown in ((("user.manage",), True), (("audit.read",), False), ((), False)):
        page = app_header(
            nav={"tutor": items},
            role="tutor",
            active="",
            person=Person("Ana Soto"),
            on_sign_out=rx.redirect("/"),
            may=may,
        )
        assert ("/people" in str(page)) is is_shown


def test_a_role_without_navigation_gets_an_empty_place():
    page = app_header(
        nav={"tutor": [NavItem("Home", "/home", "house")]},
        role="student",
        active="/home",
        person=Person("Ana Soto"),
        on_sign_out=rx.redirect("/"),
    )
    assert "/home" not in str(page)


def test_a_field_is_tied_to_its_label_hint_and_error():
    field = str(text_field("Email", id="email", hint="For sign-in.", error="Enter an address."))
    assert 'htmlFor:"email"' in field
    assert '"aria-describedby":"email-error email-hint"' in field
    assert 'id:"email-hint"' in field
    assert 'id:"email-error"' in field
    assert '"aria-invalid":"true"' in field


def test_the_place_of_an_error_is_there_before_the_error_is():
    field = str(text_field("Email", id="email"))
    assert 'id:"email-error"' in field
    assert '"aria-invalid":"false"' in field


def test_a_control_without_a_hint_refers_to_none():
    assert described("email")["aria_describedby"] == "email-error"


def test_nothing_is_given_by_an_empty_text_but_a_var_counts():
    assert not given("")
    assert given("a")
    assert given(rx.Var("state.text"))


def test_a_plain_condition_is_decided_at_once():
    yes, no = rx.el.span("yes"), rx.el.span("no")
    assert when("", yes, no) is no
    assert when("text", yes, no) is yes


def test_an_unknown_status_is_a_mistake_of_the_page():
    with pytest.raises(KeyError):
        lesson_status("lost")


def test_a_link_that_leaves_the_app_reloads():
    assert "reloadDocument:true" in str(link("Out", href="/out", whole_load=True))
    assert "reloadDocument" not in str(link("In", href="/in"))


def test_zones_are_offered_once_by_region_and_place():
    regions = zones_by_region()
    names = [name for places in regions.values() for _, name in places]
    assert len(names) == len(set(names))
    assert ("Berlin", "Europe/Berlin") in regions["Europe"]
    assert ("Ushuaia, Argentina", "America/Argentina/Ushuaia") in regions["America"]
    assert "Asia/Calcutta" not in names


def test_places_in_a_region_are_in_alphabetical_order():
    for places in zones_by_region().values():
        assert [place for place, _ in places] == sorted(place for place, _ in places)


def test_a_zone_without_a_region_keeps_its_name():
    assert place_name("UTC") == "UTC"
