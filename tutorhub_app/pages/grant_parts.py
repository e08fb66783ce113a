"""What pages of grants share."""

from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.components.buttons import link
from tutorhub_app.components.tags import tag


def answer_tag(can_do: Any) -> rx.Component:
    return rx.cond(
        can_do,
        tag("Allowed", icon="circle-check", tone="ok"),
        tag("Denied", icon="ban", tone="bad"),
    )


def grant_tabs(current: str) -> rx.Component:
    return rx.el.nav(
        _tab("Grants", routes.ADMIN_GRANTS, current),
        _tab("Groups", routes.ADMIN_GROUPS, current),
        aria_label="Permissions",
        class_name="th-tabs th-list-head",
    )


def _tab(label: str, href: str, current: str) -> rx.Component:
    return link(
        label,
        href=href,
        class_name="th-tab",
        aria_current="page" if href == current else "false",
    )
