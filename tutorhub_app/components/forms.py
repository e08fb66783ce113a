"""Fields. Each is one call: label, control, hint and error belong together and are tied by ids.

    text_field("Your name", id="fullname", value=S.name, on_change=S.type_name, error=S.name_error)
    text_field("Email", id="email", type="email", name="email", auto_complete="email")
    password_field("Password", id="password", auto_complete="new-password")
    textarea_field, select_field (options), number_field (unit="minutes"), zone_field
    switch_field("Ask for a screening first", "Students meet you before they can book.", ...)
    segmented_field("Where", id="mode", options=[("online", "Online"), ...], value=.., on_change=..)
    day_checkboxes("Days", id="days", chosen=S.days, on_toggle=S.toggle_day)
    form_actions(button("Cancel", kind="quiet"), button("Save", type="submit"))

Keep what was typed: give `value` with `on_change`, or `default_value` with `name` and read the
form's data on submit. `error` is a text or a Var; while it is empty nothing is shown. A control of
one's own goes into `field(label, control, id=...)` with `**described(id, hint, error)` as props.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from tutorhub_app.components.choices import pill, segments
from tutorhub_app.components.kinds import Event, Flag, Items, Text, given, holds, when
from tutorhub_app.components.password_eye import password_eye

Option = tuple[str, str]
"""(value, what people read)."""

WEEK = (
    ("monday", "Monday"),
    ("tuesday", "Tuesday"),
    ("wednesday", "Wednesday"),
    ("thursday", "Thursday"),
    ("friday", "Friday"),
    ("saturday", "Saturday"),
    ("sunday", "Sunday"),
)


def field(
    label: Text,
    control: rx.Component,
    *,
    id: str,
    hint: Any = "",
    error: Text = "",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """A label, a control whose id is `id`, its hint and its error."""
    return rx.el.div(
        rx.el.label(
            label,
            rx.el.span(" (optional)", class_name="th-optional") if optional else rx.fragment(),
            html_for=id,
            class_name="th-label",
        ),
        control,
        *_under(id, hint, error),
        class_name="th-field",
        **props,
    )


def described(
    id: str, hint: Any = "", error: Text = "", *, required: bool = False
) -> dict[str, Any]:
    """The props that tie a control to its label, hint and error."""
    ties = [f"{id}-error", *([f"{id}-hint"] if given(hint) else [])]
    props: dict[str, Any] = {
        "id": id,
        "aria_describedby": " ".join(ties),
        "aria_invalid": _invalid(error),
    }
    if required:
        props["aria_required"] = "true"
    return props


def text_field(
    label: Text,
    *,
    id: str,
    hint: Any = "",
    error: Text = "",
    required: bool = False,
    optional: bool = False,
    icon: str = "",
    unit: Text = "",
    **props: Any,
) -> rx.Component:
    """One line. `props` go to the input: type, name, value, on_change, default_value, ..."""
    props.setdefault("name", id)
    control = rx.input(
        *([rx.input.slot(rx.icon(icon, size=16))] if icon else []),
        *([rx.input.slot(rx.el.span(unit, class_name="th-unit"), side="right")] if unit else []),
        size="3",
        width="100%",
        **described(id, hint, error, required=required),
        **props,
    )
    return field(label, control, id=id, hint=hint, error=error, optional=optional)


def number_field(label: Text, *, id: str, unit: Text = "", **props: Any) -> rx.Component:
    """A whole number with its unit at the right: 30 | minutes. `min`, `max`, `step` as in HTML."""
    props.setdefault("input_mode", "numeric")
    if isinstance(props.get("default_value"), int):
        props["default_value"] = str(props["default_value"])
    return text_field(label, id=id, unit=unit, type="number", **props)


def password_field(
    label: Text,
    *,
    id: str,
    hint: Any = "",
    error: Text = "",
    auto_complete: str = "current-password",
    **props: Any,
) -> rx.Component:
    """A password, hidden until its eye is pressed. A new one: `auto_complete="new-password"`."""
    props.setdefault("name", id)
    control = rx.input(
        rx.input.slot(password_eye(id), side="right", padding_right="0"),
        type="password",
        auto_complete=auto_complete,
        size="3",
        width="100%",
        **described(id, hint, error),
        **props,
    )
    return field(label, control, id=id, hint=hint, error=error)


def textarea_field(
    label: Text,
    *,
    id: str,
    hint: Any = "",
    error: Text = "",
    optional: bool = False,
    rows: int = 4,
    **props: Any,
) -> rx.Component:
    props.setdefault("name", id)
    control = rx.text_area(
        size="3", rows=str(rows), width="100%", **described(id, hint, error), **props
    )
    return field(label, control, id=id, hint=hint, error=error, optional=optional)


def select_field(
    label: Text,
    options: Items,
    *,
    id: str,
    hint: Any = "",
    error: Text = "",
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """The device's own select. `options`: (value, text) pairs, a list or a Var of one."""
    props.setdefault("name", id)
    control = rx.el.select(
        *_options(options),
        class_name="th-control",
        **described(id, hint, error),
        **props,
    )
    return field(label, control, id=id, hint=hint, error=error, optional=optional)


def switch_field(
    title: Text, sentence: Text, *, id: str, checked: Flag, on_change: Event, **props: Any
) -> rx.Component:
    """A switch at the right; at the left what it is and, in a sentence, what it does."""
    return rx.el.div(
        rx.el.label(
            rx.el.span(title, id=f"{id}-label", class_name="th-strong"),
            rx.el.span(sentence, id=f"{id}-hint", class_name="th-switch-hint"),
            html_for=id,
            class_name="th-switch-text",
        ),
        rx.switch(
            id=id,
            checked=checked,
            on_change=on_change,
            size="3",
            aria_labelledby=f"{id}-label",
            aria_describedby=f"{id}-hint",
            **props,
        ),
        class_name="th-switch",
    )


def segmented_field(
    label: Text,
    options: Sequence[Option],
    *,
    id: str,
    value: Text,
    on_change: Event,
    hint: Any = "",
    error: Text = "",
    hide_label: bool = False,
) -> rx.Component:
    """One of a few, all in sight. `on_change` gets the value. For up to four short words."""
    return rx.el.fieldset(
        rx.el.legend(label, class_name="th-hidden" if hide_label else ""),
        segments(name=id, value=value, options=list(options), on_choose=on_change),
        *_under(id, hint, error),
        id=id,
        class_name="th-choices",
        **_group_ties(id, hint),
    )


def checkbox_pills(
    label: Text,
    options: Sequence[tuple[str, str, str]],
    *,
    id: str,
    chosen: Any,
    on_toggle: Any,
    disabled: Text = "",
    hint: Any = "",
    error: Text = "",
    hide_label: bool = False,
) -> rx.Component:
    """Several of a few. `options`: (value, short text, full text read aloud).

    `chosen` is a list or a Var of one. `on_toggle(value)` fires with the one that was pressed.
    `disabled` is the value of one that can not be chosen.
    """
    return rx.el.fieldset(
        rx.el.legend(label, class_name="th-hidden" if hide_label else ""),
        rx.el.div(
            *[
                pill(
                    name=id,
                    value=key,
                    text=short,
                    full=full,
                    checked=holds(chosen, key),
                    disabled=disabled == key,
                    on_toggle=on_toggle(key),
                )
                for key, short, full in options
            ],
            class_name="th-choice-row",
        ),
        *_under(id, hint, error),
        id=id,
        class_name="th-choices",
        **_group_ties(id, hint),
    )


def day_checkboxes(label: Text, *, monday_first: bool = True, **props: Any) -> rx.Component:
    """The days of the week as pills; values are the API's names ("monday")."""
    days = WEEK if monday_first else (*WEEK[-1:], *WEEK[:-1])
    return checkbox_pills(label, [(key, name[:3], name) for key, name in days], **props)


def form(*fields: Any, error: Text = "", **props: Any) -> rx.Component:
    """Fields with one rhythm between them, under an error of the whole form."""
    from tutorhub_app.components.feedback import error_callout

    return rx.el.form(
        error_callout(error), *fields, class_name="th-form", no_validate=True, **props
    )


def field_row(*fields: Any) -> rx.Component:
    """Fields side by side, one under the other where there is no room."""
    return rx.el.div(*fields, class_name="th-field-row")


def form_actions(*actions: Any, full: bool = False) -> rx.Component:
    """The way out and the way on, in this order. `full`: one button as wide as the form."""
    return rx.el.div(*actions, class_name=f"th-form-actions{' th-form-actions-full' * full}")


def _under(id: str, hint: Any, error: Text) -> list[rx.Component]:
    """The error is always there, empty or not, so that screen readers hear it change."""
    return [
        rx.el.div(hint, id=f"{id}-hint", class_name="th-hint") if given(hint) else rx.fragment(),
        rx.el.div(_error(error), id=f"{id}-error", aria_live="polite", class_name="th-error"),
    ]


def _error(error: Text) -> Any:
    shown = rx.fragment(rx.icon("circle-alert", size=16), rx.el.span(error))
    return when(error, shown)


def _invalid(error: Text) -> Any:
    if isinstance(error, rx.Var):
        return rx.cond(error, "true", "false")
    return "true" if error else "false"


def _group_ties(id: str, hint: Any) -> dict[str, str]:
    ties = [f"{id}-error", *([f"{id}-hint"] if given(hint) else [])]
    return {"aria_describedby": " ".join(ties)}


def _options(options: Items) -> list[rx.Component]:
    if isinstance(options, rx.Var):
        return [rx.foreach(options, lambda option: rx.el.option(option[1], value=option[0]))]
    return [rx.el.option(text, value=value) for value, text in options]
