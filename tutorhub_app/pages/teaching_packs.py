"""A tutor's course packs, and the dialog to edit one."""

import reflex as rx

from tutorhub_app.components import forms
from tutorhub_app.components.buttons import button, icon_button
from tutorhub_app.components.cards import pack_card
from tutorhub_app.components.dialogs import dialog
from tutorhub_app.components.feedback import empty_state
from tutorhub_app.components.forms import (
    field_row,
    form_actions,
    number_field,
    segmented_field,
    select_field,
    switch_field,
    text_field,
    textarea_field,
)
from tutorhub_app.domain.packs import (
    LESSON_COUNT,
    LESSON_MINUTES,
    MOST_DESCRIPTION,
    MOST_TITLE,
)
from tutorhub_app.states.catalog_packs import PacksState

_MODES = [("online", "Online"), ("faceToFace", "Face to face"), ("both", "Both")]


def packs() -> rx.Component:
    return rx.fragment(
        rx.cond(
            PacksState.packs,
            rx.fragment(
                rx.el.div(
                    button("New course pack", icon="plus", on_click=PacksState.begin_new),
                    class_name="th-row th-list-head",
                ),
                rx.el.div(rx.foreach(PacksState.packs, _pack), class_name="th-packs"),
            ),
            empty_state(
                "layers",
                "No course packs yet",
                "A pack is what students enroll in. With the first one you appear in the list "
                "of tutors.",
                button("New course pack", icon="plus", on_click=PacksState.begin_new),
            ),
        ),
        _dialog(),
    )


def _pack(pack: rx.Var) -> rx.Component:
    name = pack.title.to(str)
    return pack_card(
        title=pack.title,
        text=pack.description,
        minutes=pack.minutes,
        lessons=pack.lessons,
        price=rx.el.span(
            pack.price,
            rx.cond(
                pack.lesson_count > 1,
                rx.el.span(pack.price_per_lesson, class_name="th-price-more"),
            ),
        ),
        mode=pack.teaching_mode,
        screening=pack.requires_screening,
        more=rx.el.p(pack.standing, class_name="th-muted th-small"),
        action=rx.el.div(
            icon_button("pencil", "Edit " + name, on_click=PacksState.begin_edit(pack.id)),
            icon_button("trash-2", "Delete " + name, on_click=PacksState.delete(pack.id)),
            class_name="th-row",
        ),
    )


def _dialog() -> rx.Component:
    return dialog(
        rx.cond(PacksState.draft.id, "Edit course pack", "New course pack"),
        _form(),
        open=PacksState.editing,
        on_open_change=PacksState.open_dialog,
        width="600px",
    )


def _form() -> rx.Component:
    draft, errors = PacksState.draft, PacksState.errors
    return forms.form(
        text_field(
            "Title",
            id="title",
            default_value=draft.title,
            max_length=MOST_TITLE,
            placeholder="Such as Exam mathematics",
            error=errors.get("title", ""),
            required=True,
        ),
        textarea_field(
            "Description",
            id="description",
            rows=3,
            optional=True,
            default_value=draft.description,
            max_length=MOST_DESCRIPTION,
            error=errors.get("description", ""),
        ),
        field_row(
            number_field(
                "Lesson length",
                id="lessonMinutes",
                unit="minutes",
                default_value=draft.lesson_minutes.to_string(),
                min=LESSON_MINUTES.start,
                max=LESSON_MINUTES.stop - 1,
                error=errors.get("lessonMinutes", ""),
            ),
            number_field(
                "Number of lessons",
                id="lessonCount",
                unit="lessons",
                default_value=draft.lesson_count.to_string(),
                min=LESSON_COUNT.start,
                max=LESSON_COUNT.stop - 1,
                error=errors.get("lessonCount", ""),
            ),
        ),
        field_row(
            text_field(
                "Price of the whole pack",
                id="price",
                input_mode="decimal",
                default_value=draft.price,
                placeholder="380",
                hint="0 is free. Students arrange the payment with you.",
                error=errors.get("price", ""),
                required=True,
            ),
            select_field(
                "Currency",
                PacksState.currencies,
                id="currency",
                default_value=draft.currency,
                error=errors.get("currency", ""),
            ),
        ),
        segmented_field(
            "Where",
            _MODES,
            id="mode",
            value=PacksState.mode,
            on_change=PacksState.choose_mode,
            error=errors.get("teachingMode", ""),
        ),
        switch_field(
            "Screening first",
            "Students meet you once before they can enroll, and you decide. Students you have "
            "not approved can not book.",
            id="requiresScreening",
            name="requiresScreening",
            checked=PacksState.requires_screening,
            on_change=PacksState.choose_screening,
        ),
        rx.cond(
            PacksState.draft.id,
            rx.el.p(
                "A new length or price counts for enrollments and bookings from now on.",
                class_name="th-muted th-small",
            ),
        ),
        form_actions(
            button("Cancel", kind="quiet", on_click=PacksState.open_dialog(False)),
            button("Save", type="submit", busy=PacksState.saving),
        ),
        on_submit=PacksState.save,
        key=draft.id,
    )
