"""The catalogue API, whole: tutor profiles, course packs and enrollments in one app."""

from fastapi import FastAPI

from tutorhub_app.api import course_packs, enrollments, tutor_profiles
from tutorhub_app.api.documents import described_api, install_documents
from tutorhub_app.api.edge import install_edge

PREFIX = "/tutorcatalog-api"
MAXIMUM_BODY = 64 * 1024

_ABOUT = """Tutors, the course packs they offer, and the students in them. Everyone may read what is
on offer; the token of whoever manages more shows them more.

Sign in at the accounts' API (`POST /auth-api/login`) for a token."""
_TAGS = {
    "Tutor profiles": "Tutors as students see them, with the rules of their bookings.",
    "Course packs": "Lessons on offer: how many, how long, for how much.",
    "Enrollments": "Students in course packs, with the lessons they have left.",
}


def tutorcatalog_api() -> FastAPI:
    app = described_api("TutorHub catalogue", _ABOUT, _TAGS)
    app.include_router(tutor_profiles.router)
    app.include_router(course_packs.router)
    app.include_router(enrollments.router)
    install_edge(app, maximum_body=MAXIMUM_BODY)
    install_documents(app, PREFIX)
    return app
