"""The course-scheduling API, whole: the routers of its nouns in one app."""

from fastapi import FastAPI

from tutorhub_app.api import availability, booking, health, openslots, permissions, screening
from tutorhub_app.api.documents import described_api, install_documents
from tutorhub_app.api.edge import install_edge

PREFIX = "/coursescheduling-api"
MAXIMUM_BODY = 64 * 1024

_ABOUT = """A tutor's availability, lesson slots, and preliminary meetings for the course packs that
ask for a screening.

Sign in at the accounts' API (`POST /auth-api/login`) for a token. Send it as
`Authorization: Bearer …`, in the header or the cookie `tutorhub-access-token`, or as
`access_token` in the address. Dates and times of lessons are the tutor's local ones; instants end
in `Z`."""
_TAGS = {
    "Availability": "The hours in which a tutor teaches.",
    "Open slots": "The times of a course pack that can be booked.",
    "Lesson slots": "Lessons: free, booked, completed and canceled.",
    "Preliminary meetings": "Meetings before a course pack that asks for a screening.",
    "Session": "Who is signed in, and what they may do.",
    "Health": "Whether the server answers, and what it stands on.",
}


def scheduling_api() -> FastAPI:
    app = described_api("TutorHub course scheduling", _ABOUT, _TAGS)
    app.include_router(availability.router)
    app.include_router(openslots.router)
    app.include_router(booking.router)
    app.include_router(permissions.router)
    app.include_router(screening.router)
    app.include_router(health.router)
    install_edge(app, maximum_body=MAXIMUM_BODY)
    install_documents(app, PREFIX)
    return app
