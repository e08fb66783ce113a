"""Keys for programs: who makes and ends them, and who acts by one."""

import hashlib
import logging
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.factories import NOW, Tutor, make_principal, make_tutor, make_user, reload, save, sign_in
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from tutorhub_app.domain.paging import PageRequest
from tutorhub_app.services import accounts, api_keys
from tutorhub_app.services.unit import call

pytestmark = pytest.mark.usefixtures("database")

ALL = PageRequest(0)


@pytest.fixture
def alice() -> Tutor:
    return make_tutor()


def make(principal, name="My program", now=NOW):
    return call(api_keys.create, principal, name, now=now)


def holder(key, now=NOW):
    return call(api_keys.holder_of, key, now=now)


def rows():
    with unit_of_work(now=NOW, readonly=True) as session:
        return list(session.exec(select(ApiKey)).all())


def names(principal):
    return [row.name for row in call(api_keys.list_keys, principal, ALL, now=NOW).rows]


def test_a_key_is_kept_as_its_hash_alone(alice):
    made = make(alice.principal)
    assert made.key.startswith("th_")
    assert len(made.key) == 46
    (row,) = rows()
    assert row.key_hash == hashlib.sha256(made.key.encode()).hexdigest()
    assert made.key.startswith(row.prefix)
    assert row.prefix == made.record.prefix
    assert len(row.prefix) == 11
    assert made.key not in str(row.model_dump())
    assert made.key not in repr(made)
    assert (made.record.created_at, made.record.last_used_at) == (NOW, None)


def test_no_two_keys_are_alike(alice):
    assert make(alice.principal).key != make(alice.principal).key


def test_whoever_sends_a_key_is_its_owner(alice):
    made = make(alice.principal)
    found = holder(made.key)
    assert found.key_id == made.record.id
    assert found.principal.user_id == alice.user.id
    assert found.principal.role is Role.TUTOR
    assert found.principal.tutor_profile_id == alice.profile.id
    assert found.principal.session_id == made.record.id


@pytest.mark.parametrize("change", ["", "x", "th_", "cut", "case", "hash", "prefix", "\ud800"])
def test_nothing_else_is_a_key(alice, change):
    made = make(alice.principal)
    others = {
        "cut": made.key[:-1],
        "case": made.key.swapcase(),
        "hash": rows()[0].key_hash,
        "prefix": made.record.prefix,
    }
    assert holder(others.get(change, change)) is None


def test_a_revoked_key_is_nobodys(alice):
    made, kept = make(alice.principal, "One"), make(alice.principal, "Two")
    ended = call(api_keys.revoke, alice.principal, made.record.id, now=NOW)
    assert ended.revoked_at == NOW
    assert holder(made.key) is None
    assert holder(kept.key) is not None
    assert names(alice.principal) == ["Two"]
    with pytest.raises(NotFound):
        call(api_keys.revoke, alice.principal, made.record.id, now=NOW)


def test_the_key_of_somebody_who_left_is_nobodys(alice):
    made = make(alice.principal)
    alice.user.is_active = False
    save(alice.user)
    assert holder(made.key) is None


def test_the_keys_of_who_becomes_an_administrator_are_ended(alice):
    made = make(alice.principal)
    call(accounts.make_admin, alice.user.email, now=NOW)
    assert holder(made.key) is None
    assert rows()[0].revoked_at == NOW


def test_a_key_outlives_the_session_that_made_it(alice):
    made = make(alice.principal)
    call(accounts.sign_out_everywhere, alice.principal, now=NOW)
    assert holder(made.key) is not None


def test_uses_are_noted_at_most_once_a_minute(alice):
    made = make(alice.principal)
    assert holder(made.key).is_use_due
    assert rows()[0].last_used_at is None

    def use(at):
        call(api_keys.note_use, made.record.id, now=at)
        return rows()[0].last_used_at

    assert use(NOW) == NOW
    soon = NOW + timedelta(seconds=59)
    assert not holder(made.key, soon).is_use_due
    assert use(soon) == NOW
    later = NOW + timedelta(seconds=60)
    assert holder(made.key, later).is_use_due
    assert use(later) == later


def test_tutors_and_administrators_have_keys_and_nobody_else(alice):
    admin = make_principal(Role.ADMIN)
    make(admin, "Of the admin")
    make(alice.principal, "Of the tutor")
    assert (names(admin), names(alice.principal)) == (["Of the admin"], ["Of the tutor"])
    for principal, refusal in ((make_principal(), NotAllowed), (None, NotSignedIn)):
        for act in (
            lambda who: make(who),
            lambda who: call(api_keys.list_keys, who, ALL, now=NOW),
            lambda who: call(api_keys.revoke, who, rows()[0].id, now=NOW),
        ):
            with pytest.raises(refusal):
                act(principal)
    assert len(rows()) == 2


def test_another_tutor_ends_no_key_and_an_administrator_any(alice):
    made = make(alice.principal)
    with pytest.raises(NotAllowed):
        call(api_keys.revoke, make_tutor().principal, made.record.id, now=NOW)
    assert holder(made.key) is not None
    call(api_keys.revoke, make_principal(Role.ADMIN), made.record.id, now=NOW)
    assert holder(made.key) is None


def test_names_have_1_to_80_characters(alice):
    assert make(alice.principal, "x" * 80).record.name == "x" * 80
    assert make(alice.principal, "  My \n program ").record.name == "My program"
    for name in ("", "  \t", "x" * 81):
        with pytest.raises(Invalid) as refused:
            make(alice.principal, name)
        assert set(refused.value.fields) == {"name"}
    assert len(rows()) == 2


def test_a_person_has_at_most_20_live_keys(alice):
    keys = [make(alice.principal, f"Key {n}") for n in range(20)]
    with pytest.raises(Conflict) as refused:
        make(alice.principal)
    assert refused.value.code == "tooManyApiKeys"
    make(make_tutor().principal)
    call(api_keys.revoke, alice.principal, keys[0].record.id, now=NOW)
    make(alice.principal, "One more")
    assert len(names(alice.principal)) == 20


def test_a_key_is_never_logged(alice, caplog):
    caplog.set_level(logging.DEBUG)
    made = make(alice.principal)
    holder(made.key)
    assert made.key not in caplog.text


def test_keys_go_with_their_person(alice):
    person = make_user(Role.ADMIN)
    make(sign_in(person))
    with unit_of_work(now=NOW) as session:
        session.delete(session.get_one(type(person), person.id))
    assert rows() == []
    assert reload(alice.user).is_active
