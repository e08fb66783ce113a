"""Finding people is an administrator's."""

from datetime import timedelta

import pytest

from tests.factories import NOW, make_principal, make_tutor, make_user
from tests.statements import asked_of
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotAllowed, NotSignedIn
from tutorhub_app.services.people import PAGE_SIZE, SORTS, people
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


def test_accents_and_the_order_of_words_do_not_matter() -> None:
    admin = make_principal(Role.ADMIN)
    make_user(fullname="Élodie Fabre")
    for text in ("elodie", "ÉLODIE", "fabre elodie", "  Fabre "):
        found = call(people, admin, text=text, now=NOW)
        assert [row.fullname for row in found.rows] == ["Élodie Fabre"]


def test_people_are_filtered_by_how_their_account_stands() -> None:
    admin = make_principal(Role.ADMIN, fullname="Ada")
    make_user(fullname="Ben", is_active=False)
    make_user(fullname="Gone", is_active=False, deleted_at=NOW)

    def names(state: str) -> list[str]:
        return [row.fullname for row in call(people, admin, state=state, now=NOW).rows]

    assert names("") == names("king") == ["Ada", "Ben"]
    assert names("active") == ["Ada"]
    assert names("deactivated") == ["Ben"]
    assert names("deleted") == ["Gone"]


def test_people_are_sorted_by_what_the_list_offers() -> None:
    admin = make_principal(Role.ADMIN, fullname="M", email="m@example.com", created_at=NOW)
    day = timedelta(days=1)
    make_user(fullname="A", email="z@example.com", created_at=NOW + day)
    make_user(Role.TUTOR, fullname="Z", email="a@example.com", created_at=NOW - day)

    def names(sort: str, descending: bool = False) -> str:
        found = call(people, admin, sort=sort, descending=descending, now=NOW)
        return "".join(row.fullname for row in found.rows)

    assert (names("name"), names("name", True)) == ("AMZ", "ZMA")
    assert names("email") == "ZMA"
    assert names("role") == "MAZ"
    assert (names("joined"), names("joined", True)) == ("ZMA", "AMZ")
    assert names("king") == "AMZ"


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_comes_from_an_index(sort: str) -> None:
    """Ten thousand people are neither read whole nor sorted for one page of them."""
    admin = make_principal(Role.ADMIN)
    with unit_of_work(now=NOW, readonly=True) as session:
        with asked_of(session) as asked:
            people(session, admin, sort=sort, now=NOW)
        (page,) = [each for each in asked if "ORDER BY" in each]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {page}")
        steps = " / ".join(row[-1] for row in plan)
    assert "TEMP B-TREE" not in steps
    assert "user USING INDEX" in steps


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
