"""What the three teaching pages share: whose catalogue is edited, and how forms are read."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.services.money import locale_of
from tutorhub_app.states.app import AppState

MOST_TYPED = 10_000


class TeachingState(AppState):
    """Parent of the teaching pages' states.

    The owner edits their own; `?tutor=<profile id>` names another's, which the services allow to
    administrators alone. `missing` is why there is nothing to edit.
    """

    tutor_id: str = ""
    tutor_name: str = ""
    missing: str = ""
    loaded: bool = False
    _filled: tuple[int, str] = (0, "")

    @rx.var
    def acts_for_other(self) -> bool:
        return bool(self.tutor_id) and self.tutor_id != self.me.profile_id

    @rx.var
    def profile_page(self) -> str:
        return self._page(routes.TEACHING_PROFILE)

    @rx.var
    def packs_page(self) -> str:
        return self._page(routes.TEACHING_PACKS)

    @rx.var
    def rules_page(self) -> str:
        return self._page(routes.TEACHING_RULES)

    @rx.var
    def public_page(self) -> str:
        return routes.tutor(self.tutor_id) if self.tutor_id else ""

    def _page(self, path: str) -> str:
        return routes.with_query(path, tutor=self.tutor_id if self.acts_for_other else None)

    def _begin(self) -> str:
        """Note whose catalogue the address asks for; their profile id, "" when there is none."""
        asked = self.router.url.query_parameters.get("tutor", "")[:36]
        if self.tutor_id != (asked or self.me.profile_id):
            self.loaded, self.tutor_name = False, ""
            self._clear_errors()
        self.tutor_id = asked or self.me.profile_id
        self.missing = "" if self.tutor_id else "Choose a tutor among the people first."
        return self.tutor_id

    def _is_filled(self) -> bool:
        """Whether the forms of this page were filled on this visit: then they are not again."""
        before, self._filled = self._filled, (self._visit, self.tutor_id)
        return before == self._filled and self.loaded and not self.missing


def viewer_locale(state: rx.State) -> str:
    """How the viewer writes numbers, by their browser's languages."""
    return locale_of(state.router.headers.accept_language)


def text_in(form: Mapping[str, Any], name: str) -> str:
    """What was typed into a field; "" when it was not sent."""
    value = form.get(name)
    return value[:MOST_TYPED] if isinstance(value, str) else ""


def whole_in(form: Mapping[str, Any], name: str) -> int | None:
    """The whole number in a field; None for anything else."""
    text = text_in(form, name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
