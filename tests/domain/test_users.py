"""Who may do what to whose account, and the words of what it costs."""

import pytest

from tutorhub_app.domain import user_words
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.errors import Conflict, NotAllowed
from tutorhub_app.domain.permission_words import told
from tutorhub_app.domain.users import Act, Target, deleted_email, refusal, refusal_of_role


def person(role: Role, user_id: str = "me") -> Principal:
    return Principal(user_id, "session", role, "me@example.com", "Me", "UTC")


def target(role: Role = Role.STUDENT, user_id: str = "them", **values: bool) -> Target:
    given = {"is_active": True, "is_deleted": False, "is_last_admin": False} | values
    return Target(user_id, role, **given)


@pytest.mark.parametrize("role", Role)
def test_an_administrator_may_do_everything_to_others_but_activate_the_active(role: Role):
    refused = {act for act in Act if refusal(person(Role.ADMIN), target(role), act)}
    assert refused == {Act.ACTIVATE}


@pytest.mark.parametrize("act", Act)
def test_nothing_is_done_to_a_deleted_account(act: Act):
    gone = target(is_deleted=True, is_active=False)
    found = refusal(person(Role.ADMIN), gone, act)
    assert isinstance(found, Conflict)
    assert found.code == "accountIsDeleted"


@pytest.mark.parametrize("act", Act)
def test_only_administrators_touch_administrators(act: Act):
    assert isinstance(refusal(person(Role.TUTOR), target(Role.ADMIN), act), NotAllowed)


def test_to_oneself_only_what_can_not_go_wrong_is_done():
    me = target(Role.ADMIN, "me")
    refused = {act for act in Act if refusal(person(Role.ADMIN), me, act)}
    assert refused == {Act.CHANGE_ROLE, Act.DEACTIVATE, Act.DELETE, Act.END_SESSIONS, Act.ACTIVATE}


def test_the_last_administrator_keeps_role_and_account():
    last = target(Role.ADMIN, is_last_admin=True)
    codes = {act: found.code for act in Act if (found := refusal(person(Role.ADMIN), last, act))}
    assert {act for act, code in codes.items() if code == "isLastAdmin"} == {
        Act.CHANGE_ROLE,
        Act.DEACTIVATE,
        Act.DELETE,
    }


def test_what_is_deactivated_can_be_activated_and_not_deactivated():
    shut = target(is_active=False)
    assert refusal(person(Role.ADMIN), shut, Act.ACTIVATE) is None
    assert refusal(person(Role.ADMIN), shut, Act.DEACTIVATE) is not None


def test_nobody_makes_others_administrators_who_is_none():
    assert refusal_of_role(person(Role.TUTOR), Role.ADMIN) is not None
    assert refusal_of_role(person(Role.TUTOR), Role.TUTOR) is None
    assert refusal_of_role(person(Role.ADMIN), Role.ADMIN) is None


def test_deleted_people_have_addresses_of_their_own_that_lead_nowhere():
    assert deleted_email("a") != deleted_email("b")
    assert deleted_email("a").endswith(".invalid")


def test_the_cost_names_what_goes_and_nothing_else():
    assert user_words.cost(lessons=0, free_slots=0, screenings=0) == ""
    assert user_words.cost(lessons=1, free_slots=0, screenings=2) == (
        "With it: 1 coming lesson cancelled and given back and 2 open screening requests closed."
    )


@pytest.mark.parametrize(
    ("can_do", "where", "words"),
    [
        (True, "", "You may now book lessons."),
        (False, "Algebra", "You may no longer book lessons on Algebra."),
        (None, "", "What was said of your right to book lessons has been taken back."),
    ],
)
def test_a_grant_is_told_in_words(can_do: bool | None, where: str, words: str):
    assert told("lessonSlot.book", can_do, where) == words
