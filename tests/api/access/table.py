"""Who may call what: the one table that the access tests and docs/access-matrix.md are made from.

A line is a route, what it is asked about, and for each column what is answered: a status, and for
a list, after a colon, how many rows are seen. `python -m tests.api.access.table` writes the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.api.asking import AUTH, CATALOG, LESSONS, SCHEDULING

PAGE = Path(__file__).parents[3] / "docs" / "access-matrix.md"


class Who(StrEnum):
    """The columns. Tokens that are not good are an administrator's."""

    NOBODY = "nobody"
    OUTSIDER = "other student"
    STUDENT = "the student"
    OTHER_TUTOR = "other tutor"
    TUTOR = "the tutor"
    ADMIN = "admin"
    EXPIRED = "expired token"
    TAMPERED = "tampered token"
    OTHER_AUDIENCE = "token for others"
    DEACTIVATED = "deactivated user"


SIGNED_IN = (Who.OUTSIDER, Who.STUDENT, Who.OTHER_TUTOR, Who.TUTOR, Who.ADMIN)
"""Those for whom a write that is answered well must have changed something."""


@dataclass(frozen=True, slots=True)
class Line:
    """`route` is a method and a path with its API's prefix."""

    route: str
    about: str
    cells: dict[Who, str]


def members(route: str, about: str, cells: str) -> Line:
    """A route for those who are signed in; `cells` are theirs."""
    return _line(route, about, f"401 {cells}")


def anyone(route: str, about: str, cells: str) -> Line:
    """A route that nobody needs to sign in for; `cells` are nobody's and those who are signed in,
    or a single one is everyone's."""
    return _line(route, about, cells if " " in cells else " ".join([cells] * 6))


def _line(route: str, about: str, cells: str) -> Line:
    """Whose token is not good is nobody."""
    told = cells.split()
    return Line(route, about, dict(zip(Who, told + told[:1] * 4, strict=True)))


def _scheduling() -> Iterable[Line]:
    at = f"{SCHEDULING}/v1"
    one = f"{at}/availabilities/{{availabilityId}}"
    yield members(f"POST {at}/availabilities", "a window of the tutor", "401 401 401 201 201")
    yield members(f"GET {one}", "a window of the tutor", "401 401 401 200 200")
    yield members(f"PATCH {one}", "a window of the tutor", "401 401 401 200 200")
    yield members(f"DELETE {one}", "a window of the tutor", "401 401 401 200 200")
    yield members(
        f"GET {at}/listavailabilities/{{tutorProfileId}}",
        "the tutor's windows",
        "200:2 200:2 200:2 200:2 200:2",
    )
    pack = f"{at}/openslots/{{coursePackId}}"
    yield members(f"GET {pack}", "the tutor's pack", "200 200 200 200 200")
    yield members(f"GET {pack}/explain", "the tutor's pack", "200 200 200 200 200")
    slots, slot = f"{at}/lessonslots", f"{at}/lessonslots/{{lessonSlotId}}"
    yield members(f"POST {slots}", "a lesson of the student", "401 201 401 201 201")
    yield members(f"POST {slots}", "a free slot", "400 400 401 201 201")
    yield members(f"GET {slot}", "the student's lesson", "401 200 401 200 200")
    yield members(f"GET {slot}", "a free slot of their pack", "401 200 401 200 200")
    yield members(
        f"GET {slots}",
        "the student's lesson, a free slot, and a lesson of others",
        "200:0 200:2 200:1 200:2 200:3",
    )
    yield members(f"PATCH {slot}", "where the lesson is held", "401 200 401 200 200")
    yield members(f"PATCH {slot}", "the lesson's status", "401 401 401 200 200")
    yield members(f"PATCH {slot}", "the lesson's time", "401 401 401 200 200")
    yield members(f"PATCH {slot}", "a free slot, for the student", "401 200 401 200 200")
    yield members(f"DELETE {slot}", "the student's lesson", "401 401 401 200 200")
    yield members(f"DELETE {slot}", "a free slot of their pack", "401 401 401 200 200")
    yield members(f"DELETE {slot}", "a completed lesson", "401 401 401 400 200")
    yield members(f"POST {slot}/cancel", "the student's lesson", "401 200 401 200 200")
    yield members(f"POST {slot}/reschedule", "the student's lesson", "401 200 401 200 200")
    meetings = f"{at}/preliminarymeetings"
    one = f"{meetings}/{{preliminaryMeetingId}}"
    yield members(f"POST {meetings}", "a request of the student", "401 201 401 201 201")
    yield members(f"POST {meetings}", "a request with its decision", "401 401 401 201 201")
    yield members(f"GET {one}", "the student's request", "401 200 401 200 200")
    yield members(f"PATCH {one}", "a comment, while pending", "401 200 401 200 200")
    yield members(f"PATCH {one}", "a time, while pending", "401 200 401 200 200")
    yield members(f"PATCH {one}", "a comment, once decided", "401 401 401 200 200")
    yield members(f"PATCH {one}", "the decision", "401 401 401 200 200")
    yield members(f"PATCH {one}", "the meeting's link", "401 401 401 200 200")
    yield members(
        f"GET {meetings}",
        "the student's request, and one of others",
        "200:0 200:1 200:1 200:1 200:2",
    )
    for path in ("currentuser", "permissions", "permissions/{permissionName}"):
        yield members(f"GET {SCHEDULING}/{path}", "oneself", "200 200 200 200 200")


def _catalog() -> Iterable[Line]:
    at = f"{CATALOG}/v1"
    profiles, profile = f"{at}/tutorprofiles", f"{at}/tutorprofiles/{{tutorProfileId}}"
    yield anyone(f"GET {profiles}", HIDDEN_LIST, "200:1 200:1 200:1 200:1 200:2 200:2")
    yield anyone(f"GET {profile}", "the tutor, listed", "200")
    yield anyone(f"GET {profile}", "the tutor, not listed", "404 404 200 404 200 200")
    yield anyone(f"GET {profile}", "the tutor, deleted", "404 404 404 404 200 200")
    yield members(f"POST {profiles}", "for the tutor, who has none any more", "401 401 401 201 201")
    yield members(f"PATCH {profile}", "the tutor", "401 401 401 200 200")
    yield members(f"DELETE {profile}", "the tutor, whom nobody waits for", "401 401 401 200 200")
    packs, pack = f"{at}/coursepacks", f"{at}/coursepacks/{{coursePackId}}"
    yield anyone(f"GET {packs}", HIDDEN_LIST, "200:1 200:1 200:1 200:1 200:3 200:3")
    yield anyone(f"GET {pack}", "of a tutor who is listed", "200")
    yield anyone(f"GET {pack}", "of a tutor who is not listed", "404 404 200 404 200 200")
    yield anyone(f"GET {pack}", "deleted, with lessons left", "404 404 200 404 200 200")
    yield members(f"POST {packs}", "for the tutor", "401 401 401 201 201")
    yield members(f"PATCH {pack}", "the tutor's pack", "401 401 401 200 200")
    yield members(f"DELETE {pack}", "the tutor's pack", "401 401 401 200 200")
    enrollments, one = f"{at}/enrollments", f"{at}/enrollments/{{enrollmentId}}"
    yield members(
        f"GET {enrollments}", "the student's, and one of others", "200:0 200:1 200:1 200:1 200:2"
    )
    yield members(f"GET {one}", "the student's", "401 200 401 200 200")
    yield members(f"POST {enrollments}", "the student in the tutor's pack", "401 201 401 201 201")
    yield members(f"PATCH {one}", "the student's lessons left", "401 401 401 200 200")
    yield members(f"DELETE {one}", "the student's", "401 200 401 200 200")


def _auth() -> Iterable[Line]:
    yield anyone(f"POST {AUTH}/register", "a new account", "201")
    yield anyone(f"POST {AUTH}/login", "the student's password", "200")
    yield anyone(f"POST {AUTH}/logout", "one's own session", "200")
    yield members(f"GET {AUTH}/currentuser", "oneself", "200 200 200 200 200")
    keys = f"{AUTH}/v1/apikeys"
    yield members(f"POST {keys}", "a key of one's own", "401 401 201 201 201")
    yield members(f"GET {keys}", "one's own, the tutor has one", "401 401 200:0 200:1 200:0")
    yield members(f"DELETE {keys}/{{apiKeyId}}", "the tutor's key", "401 401 401 200 200")


def _lessons() -> Iterable[Line]:
    """By API keys; see the introduction of the page."""
    lessons, lesson = f"{LESSONS}/v1/lessons", f"{LESSONS}/v1/lessons/{{lessonId}}"
    yield members(f"POST {lessons}", "a lesson of one's own", "401 401 200 200 200")
    yield members(f"GET {lessons}", "one's own, the tutor has one", "401 401 200:0 200:1 200:0")
    yield members(f"GET {lesson}", "the tutor's lesson", "401 401 404 200 404")
    yield members(f"POST {lesson}", "the tutor's lesson", "401 401 404 200 404")
    yield members(f"DELETE {lesson}", "the tutor's lesson", "401 401 404 200 404")


def _documents() -> Iterable[Line]:
    """What tells of an API."""
    for prefix in DOCUMENTED:
        for path in DOCUMENTS:
            yield anyone(f"GET {prefix}{path}", ITSELF, "200")
    yield anyone(f"GET {LESSONS}/openapi.json", ITSELF, "200")
    for path in HEALTH:
        yield anyone(f"GET {SCHEDULING}{path}", ITSELF, "200")


HIDDEN_LIST = "of the tutor, who is not listed, and of another"
ITSELF = "the API itself"
DOCUMENTED = (SCHEDULING, CATALOG, AUTH)
DOCUMENTS = {
    "/": (),
    "/swagger": (),
    "/openapi.json": (),
    "/getPostmanCollection": (),
    "/face/tokens.css": (),
    "/face/fonts/{file}": ("Inter-LICENSE.txt",),
    "/face/{file}": ("main.js",),
    "/swagger/{file}": ("swagger-ui.css",),
}
"""Paths and, for those that have one, a name in the place of their parameter."""
HEALTH = ("/health", "/admin/health", "/favicon.ico")

TABLE: tuple[Line, ...] = (*_scheduling(), *_catalog(), *_auth(), *_lessons(), *_documents())


def page() -> str:
    """docs/access-matrix.md."""
    parts = [_INTRODUCTION]
    for title, prefix in (
        ("Scheduling", SCHEDULING),
        ("Catalogue", CATALOG),
        ("Accounts", AUTH),
        ("Lessons", LESSONS),
    ):
        rows = [("route", "about", *Who), ("---",) * (2 + len(Who))]
        for line in TABLE:
            method, _, path = line.route.partition(" ")
            if path.startswith(f"{prefix}/"):
                route = f"`{method} {path.removeprefix(prefix)}`"
                rows.append((route, line.about, *map(_told, line.cells.values())))
        parts.append(f"\n## {title}: `{prefix}`\n\n")
        parts += [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join(parts)


def _told(cell: str) -> str:
    status, _, seen = cell.partition(":")
    return f"{status}, {seen} seen" if seen else status


_INTRODUCTION = """# Who may call what

Every route of the scheduling, catalogue, account and lessons APIs, and what it answers to whom. The
rows are the student's and the tutor's: "other" people have no part in them. Where something is
listed, the number says how many of the rows are seen. The four last columns are an administrator's
token that has run out, was changed, was issued for somebody else's service, or whose user was
deactivated. The lessons API asks for keys, of which students have none: there the four are a key
that was revoked, that was changed, the token of a session, and a deactivated user's.

`tests/api/access/table.py` is this table; `tests/api/test_access.py` asks every route for each of
its cells, and proves that a refusal changes nothing. Grants of permissions add to it and take from
it, see `tutorhub_app/domain/policy.py`.
"""

if __name__ == "__main__":
    PAGE.write_text(page())
