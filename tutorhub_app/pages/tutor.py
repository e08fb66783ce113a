"""A tutor's page: who, what they offer, when they teach."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import button, link_button
from tutorhub_app.components.cards import card, pack_card, pairs
from tutorhub_app.components.dialogs import dialog
from tutorhub_app.components.feedback import callout, empty_state, error_callout, skeleton_list
from tutorhub_app.components.people import avatar
from tutorhub_app.components.shell import section
from tutorhub_app.components.tags import fact, tag, tag_list
from tutorhub_app.domain.enrollment import Step
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.catalog_tutor import TutorState

_tutor = TutorState.tutor


def tutor() -> rx.Component:
    return framed(
        rx.cond(
            TutorState.loaded,
            rx.cond(_tutor, _page(), _not_found()),
            skeleton_list(),
        ),
        _enroll_dialog(),
        active=routes.TUTORS,
    )


def _page() -> rx.Component:
    return rx.fragment(
        _head(),
        rx.el.div(
            section(
                "Course packs",
                rx.cond(
                    _tutor.packs,
                    rx.el.div(rx.foreach(_tutor.packs, _pack), class_name="th-stack"),
                    empty_state(
                        "layers",
                        "No course packs at the moment",
                        "Look again later, or find another tutor.",
                        link_button("Find a tutor", routes.TUTORS, kind="secondary"),
                        level=3,
                    ),
                ),
            ),
            rx.el.div(_about(), _hours(), class_name="th-tutor-side"),
            class_name="th-tutor-page",
        ),
    )


def _head() -> rx.Component:
    return rx.el.div(
        avatar(_tutor.name, _tutor.photo, size="xl"),
        rx.el.div(
            rx.el.h1(_tutor.name, class_name="th-h1", tab_index=-1),
            rx.el.p(_tutor.headline, class_name="th-head-sub"),
            tag_list(_tutor.subjects, label="Subjects"),
            class_name="th-grow th-stack-s",
        ),
        rx.cond(
            _tutor.can_manage,
            link_button(
                "Edit profile",
                routes.TEACHING_PROFILE + "?tutor=" + _tutor.profile_id,
                kind="secondary",
                icon="pencil",
            ),
        ),
        class_name="th-tutor-head",
    )


def _about() -> rx.Component:
    return section(
        "About",
        card(
            rx.cond(_tutor.bio, rx.el.p(_tutor.bio, class_name="th-lines")),
            rx.el.div(
                rx.cond(_tutor.languages, fact("languages", _tutor.languages.join(", "))),
                rx.cond(_tutor.teaching_place, fact("map-pin", _tutor.teaching_place)),
                fact(
                    "clock",
                    rx.el.span(
                        "Now ",
                        rx.el.span(_tutor.local_time, class_name="th-num"),
                        " in ",
                        _tutor.time_zone.replace("_", " "),
                        " (",
                        _tutor.offset,
                        ")",
                    ),
                ),
                class_name="th-facts-column",
            ),
        ),
    )


def _hours() -> rx.Component:
    return section(
        "Weekly hours",
        card(
            rx.cond(
                _tutor.week,
                rx.el.ul(
                    rx.foreach(_tutor.week, lambda line: rx.el.li(line)),
                    class_name="th-lines-list",
                ),
                rx.el.p("No weekly hours yet.", class_name="th-muted"),
            ),
            rx.el.p(
                "In the time of ",
                _tutor.time_zone.replace("_", " "),
                ". When you book, times are shown in yours.",
                class_name="th-muted th-small",
            ),
        ),
    )


def _pack(pack: rx.Var) -> rx.Component:
    return pack_card(
        title=pack.title,
        text=pack.description,
        minutes=pack.minutes,
        lessons=pack.lessons,
        price=rx.el.span(
            pack.price,
            rx.cond(
                (pack.price_minor > 0) & (pack.lesson_count > 1),
                rx.el.span(pack.price_per_lesson, class_name="th-price-more"),
            ),
        ),
        mode=pack.teaching_mode,
        screening=pack.requires_screening,
        note=rx.cond(
            pack.lessons_left > 0,
            tag(
                pack.lessons_left.to_string()
                + rx.cond(pack.lessons_left == 1, " lesson", " lessons")
                + " left",
                icon="circle-check",
                tone="ok",
            ),
        ),
        more=rx.cond(pack.step == Step.SCREENING.value, callout(pack.needed)),
        action=_action(pack),
    )


def _action(pack: rx.Var) -> rx.Component:
    name = pack.title.to(str)
    return rx.match(
        pack.step,
        (
            Step.SIGN_IN.value,
            link_button(
                "Sign in to enroll",
                TutorState.sign_in_page,
                kind="secondary",
                aria_label="Sign in to enroll in " + name,
            ),
        ),
        (
            Step.SCREENING.value,
            link_button(
                rx.cond(pack.screening == "", "Ask for a screening", "Your screening"),
                rx.Var.create("/packs/") + pack.id.to(str) + "/screening",
                icon="messages-square",
                aria_label=rx.cond(
                    pack.screening == "", "Ask for a screening for ", "Screening for "
                )
                + name,
            ),
        ),
        (
            Step.ENROLL.value,
            button("Enroll", on_click=TutorState.choose(pack.id), aria_label="Enroll in " + name),
        ),
        (
            Step.BOOK.value,
            link_button(
                "Book a lesson",
                "/book/" + pack.id.to(str),
                icon="calendar-plus",
                aria_label="Book a lesson of " + name,
            ),
        ),
        rx.fragment(),
    )


def _enroll_dialog() -> rx.Component:
    pack = TutorState.chosen
    return dialog(
        "Enroll in this course pack",
        rx.cond(
            pack,
            rx.fragment(
                pairs(
                    ("Course pack", pack.title),
                    ("Tutor", pack.tutor_name),
                    ("Lessons", pack.lessons + " of " + pack.minutes),
                    ("Price", pack.price),
                ),
                rx.cond(
                    pack.price_minor > 0,
                    callout(
                        "Nothing is paid here. You arrange the payment with "
                        + pack.tutor_name
                        + "."
                    ),
                ),
            ),
        ),
        error_callout(TutorState.error),
        actions=[
            button("Not now", kind="quiet", on_click=TutorState.open_dialog(False)),
            button("Enroll", busy=TutorState.saving, on_click=TutorState.enroll),
        ],
        open=TutorState.enrolling,
        on_open_change=TutorState.open_dialog,
    )


def _not_found() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Tutor not found", class_name="th-hidden"),
        empty_state(
            "search-x",
            "There is no such tutor",
            "The address may be wrong, or the tutor is no longer here.",
            link_button("Find a tutor", routes.TUTORS),
        ),
    )


PAGES = (Page(routes.TUTOR, tutor, "Tutor", (TutorState.watch,)),)
