"""People: a picture with initials behind it, and a name with what is worth knowing beside it.

avatar(view.name, view.photo_url, size="l")
person_line(view.name, "Spanish, Portuguese", photo=view.photo_url)
"""

from typing import Literal

import reflex as rx

from tutorhub_app.components.buttons import link
from tutorhub_app.components.kinds import Text, given, when

AvatarSize = Literal["xs", "s", "m", "l", "xl"]


def avatar(name: Text, photo: Text = "", *, size: AvatarSize = "m") -> rx.Component:
    """A round picture. It is decoration: the name stands beside it, so it is not read aloud.

    The initials lie under the picture, and show when there is none or it does not load.
    """
    return rx.el.span(
        rx.el.span(initials(name)),
        _picture(photo, initials(name)),
        class_name="th-avatar" if size == "m" else f"th-avatar th-avatar-{size}",
        aria_hidden="true",
    )


def person_line(
    name: Text, sub: Text = "", *, photo: Text = "", size: AvatarSize = "m", href: Text = ""
) -> rx.Component:
    """Picture, name and one line under it. `href` makes the name a link."""
    named = (
        link(name, href=href, class_name="th-who-name")
        if given(href)
        else rx.el.span(name, class_name="th-who-name")
    )
    return rx.el.div(
        avatar(name, photo, size=size),
        rx.el.div(
            named,
            rx.el.span(sub, class_name="th-who-sub") if given(sub) else rx.fragment(),
            class_name="th-grow",
        ),
        class_name="th-who",
    )


def initials(name: Text) -> Text:
    """First letters of the first and the last word: "Ana Lucía Soto" is AS."""
    if isinstance(name, rx.Var):
        parts = name.to(str).strip().split(" ")
        first = parts[0].to(str)[:1]
        last = rx.cond(parts.length() > 1, parts[-1].to(str)[:1], "")
        return (first + last.to(str)).upper()
    words = name.split()
    return "".join(word[:1] for word in [*words[:1], *words[1:][-1:]]).upper()


def _picture(photo: Text, letters: Text) -> rx.Component:
    """The letters go along as data: the stylesheet shows them over a picture that fails to load."""
    image = rx.el.img(src=photo, alt="", loading="lazy", data_initials=letters)
    return when(photo, image)
