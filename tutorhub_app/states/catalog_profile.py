"""A tutor edits what students see of them."""

import json
from collections.abc import Mapping
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.profiles import ProfileDetails
from tutorhub_app.services import catalog_profile, catalog_search, photos
from tutorhub_app.services.catalog_profile import ProfileForm
from tutorhub_app.services.unit import run
from tutorhub_app.states.catalog_teaching import TeachingState, text_in
from tutorhub_app.states.guard import allow, principal

_MOST_TAGS = 50


class ProfileState(TeachingState):
    """The profile page. The texts live in the browser until they are saved; `profile` is what is
    saved. `time_zone` and `is_listed` are what is chosen at the moment."""

    profile: ProfileForm = ProfileForm()
    time_zone: str = "UTC"
    zone_notice: str = ""
    is_listed: bool = True
    known_subjects: list[str] = []
    known_languages: list[str] = []
    saving: bool = False

    @rx.var
    def photo_action(self) -> str:
        return routes.with_query(routes.PHOTOS, tutor=self.tutor_id)

    @rx.var
    def most_photo_bytes(self) -> int:
        return photos.MOST_BYTES

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def load(self):
        profile_id = self._begin()
        if self._is_filled():
            return
        if profile_id:
            with self._reporting(toast=False) as outcome:
                form = await run(catalog_profile.profile_form, principal(), profile_id)
                self._show_form(form)
                choices = await run(catalog_search.search_choices, principal())
                self.known_subjects = [tag.name for tag in choices.subjects]
                self.known_languages = [tag.name for tag in choices.languages]
            self.missing = outcome.sentence
        self.loaded = True

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def choose_zone(self, zone: str):
        """Say what another zone would mean, before it is saved."""
        with self._reporting():
            self.zone_notice = await run(
                catalog_profile.zone_change_notice, principal(), self.tutor_id, zone
            )
            self.time_zone = zone

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def choose_listed(self, is_listed: bool):
        self.is_listed = is_listed

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def save(self, form: dict[str, Any]):
        self.saving = True
        yield
        details = ProfileDetails(
            headline=text_in(form, "headline"),
            bio=text_in(form, "bio"),
            subjects=tags_in(form, "subjects"),
            languages=tags_in(form, "languages"),
            time_zone=self.time_zone,
            meeting_link=text_in(form, "meetingLink"),
            teaching_place=text_in(form, "teachingPlace"),
            is_listed=self.is_listed,
        )
        with self._reporting():
            saved = await run(catalog_profile.save_profile, principal(), self.tutor_id, details)
            self._show_form(saved)
            self._say("Profile saved.")
        self.saving = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def photo_changed(self, photo: str):
        """The photo was stored by the files API; what is typed stays in the form."""
        with self._reporting():
            form = await run(catalog_profile.profile_form, principal(), self.tutor_id)
            self.profile = form

    def _show_form(self, form: ProfileForm) -> None:
        self.profile = form
        self.tutor_name = form.name
        self.time_zone, self.zone_notice = form.time_zone, ""
        self.is_listed = form.is_listed


def tags_in(form: Mapping[str, Any], name: str) -> tuple[str, ...]:
    try:
        tags = json.loads(text_in(form, name) or "[]")
    except (ValueError, RecursionError):
        return ()
    if not isinstance(tags, list):
        return ()
    return tuple(tag for tag in tags[:_MOST_TAGS] if isinstance(tag, str))
