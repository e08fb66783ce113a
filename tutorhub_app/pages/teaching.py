"""What a tutor offers, edited: profile, course packs, booking rules."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link, link_button
from tutorhub_app.components.feedback import callout, empty_state, skeleton_list
from tutorhub_app.components.shell import page_header
from tutorhub_app.pages import teaching_packs, teaching_profile, teaching_rules
from tutorhub_app.pages.frame import framed
from tutorhub_app.pages.page import Page
from tutorhub_app.states.catalog_packs import PacksState
from tutorhub_app.states.catalog_profile import ProfileState
from tutorhub_app.states.catalog_rules import RulesState
from tutorhub_app.states.catalog_teaching import TeachingState


def profile() -> rx.Component:
    return _frame(
        routes.TEACHING_PROFILE,
        "What students see of you.",
        teaching_profile.form(),
    )


def packs() -> rx.Component:
    return _frame(
        routes.TEACHING_PACKS,
        "So many lessons of one length, at one price.",
        teaching_packs.packs(),
        on_undo=PacksState.undo,
    )


def rules() -> rx.Component:
    return _frame(
        routes.TEACHING_RULES,
        "When and how students can book. Lessons that are booked already keep their terms.",
        teaching_rules.form(),
    )


def _frame(
    current: str, subtitle: str, content: rx.Component, *, on_undo: Any = None
) -> rx.Component:
    return framed(
        page_header(
            "Teaching",
            subtitle,
            rx.cond(
                TeachingState.tutor_name,
                link_button(
                    "See the public page",
                    TeachingState.public_page,
                    kind="secondary",
                    icon="eye",
                ),
            ),
        ),
        rx.el.nav(
            _tab("Profile", TeachingState.profile_page, current == routes.TEACHING_PROFILE),
            _tab("Course packs", TeachingState.packs_page, current == routes.TEACHING_PACKS),
            _tab("Booking rules", TeachingState.rules_page, current == routes.TEACHING_RULES),
            aria_label="Teaching",
            class_name="th-tabs th-list-head",
        ),
        rx.cond(
            TeachingState.acts_for_other & (TeachingState.tutor_name != ""),
            callout("You are editing for " + TeachingState.tutor_name + "."),
        ),
        rx.cond(
            TeachingState.loaded,
            rx.cond(TeachingState.missing, _missing(), content),
            skeleton_list(),
        ),
        active=routes.TEACHING_PROFILE,
        on_undo=on_undo,
    )


def _tab(label: str, href: Any, is_current: bool) -> rx.Component:
    return link(
        label, href=href, class_name="th-tab", aria_current="page" if is_current else "false"
    )


def _missing() -> rx.Component:
    return empty_state(
        "search-x",
        "Nothing to edit here",
        TeachingState.missing,
        link_button("Go home", routes.HOME, kind="secondary"),
    )


PAGES = (
    Page(routes.TEACHING_PROFILE, profile, "Your profile", (ProfileState.load,)),
    Page(routes.TEACHING_PACKS, packs, "Course packs", (PacksState.load,)),
    Page(routes.TEACHING_RULES, rules, "Booking rules", (RulesState.load,)),
)
