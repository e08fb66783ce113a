"""Cards of the nouns people look at. Arguments are texts or Vars, made ready by a view.

tutor_card(name=t.name, photo=t.photo_url, headline=t.headline, href=t.href,
           subjects=t.subjects, languages=t.languages_text, price="from €28",
           earliest="Tue 4 March, 17:00")
pack_card(title=..., text=..., minutes="50 minutes", lessons="10 lessons", price=..., mode=...)
lesson_row(...)      one lesson in a list (`card_list(*rows)` or rx.foreach inside it)
next_lesson_card     the one that comes next, large
stat_line(("Lessons left", "7", "of 10"), ...)
"""

from typing import Any

import reflex as rx

from tutorhub_app.components.buttons import link
from tutorhub_app.components.kinds import Flag, Items, Text, given, when
from tutorhub_app.components.people import avatar
from tutorhub_app.components.tags import fact, mode_fact, tag, tag_list
from tutorhub_app.components.times import date_block, time_label


def card(*content: Any, **props: Any) -> rx.Component:
    return rx.el.div(*content, class_name="th-card", **props)


def card_list(*rows: Any, label: str = "") -> rx.Component:
    """Rows in one frame. Give `lesson_row`s, or one rx.foreach that makes them."""
    named = {"aria_label": label} if label else {}
    return rx.el.ul(*rows, class_name="th-list", **named)


def card_grid(*cards: Any) -> rx.Component:
    """As many columns as there is room for."""
    return rx.el.div(*cards, class_name="th-grid")


def tutor_card(
    *,
    name: Text,
    headline: Text,
    href: Text,
    photo: Text = "",
    subjects: Items = (),
    languages: Text = "",
    modes: Text = "both",
    place: Text = "",
    price: Text = "",
    earliest: Text = "",
    earliest_in: Text = "",
) -> rx.Component:
    """A tutor among tutors. The whole card is one link, named after the tutor.

    `earliest` is the first free time in the viewer's zone, `earliest_in` how far off it is; empty
    means none is free.
    """
    return rx.el.article(
        rx.el.div(
            avatar(name, photo, size="l"),
            rx.el.div(
                rx.el.h3(link(name, href=href, class_name="th-cover"), class_name="th-h2"),
                rx.el.p(headline, class_name="th-muted th-clip-2"),
                class_name="th-grow",
            ),
            class_name="th-who th-who-top",
        ),
        tag_list(subjects, label="Subjects"),
        rx.el.div(
            when(languages, fact("languages", languages)),
            mode_fact(modes),
            when(place, fact("map-pin", place)),
            class_name="th-facts",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.div("Earliest free time", class_name="th-muted th-small"),
                _earliest(earliest, earliest_in),
            ),
            rx.el.div(
                price, rx.el.span("per lesson", class_name="th-price-more"), class_name="th-price"
            ),
            class_name="th-tutor-foot",
        ),
        class_name="th-card th-card-link th-tutor",
    )


def pack_card(
    *,
    title: Text,
    text: Text,
    minutes: Text,
    lessons: Text,
    price: Any,
    mode: Text,
    screening: Flag = False,
    note: rx.Component | None = None,
    more: rx.Component | None = None,
    action: rx.Component | None = None,
) -> rx.Component:
    """A course pack with what it holds and costs. `screening`: the tutor wants to meet first.

    `note` stands beside the action, `more` above both.
    """
    return rx.el.article(
        rx.el.div(
            rx.el.div(
                rx.el.h3(title, class_name="th-h2"),
                rx.el.div(price, class_name="th-price"),
                class_name="th-row-between",
            ),
            rx.el.p(text, class_name="th-muted"),
            class_name="th-stack-s",
        ),
        rx.el.div(
            fact("clock", minutes),
            fact("layers", lessons),
            mode_fact(mode),
            class_name="th-facts",
        ),
        more if more is not None else rx.fragment(),
        rx.el.div(
            rx.el.div(
                when(screening, tag("Screening first", icon="messages-square", tone="info")),
                note if note is not None else rx.fragment(),
                class_name="th-tags",
            ),
            action if action is not None else rx.fragment(),
            class_name="th-row-between th-tutor-end",
        ),
        class_name="th-card th-tutor",
    )


def lesson_row(
    *,
    weekday: Text,
    day: Text,
    month: Text,
    time: Text,
    title: Text,
    who: Text,
    photo: Text = "",
    zone: Text = "",
    relative: Text = "",
    mode: Text = "",
    status: rx.Component | None = None,
    actions: Any = (),
    href: Text = "",
) -> rx.Component:
    """One lesson in a `card_list`: when, what, with whom, its status and what can be done."""
    return rx.el.li(
        date_block(weekday, day, month),
        rx.el.div(
            time_label(time, zone, relative),
            rx.el.div(
                link(title, href=href, class_name="th-link", data_row="") if given(href) else title,
                class_name="th-strong",
            ),
            rx.el.div(
                rx.el.span(avatar(who, photo, size="xs"), who, class_name="th-fact"),
                mode_fact(mode) if given(mode) else rx.fragment(),
                class_name="th-facts",
            ),
            class_name="th-lesson-text",
        ),
        rx.el.div(
            status if status is not None else rx.fragment(), *actions, class_name="th-lesson-end"
        ),
    )


def next_lesson_card(
    *,
    title: Text,
    who: Text,
    time: Text,
    relative: Text,
    photo: Text = "",
    zone: Text = "",
    place: Text = "",
    mode: Text = "online",
    actions: Any = (),
) -> rx.Component:
    """The lesson that comes next, at the top of a home page: how soon, when, with whom, where."""
    return rx.el.article(
        rx.el.div(
            rx.el.h2("Next lesson", class_name="th-next-label"),
            rx.el.div(relative, class_name="th-next-when"),
            rx.el.div(time_label(time, zone), class_name="th-next-time"),
        ),
        rx.el.div(
            avatar(who, photo, size="l"),
            rx.el.div(
                rx.el.div(title, class_name="th-h2"),
                rx.el.div(who, class_name="th-muted"),
                rx.el.div(
                    mode_fact(mode),
                    when(place, fact("map-pin", place)),
                    class_name="th-facts",
                ),
                class_name="th-grow",
            ),
            class_name="th-who th-who-top",
        ),
        rx.el.div(*actions, class_name="th-row"),
        class_name="th-card th-next",
    )


def stat_line(*stats: tuple[Text, Text, Text]) -> rx.Component:
    """A few figures side by side: (label, figure, what it is of)."""
    return rx.el.dl(
        *[
            rx.el.div(
                rx.el.dt(label),
                rx.el.dd(figure),
                rx.el.dd(more, class_name="th-stat-more") if given(more) else rx.fragment(),
                class_name="th-stat",
            )
            for label, figure, more in stats
        ],
        class_name="th-card th-stats",
    )


def pairs(*rows: tuple[Text, Any]) -> rx.Component:
    """Labels and values, as in a summary."""
    parts = [part for label, value in rows for part in (rx.el.dt(label), rx.el.dd(value))]
    return rx.el.dl(*parts, class_name="th-pairs")


def _earliest(earliest: Text, earliest_in: Text) -> rx.Component:
    known = rx.el.div(time_label(earliest, relative=earliest_in))
    none = rx.el.div("None in the coming weeks", class_name="th-muted")
    return when(earliest, known, none)
