"""Finding people is an administrator's."""

import pytest

from tests.factories import NOW, make_principal, make_tutor, make_user
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.services.people import PAGE_SIZE, people
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")


def test_people_are_found_by_a_part_of_name_or_email_in_any_case() -> None:
    admin = make_principal(Role.ADMIN, fullname="Root")
    make_user(fullname="Maria Santos", email="m@one.example")
    make_user(fullname="Paul", email="santosfan@two.example")
    make_user(fullname="Nobody")
    found = call(people, admin, text="SANTOS", now=NOW)
    assert [row.fullname for row in found.rows] == ["Maria Santos", "Paul"]


def test_a_wildcard_is_a_character_like_any_other() -> None:
    admin = make_principal(Role.ADMIN)
    assert call(people, admin, text="%", now=NOW).total == 0
    assert call(people, admin, text="_", now=NOW).total == 0


def test_a_role_narrows_and_an_unknown_one_does_not() -> None:
    admin = make_principal(Role.ADMIN)
    tutor = make_tutor()
    found = call(people, admin, role="tutor", now=NOW)
    assert [(row.user_id, row.profile_id) for row in found.rows] == [
        (tutor.user.id, tutor.profile.id)
    ]
    assert call(people, admin, role="king", now=NOW).total == 2


def test_pages_follow_each_other_without_gap_and_the_last_is_the_last() -> None:
    admin = make_principal(Role.ADMIN, fullname="A")
    for number in range(PAGE_SIZE + 3):
        make_user(fullname=f"Person {number:03}")
    first = call(people, admin, page=1, now=NOW)
    second = call(people, admin, page=2, now=NOW)
    assert (len(first.rows), len(second.rows), first.pages) == (PAGE_SIZE, 4, 2)
    names = [row.fullname for row in (*first.rows, *second.rows)]
    assert names == sorted(names)
    assert len(set(names)) == PAGE_SIZE + 4
    assert call(people, admin, page=99, now=NOW) == second


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TUTOR])
def test_others_are_refused(role: Role) -> None:
    with pytest.raises(NotAllowed):
        call(people, make_principal(role), now=NOW)


def test_nobody_is_refused() -> None:
    with pytest.raises(NotSignedIn):
        call(people, None, now=NOW)
