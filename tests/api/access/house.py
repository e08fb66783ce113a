"""The people and rows of the access tests: alice teaches, bob is her student; charlie and dora have
no part in what is theirs. Times are to come, whenever the tests run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from jose import jwt

from tests.api.access.table import Who
from tests.api.asking import token_of
from tests.factories import (
    Tutor,
    make_enrollment,
    make_pack,
    make_principal,
    make_tutor,
    make_window,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.data.accounts import User
from tutorhub_app.data.api_keys import ApiKey
from tutorhub_app.data.catalog import CoursePack
from tutorhub_app.data.engine import get_engine, unit_of_work
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.services import api_keys, tokens
from tutorhub_app.services.unit import call
from tutorhub_app.settings import get_settings


@dataclass(frozen=True, slots=True)
class Ask:
    """What is sent: the path's parameters in order, the body, the query."""

    ids: tuple[str, ...] = ()
    body: dict[str, Any] | None = None
    query: dict[str, str] | None = None


class House:
    """Everyone, with a pack of alice's in which bob is enrolled, and one that is screened."""

    def __init__(self) -> None:
        self.alice: Tutor = make_tutor()
        self.dora: Tutor = make_tutor()
        self.bob = make_principal()
        self.charlie = make_principal()
        self.admin = make_principal(Role.ADMIN)
        self.pack: CoursePack = make_pack(self.alice)
        self.screened: CoursePack = make_pack(self.alice, requires_screening=True)
        self.enrollment = make_enrollment(self.pack, self.bob)
        self.window = make_window(self.alice, mode=TeachingMode.BOTH)

    @cached_property
    def soon(self) -> datetime:
        """10:00 UTC of a day next week, at which nothing is booked."""
        day = utc_now() + timedelta(days=7)
        return day.replace(hour=10, minute=0, second=0, microsecond=0)

    def token(self, who: Who) -> str | None:
        people: dict[Who, Principal] = {
            Who.OUTSIDER: self.charlie,
            Who.STUDENT: self.bob,
            Who.OTHER_TUTOR: self.dora.principal,
            Who.TUTOR: self.alice.principal,
            Who.ADMIN: self.admin,
        }
        if who in people:
            return token_of(people[who])
        good = token_of(self.admin)
        if who is Who.TAMPERED:
            head, _, signature = token_of(self.charlie).split(".")
            return ".".join((head, good.split(".")[1], signature))
        if who is Who.EXPIRED:
            return self._signed(exp=int(utc_now().timestamp()) - 60)
        if who is Who.OTHER_AUDIENCE:
            return self._signed(aud="another-service")
        if who is Who.DEACTIVATED:
            with unit_of_work(now=utc_now()) as session:
                session.get_one(User, self.admin.user_id).is_active = False
            return good
        return None

    def key(self, who: Who) -> str | None:
        """An API key, for those who can have one; see `table._lessons`."""
        people = {
            Who.OTHER_TUTOR: self.dora.principal,
            Who.TUTOR: self.alice.principal,
        }
        if who in (Who.NOBODY, Who.OUTSIDER, Who.STUDENT):
            return None
        if who is Who.OTHER_AUDIENCE:
            return token_of(self.admin)
        person = people.get(who, self.admin)
        made = call(api_keys.create, person, "A program")
        with unit_of_work(now=utc_now()) as session:
            # That a key is used is noted now and then, which is no change by what is asked.
            session.get_one(ApiKey, made.record.id).last_used_at = utc_now() + timedelta(days=1)
        if who is Who.EXPIRED:
            call(api_keys.revoke, person, made.record.id)
        if who is Who.DEACTIVATED:
            self.token(who)
        return made.key[::-1] if who is Who.TAMPERED else made.key

    def _signed(self, **claims: Any) -> str:
        """The administrator's token, signed by us, with other claims."""
        key = get_settings().signing_key
        ours = jwt.decode(
            token_of(self.admin), key, algorithms=[tokens.ALGORITHM], audience=tokens.AUDIENCE
        )
        return str(jwt.encode(ours | claims, key, algorithm=tokens.ALGORITHM))


_furnished: list[tuple[House, bytes]] = []


@pytest.fixture
def house(database: Path) -> House:
    """Everyone, in this test's own database: a copy of the one in which they were made first."""
    if not _furnished:
        made = House()
        # Its last connection writes everything into the one file.
        get_engine().dispose()
        _furnished.append((made, database.read_bytes()))
    everyone, rows = _furnished[0]
    database.write_bytes(rows)
    return everyone
