"""People, for those who may manage users. What is searched for stands in the address:
`?q=maria&role=tutor&state=active&sort=-joined`."""

from dataclasses import dataclass

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain import words
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import people
from tutorhub_app.services.people import SORTS, PersonRow, Standing
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import allow, principal
from tutorhub_app.states.listing import (
    Listing,
    listing,
    one_of,
    page_in,
    sort_in,
    sort_text,
    text_in,
)


@dataclass(frozen=True)
class PersonLine:
    """`standing` is active, deactivated or deleted. The addresses but the first are empty where the
    person has no such page."""

    name: str
    email: str
    photo: str
    role: str
    standing: str
    joined: str
    href: str
    lessons: str
    calendar: str
    profile: str
    packs: str
    students: str


class PeopleState(AppState):
    """`missing` says why there is nothing to see, as to one who may manage some people alone."""

    people: list[PersonLine] = []
    listing: Listing = Listing()
    missing: str = ""
    loaded: bool = False

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def load(self):
        query = self.router.url.query_parameters
        sort, descending = sort_in(query, SORTS, "name")
        with self._reporting(toast=False) as outcome:
            found = await run(
                people.people,
                principal(),
                text=text_in(query),
                role=one_of(query, "role", Role),
                state=one_of(query, "state", Standing),
                sort=sort,
                descending=descending,
                page=page_in(query),
            )
            self.people = [_line(row, self.viewer_zone) for row in found.rows]
            self.listing = listing(
                query,
                found.total,
                found.page,
                found.pages,
                "person",
                "people",
                sort=sort_text(sort, descending),
            )
        self.missing = outcome.sentence
        self.loaded = True


def _line(row: PersonRow, viewer_zone: str) -> PersonLine:
    tutor = row.profile_id

    def of_tutor(path: str) -> str:
        return routes.with_query(path, tutor=tutor) if tutor else ""

    joined = row.created_at.astimezone(zone(viewer_zone)).date()
    return PersonLine(
        name=row.fullname,
        email="" if row.is_deleted else row.email,
        photo=row.photo,
        role=row.role,
        standing=_standing(row),
        joined=f"{words.day_of_year(joined)}",
        href=routes.admin_person(row.user_id),
        lessons=routes.with_query(routes.LESSONS, q=row.fullname),
        calendar=of_tutor(routes.CALENDAR),
        profile=of_tutor(routes.TEACHING_PROFILE),
        packs=of_tutor(routes.TEACHING_PACKS),
        students=of_tutor(routes.STUDENTS),
    )


def _standing(row: PersonRow) -> str:
    if row.is_deleted:
        return Standing.DELETED
    return Standing.ACTIVE if row.is_active else Standing.DEACTIVATED
