"""The health of the jobs by the clock, for administrators."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.feedback import callout, skeleton_list
from tutorhub_app.components.shell import page_header
from tutorhub_app.components.table import Column, data_table
from tutorhub_app.components.tags import tag
from tutorhub_app.domain.jobs import JobStanding
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.admin_jobs import JobsState
from tutorhub_app.states.app import AppState


def jobs() -> rx.Component:
    state = JobsState
    return framed(
        page_header(
            "Jobs",
            rx.el.span(
                "What the app does by the clock. Times are in ",
                AppState.viewer_zone.replace("_", " "),
                ".",
            ),
        ),
        rx.el.div(
            rx.cond(
                state.loaded,
                rx.cond(
                    state.unwell > 0,
                    callout(state.summary, kind="bad"),
                    callout(state.summary, kind="ok"),
                ),
            ),
            role="status",
            class_name="th-list-head",
        ),
        rx.cond(
            state.loaded,
            rx.fragment(
                data_table("Jobs", _COLUMNS, state.lines),
                rx.el.p("As of ", state.seen_at, ".", class_name="th-keys th-num"),
            ),
            skeleton_list(),
        ),
        active=routes.ADMIN_JOBS,
    )


def _job(job: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(job.title, class_name="th-strong"),
        rx.el.div(job.name, class_name="th-muted th-small"),
    )


def _standing(job: Any) -> rx.Component:
    return rx.match(
        job.standing,
        (JobStanding.FINE.value, tag("Well", icon="circle-check", tone="ok")),
        (JobStanding.RUNNING.value, tag("Running", icon="loader", tone="info")),
        (JobStanding.FAILING.value, tag("Failing", icon="circle-x", tone="bad")),
        (JobStanding.LATE.value, tag("Late", icon="clock-alert", tone="warn")),
        tag("Not run yet", icon="circle-dashed"),
    )


def _state_of(job: Any) -> rx.Component:
    return rx.el.div(
        _standing(job),
        rx.cond(job.error != "", rx.el.div(job.error, class_name="th-small")),
        class_name="th-stack-s",
    )


_COLUMNS = [
    Column("Job", _job),
    Column("State", _state_of),
    Column("Runs", lambda job: job.every),
    Column("Last run", lambda job: job.last),
    Column("Took", lambda job: job.took),
    Column("Handled", lambda job: job.handled, number=True),
    Column("Next run", lambda job: job.following),
]

PAGES = (Page(routes.ADMIN_JOBS, jobs, "Jobs", (JobsState.watch,)),)
