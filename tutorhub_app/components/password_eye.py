"""The button in a password field that shows what is typed."""

import reflex as rx

_SOURCE = rx.asset("password_eye.jsx", shared=True)


class PasswordEye(rx.Component):
    """`field` is the id of the input it belongs to."""

    library = _SOURCE.importable_path
    tag = "PasswordEye"

    field: rx.Var[str]


def password_eye(field: str) -> rx.Component:
    return PasswordEye.create(
        rx.icon("eye", size=18),
        rx.icon("eye-off", size=18),
        field=field,
        class_name="th-eye",
    )
