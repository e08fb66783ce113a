"""A tutor edits their course packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.money import minor_units
from tutorhub_app.domain.packs import PackDetails
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.services import catalog_packs
from tutorhub_app.services.catalog_packs import ManagedPack
from tutorhub_app.services.money import currency_choices
from tutorhub_app.services.unit import run
from tutorhub_app.states.catalog_teaching import TeachingState, text_in, viewer_locale, whole_in
from tutorhub_app.states.guard import allow, principal

_NOT_A_PRICE = -1


@dataclass(frozen=True)
class PackDraft:
    """What the dialog starts with; `id` is "" for a new pack."""

    id: str = ""
    title: str = ""
    description: str = ""
    lesson_minutes: int = 60
    lesson_count: int = 10
    price: str = ""
    currency: str = "EUR"


class PacksState(TeachingState):
    """The packs page. The dialog's texts live in the browser until they are saved."""

    packs: tuple[ManagedPack, ...] = ()
    currencies: list[tuple[str, str]] = []
    draft: PackDraft = PackDraft()
    mode: str = TeachingMode.ONLINE.value
    requires_screening: bool = False
    editing: bool = False
    saving: bool = False
    _deleted_pack: str = ""

    def _put_away(self) -> None:
        self.editing = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def load(self):
        profile_id = self._begin()
        if self._is_filled() and self.editing:
            return
        if profile_id:
            with self._reporting(toast=False) as outcome:
                await self._read(profile_id)
            self.missing = outcome.sentence
        self.currencies = currency_choices()
        self.loaded = True

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def begin_new(self):
        """Open the dialog for a new pack, in the currency of the others."""
        self._clear_errors()
        currency = self.packs[0].currency if self.packs else "EUR"
        self.draft = PackDraft(currency=currency)
        self.mode, self.requires_screening = TeachingMode.ONLINE.value, False
        self.editing = True

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def begin_edit(self, pack_id: str):
        self._clear_errors()
        pack = next((pack for pack in self.packs if pack.id == pack_id), None)
        if pack is None:
            return
        self.draft = PackDraft(
            id=pack.id,
            title=pack.title,
            description=pack.description,
            lesson_minutes=pack.lesson_minutes,
            lesson_count=pack.lesson_count,
            price=pack.typed_price,
            currency=pack.currency,
        )
        self.mode, self.requires_screening = pack.teaching_mode, pack.requires_screening
        self.editing = True

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def open_dialog(self, is_open: bool):
        self.editing = is_open

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def choose_mode(self, mode: str):
        self.mode = mode

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def choose_screening(self, is_required: bool):
        self.requires_screening = is_required

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def save(self, form: dict[str, Any]):
        self.saving = True
        yield
        details = self._details(form)
        with self._reporting():
            if self.draft.id:
                await run(catalog_packs.update_pack, principal(), self.draft.id, details)
            else:
                await run(catalog_packs.create_pack, principal(), self.tutor_id, details)
            self.editing = False
            await self._read(self.tutor_id)
            self._say("Course pack saved.")
        self.saving = False

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def delete(self, pack_id: str):
        with self._reporting():
            await run(catalog_packs.delete_pack, principal(), pack_id)
            self._deleted_pack = pack_id
            await self._read(self.tutor_id)
            self._say("Course pack deleted.", action="Undo")

    @rx.event
    @allow(Permission.CATALOG_MANAGE)
    async def undo(self):
        """Take the last deletion back."""
        pack_id, self._deleted_pack = self._deleted_pack, ""
        if not pack_id:
            return
        with self._reporting():
            await run(catalog_packs.restore_pack, principal(), pack_id)
            await self._read(self.tutor_id)
            self._say("Course pack restored.")

    async def _read(self, profile_id: str) -> None:
        found = await run(
            catalog_packs.managed_packs, principal(), profile_id, locale=viewer_locale(self)
        )
        self.packs, self.tutor_name = found.packs, found.tutor_name

    def _details(self, form: Mapping[str, Any]) -> PackDetails:
        """What was entered; what is no number is refused by the rules, as any bad value."""
        currency = text_in(form, "currency")
        price = minor_units(text_in(form, "price"), currency)
        return PackDetails(
            title=text_in(form, "title"),
            description=text_in(form, "description"),
            lesson_minutes=whole_in(form, "lessonMinutes") or 0,
            lesson_count=whole_in(form, "lessonCount") or 0,
            price_minor=_NOT_A_PRICE if price is None else price,
            currency=currency,
            requires_screening=self.requires_screening,
            teaching_mode=self.mode,
        )
