"""Page patterns and URL builders, each named once.

A pattern is what Reflex is given; the function of the same noun builds an address from it.
"""

import re
from urllib.parse import quote, urlencode

INDEX = "/"
SIGN_IN = "/login"
REGISTER = "/register"
HOME = "/home"
SETTINGS = "/settings"
SETTINGS_KEYS = "/settings/keys"
NOTICES = "/notices"

TUTORS = "/tutors"
TUTOR = "/tutors/[profile_id]"
BOOK = "/book/[pack_id]"
BOOK_SERIES = "/book/[pack_id]/series"
LESSONS = "/lessons"
LESSON = "/lessons/[slug]"
BOARD = "/board"

PACK_SCREENING = "/packs/[pack_id]/screening"
SCREENINGS = "/screenings"
SCREENING = "/screenings/[meeting_id]"

CALENDAR = "/calendar"
TEACHING_PROFILE = "/teaching/profile"
TEACHING_PACKS = "/teaching/packs"
TEACHING_RULES = "/teaching/rules"
STUDENTS = "/students"
STUDENT = "/students/[student_id]"

ADMIN = "/admin"
ADMIN_PEOPLE = "/admin/people"
ADMIN_PERSON = "/admin/people/[user_id]"
ADMIN_GRANTS = "/admin/grants"
ADMIN_GROUPS = "/admin/groups"
ADMIN_SCREENINGS = "/admin/screenings"
ADMIN_AUDIT = "/admin/audit"
ADMIN_JOBS = "/admin/jobs"
ADMIN_SCREENINGS = "/admin/screenings"

EXPORTS = "/exports"
AUDIT_CSV = "/exports/audit.csv"
OWN_EXPORT = "/exports/me.json"
PERSON_EXPORT = "/exports/people"
FILES = "/files"
PHOTOS = "/files/photos"
CLASSROOM = "/classroom"
CLASSROOM_FILES = "/classroom/files"
CLASSROOM_RECORDINGS = "/classroom/recordings"
RECORDINGS = "/recordings"
LESSONS_API = "/api"

_LOCAL = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]{0,2000}")


def with_query(path: str, **params: str | None) -> str:
    """`path` with the parameters that are set."""
    given = {key: value for key, value in params.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def sign_in(next_path: str = "") -> str:
    """The sign-in page, which leads on to `next_path` if that is a page of ours."""
    return with_query(SIGN_IN, next=next_path if is_local(next_path) else "")


def tutor(profile_id: str) -> str:
    return f"/tutors/{quote(profile_id)}"


def book(pack_id: str) -> str:
    return f"/book/{quote(pack_id)}"


def book_for(pack_id: str, student_id: str) -> str:
    """The picker of the pack, for a tutor who books for a student."""
    return with_query(book(pack_id), student=student_id)


def move(pack_id: str, lesson_id: str) -> str:
    """The picker of the pack, to move a lesson that is booked."""
    return with_query(book(pack_id), lesson=lesson_id)


def book_series(pack_id: str) -> str:
    return f"{book(pack_id)}/series"


def lesson(slug: str) -> str:
    return f"/lessons/{quote(slug)}"


def board(token: str) -> str:
    """The classroom of a lesson, by its teacher door."""
    return with_query(f"{BOARD}/", token=token)


def recording(token: str) -> str:
    return f"{RECORDINGS}/{quote(token)}"


def join(slug: str) -> str:
    """The classroom of a booked lesson or a screening meeting, for its people."""
    return with_query(lesson(slug), join="1")


def pack_screening(pack_id: str) -> str:
    """Where a screening meeting for the pack is explained and asked for."""
    return f"/packs/{quote(pack_id)}/screening"


def screening(meeting_id: str) -> str:
    return f"/screenings/{quote(meeting_id)}"


def student(student_id: str) -> str:
    return f"/students/{quote(student_id)}"


def admin_person(user_id: str) -> str:
    return f"{ADMIN_PEOPLE}/{quote(user_id)}"


def person_export(user_id: str) -> str:
    """What answers a POST with all about a person."""
    return f"{PERSON_EXPORT}/{quote(user_id)}.json"


def photo(name: str) -> str:
    return f"{PHOTOS}/{quote(name)}"


def register(next_path: str = "") -> str:
    return with_query(REGISTER, next=next_path)


def is_local(path: str) -> bool:
    """Whether `path` stays on this site: guards `?next=` against open redirects.

    Browsers take a backslash for a slash, and drop tabs and line breaks from an address.
    """
    return _LOCAL.fullmatch(path) is not None
