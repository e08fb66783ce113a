"""The course-scheduling API, whole: the routers of its nouns in one app."""

from fastapi import FastAPI

from tutorhub_app.api import availability
from tutorhub_app.api.errors import install_error_handlers, require_json_bodies
from tutorhub_app.api.requests import Requests

PREFIX = "/coursescheduling-api"
MAXIMUM_BODY = 64 * 1024


def scheduling_api() -> FastAPI:
    app = FastAPI(
        title="TutorHub course scheduling", docs_url=None, redoc_url=None, openapi_url=None
    )
    app.router.redirect_slashes = False
    app.include_router(availability.router)
    require_json_bodies(app, maximum=MAXIMUM_BODY)
    install_error_handlers(app)
    app.add_middleware(Requests)
    return app
