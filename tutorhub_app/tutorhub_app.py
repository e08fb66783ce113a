"""Composition root: the app, its pages, its APIs, its guard, its lifespan tasks. No logic."""

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from starlette.types import ASGIApp

from tutorhub_app import logs
from tutorhub_app.api import apis
from tutorhub_app.api.asking import origin_allowed
from tutorhub_app.api.front import Front, security_headers
from tutorhub_app.components.connection import OVERLAY, connection_overlay
from tutorhub_app.components.fault import FAULT, fault_boundary
from tutorhub_app.components.theme import APP_NAME, STYLESHEETS, head_components
from tutorhub_app.lifespan import while_serving
from tutorhub_app.pages import (
    admin_audit,
    admin_jobs,
    admin_overview,
    admin_screenings,
    api_keys,
    booking,
    calendar,
    classroom,
    grants,
    groups,
    home,
    landing,
    lesson,
    lessons,
    not_found,
    notices,
    people,
    person,
    register,
    screening,
    screening_request,
    screenings,
    series,
    settings,
    sign_in,
    students,
    teaching,
    tutor,
    tutors,
)
from tutorhub_app.pages.page import Page
from tutorhub_app.settings import get_settings
from tutorhub_app.states import sockets
from tutorhub_app.states.app import AppState, when_an_event_fails
from tutorhub_app.states.bell import BellState
from tutorhub_app.states.guard import Guard


def _front(pages: ASGIApp) -> Front:
    return Front(
        pages,
        apis=apis.every_api(),
        headers=security_headers(
            get_web_dir() / "build" / "client", secure=get_settings().cookies_are_secure
        ),
    )


def _socket_origin_allowed(origin: str | None, environ: dict[str, str]) -> bool:
    return origin is None or origin_allowed(origin, environ.get("HTTP_HOST", ""))


logs.set_up()
app = rx.App(
    stylesheets=STYLESHEETS,
    head_components=head_components(),
    html_lang="en",
    toaster=None,
    extra_app_wraps={OVERLAY: connection_overlay, FAULT: fault_boundary},
    api_transformer=_front,
    backend_exception_handler=when_an_event_fails,
)
app.add_middleware(Guard(AppState), index=0)
app.register_lifespan_task(while_serving)
sockets.install(app)
# Reflex's default reflects any origin, with credentials.
app.sio.eio.cors_allowed_origins = _socket_origin_allowed

_PAGE_MODULES = (
    admin_audit,
    admin_jobs,
    admin_overview,
    admin_screenings,
    api_keys,
    booking,
    calendar,
    classroom,
    grants,
    groups,
    home,
    landing,
    lesson,
    lessons,
    not_found,
    notices,
    people,
    person,
    register,
    screening,
    screening_request,
    screenings,
    series,
    settings,
    sign_in,
    students,
    teaching,
    tutor,
    tutors,
)


def every_page() -> tuple[Page, ...]:
    return tuple(page for module in _PAGE_MODULES for page in module.PAGES)


for page in every_page():
    app.add_page(
        page.component,
        route=page.route,
        title=f"{page.title} · {APP_NAME}",
        on_load=[AppState.keep_current, BellState.watch, *page.on_load],
    )
