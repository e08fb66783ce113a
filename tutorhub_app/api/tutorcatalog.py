"""The catalogue API, whole: tutor profiles, course packs and enrollments in one app."""

from fastapi import FastAPI

from tutorhub_app.api import course_packs, enrollments, tutor_profiles
from tutorhub_app.api.edge import install_edge

PREFIX = "/tutorcatalog-api"
MAXIMUM_BODY = 64 * 1024


def tutorcatalog_api() -> FastAPI:
    app = FastAPI(title="TutorHub catalogue", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    app.include_router(tutor_profiles.router)
    app.include_router(course_packs.router)
    app.include_router(enrollments.router)
    install_edge(app, maximum_body=MAXIMUM_BODY)
    return app
