"""People, for administrators. What is searched for stands in the address: `?q=maria&role=tutor`."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import people
from tutorhub_app.services.people import PersonRow
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal


@dataclass(frozen=True)
class PersonLine:
    """The addresses are empty where the person has no such page."""

    name: str
    email: str
    photo: str
    role: str
    zone: str
    is_active: bool
    lessons: str
    calendar: str
    profile: str
    packs: str
    students: str


class PeopleState(AppState):
    people: list[PersonLine] = []
    text: str = ""
    role: str = ""
    page: int = 1
    page_count: int = 1
    total: int = 0
    loaded: bool = False

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def load(self):
        query = self.router.url.query_parameters
        self.text, wanted = query.get("q", "")[:100], query.get("role", "")
        self.role = wanted if wanted in tuple(Role) else ""
        page = query.get("page", "")
        with self._reporting():
            found = await run(
                people.people,
                principal(),
                text=self.text,
                role=self.role,
                page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            )
            self.people = [_line(row) for row in found.rows]
            self.page, self.page_count, self.total = found.page, found.pages, found.total
        self.loaded = True

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def search(self, form: dict[str, Any]):
        return rx.redirect(self._address(text=str(form.get("q") or "")[:100], role=self.role))

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def choose_role(self, role: str):
        return rx.redirect(self._address(text=self.text, role=role))

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def go_to_page(self, page: int):
        return rx.redirect(self._address(text=self.text, role=self.role, page=page))

    def _address(self, *, text: str, role: str, page: int = 1) -> str:
        return routes.with_query(
            routes.ADMIN_PEOPLE,
            q=text.strip() or None,
            role=role if role in tuple(Role) else None,
            page=str(page) if page > 1 else None,
        )


def _line(row: PersonRow) -> PersonLine:
    tutor = row.profile_id

    def of_tutor(path: str) -> str:
        return routes.with_query(path, tutor=tutor) if tutor else ""

    return PersonLine(
        name=row.fullname,
        email=row.email,
        photo=row.photo,
        role=row.role,
        zone=row.time_zone,
        is_active=row.is_active,
        lessons=routes.with_query(routes.LESSONS, q=row.fullname),
        calendar=of_tutor(routes.CALENDAR),
        profile=of_tutor(routes.TEACHING_PROFILE),
        packs=of_tutor(routes.TEACHING_PACKS),
        students=of_tutor(routes.STUDENTS),
    )
