"""The form of a tutor's profile."""

import reflex as rx

from tutorhub_app.components import forms
from tutorhub_app.components.buttons import button
from tutorhub_app.components.cards import card
from tutorhub_app.components.feedback import callout
from tutorhub_app.components.forms import (
    field_row,
    form_actions,
    switch_field,
    text_field,
    textarea_field,
)
from tutorhub_app.components.photo_upload import photo_upload
from tutorhub_app.components.shell import section
from tutorhub_app.components.tag_input import tag_field
from tutorhub_app.components.zones import zone_field
from tutorhub_app.domain.profiles import MOST_BIO, MOST_HEADLINE, MOST_PLACE
from tutorhub_app.domain.texts import MAXIMUM_LINK, MAXIMUM_TAG, MAXIMUM_TAGS
from tutorhub_app.states.catalog_profile import ProfileState

_profile = ProfileState.profile


def form() -> rx.Component:
    return rx.fragment(
        section(
            "Photo",
            card(
                photo_upload(
                    _profile.name,
                    _profile.photo,
                    action=ProfileState.photo_action,
                    most_bytes=ProfileState.most_photo_bytes,
                    on_changed=ProfileState.photo_changed,
                )
            ),
        ),
        forms.form(
            section("About you", rx.el.div(_about(), class_name="th-card th-form")),
            section("Time and place", rx.el.div(_where(), class_name="th-card th-form")),
            form_actions(button("Save profile", type="submit", busy=ProfileState.saving)),
            on_submit=ProfileState.save,
            key=_profile.profile_id,
        ),
    )


def _about() -> rx.Component:
    errors = ProfileState.errors
    return rx.fragment(
        text_field(
            "Headline",
            id="headline",
            hint="One line under your name, such as: Mathematics that finally makes sense.",
            default_value=_profile.headline,
            max_length=MOST_HEADLINE,
            error=errors.get("headline", ""),
        ),
        textarea_field(
            "About you",
            id="bio",
            rows=7,
            hint="Who you are, and what a lesson with you is like.",
            default_value=_profile.bio,
            max_length=MOST_BIO,
            error=errors.get("bio", ""),
        ),
        tag_field(
            "Subjects",
            id="subjects",
            initial=_profile.subjects,
            suggestions=ProfileState.known_subjects,
            placeholder="Such as Mathematics",
            most=MAXIMUM_TAGS,
            longest=MAXIMUM_TAG,
            hint="Press Enter after each one.",
            error=errors.get("subjects", ""),
        ),
        tag_field(
            "Languages you teach in",
            id="languages",
            initial=_profile.languages,
            suggestions=ProfileState.known_languages,
            placeholder="Such as English",
            most=MAXIMUM_TAGS,
            longest=MAXIMUM_TAG,
            hint="Press Enter after each one.",
            error=errors.get("languages", ""),
        ),
        switch_field(
            "Show me in the list of tutors",
            "Students find you there once you offer a course pack. Your own students always see "
            "your page.",
            id="isListed",
            name="isListed",
            checked=ProfileState.is_listed,
            on_change=ProfileState.choose_listed,
        ),
    )


def _where() -> rx.Component:
    errors = ProfileState.errors
    return rx.fragment(
        rx.el.div(
            zone_field(
                id="timeZone",
                value=ProfileState.time_zone,
                on_change=ProfileState.choose_zone,
                hint="Your weekly hours are told in this zone.",
                error=errors.get("timeZone", ""),
            ),
            rx.el.div(
                rx.cond(ProfileState.zone_notice, callout(ProfileState.zone_notice, kind="warn")),
                role="status",
                class_name="th-zone-notice",
            ),
        ),
        field_row(
            text_field(
                "Meeting link",
                id="meetingLink",
                type="url",
                optional=True,
                placeholder="https://",
                hint="Your own video room. Only students with a booked lesson see it.",
                default_value=_profile.meeting_link,
                max_length=MAXIMUM_LINK,
                error=errors.get("meetingLink", ""),
            ),
            text_field(
                "Teaching place",
                id="teachingPlace",
                optional=True,
                hint="Where you meet in person. It is shown on your page.",
                default_value=_profile.teaching_place,
                max_length=MOST_PLACE,
                error=errors.get("teachingPlace", ""),
            ),
        ),
    )
