"""The course-scheduling API, whole: the routers of its nouns in one app."""

from fastapi import FastAPI

from tutorhub_app.api import availability, openslots, permissions, screening
from tutorhub_app.api.edge import install_edge

PREFIX = "/coursescheduling-api"
MAXIMUM_BODY = 64 * 1024


def scheduling_api() -> FastAPI:
    app = FastAPI(
        title="TutorHub course scheduling", docs_url=None, redoc_url=None, openapi_url=None
    )
    app.router.redirect_slashes = False
    app.include_router(availability.router)
    app.include_router(openslots.router)
    app.include_router(permissions.router)
    app.include_router(screening.router)
    install_edge(app, maximum_body=MAXIMUM_BODY)
    return app
