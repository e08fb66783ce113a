"""Finding a tutor. What is looked for stands in the address, so it can be shared and gone back to:
`/tutors?q=maths&subject=physics&mode=online&days=monday,friday&times=evening&sort=price&page=2`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.domain.availability import DayOfWeek
from tutorhub_app.domain.catalog import SessionMode
from tutorhub_app.domain.money import minor_units
from tutorhub_app.domain.tutor_search import DayPart, Sort, TimeWish, TutorSearch
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import catalog_search
from tutorhub_app.services.catalog_search import TutorCard
from tutorhub_app.services.money import DEFAULT_LOCALE
from tutorhub_app.services.unit import run
from tutorhub_app.states.app import AppState
from tutorhub_app.states.catalog_teaching import text_in, viewer_locale
from tutorhub_app.states.guard import ANYONE, allow, principal
from tutorhub_app.states.listing import page_in

_LONGEST = 100
_FILTERS = ("q", "subject", "language", "currency", "max", "mode", "days", "times")

Choice = TypeVar("Choice", DayOfWeek, DayPart, Sort, SessionMode)


@dataclass(frozen=True)
class Filters:
    """The address's parameters, cleaned. `max` is a price as it is typed."""

    q: str = ""
    subject: str = ""
    language: str = ""
    currency: str = ""
    max: str = ""
    mode: str = ""
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    sort: str = Sort.EARLIEST.value


class TutorsState(AppState):
    """The page of all tutors."""

    cards: tuple[TutorCard, ...] = ()
    filters: Filters = Filters()
    subjects: list[tuple[str, str]] = []
    languages: list[tuple[str, str]] = []
    currencies: list[tuple[str, str]] = []
    total: int = 0
    page: int = 1
    page_count: int = 1
    loaded: bool = False
    filters_open: bool = False
    _shown_in: str = ""

    @rx.var
    def filter_count(self) -> int:
        """How many filters narrow the list; the text does not count, it stays in sight."""
        given = (getattr(self.filters, name) for name in _FILTERS if name not in ("q", "max"))
        return sum(bool(value) for value in given)

    @rx.var
    def summary(self) -> str:
        return "1 tutor" if self.total == 1 else f"{self.total} tutors"

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        """Search for what the address asks for, once the zone is known to show times in."""
        if not (self.me.role or self.browser_zone):
            return
        query = self.router.url.query_parameters
        self.filters = filters_in(query)
        self._shown_in = self.viewer_zone
        with self._reporting():
            found = await run(
                catalog_search.search_tutors,
                principal(),
                search_of(self.filters),
                page=page_in(query),
                viewer_zone=self.viewer_zone,
                locale=viewer_locale(self) or DEFAULT_LOCALE,
            )
            choices = await run(catalog_search.search_choices, principal())
            self.cards, self.total = found.cards, found.total
            self.page, self.page_count = found.page, found.pages
            self.subjects = _tags(choices.subjects)
            self.languages = _tags(choices.languages)
            self.currencies = [(code, code) for code in choices.currencies]
        self.loaded = True

    @rx.event
    @allow(*ANYONE)
    async def in_zone(self, zone: str):
        """The browser's zone has come: show times in it."""
        if is_zone(zone):
            self.browser_zone = zone
        if self._shown_in != self.viewer_zone:
            return TutorsState.load
        return None

    @rx.event
    @allow(*ANYONE)
    async def search(self, form: dict[str, Any]):
        return self._go(q=text_in(form, "q")[:_LONGEST])

    @rx.event
    @allow(*ANYONE)
    async def choose(self, name: str, value: str):
        """Set one filter; what it does not know is dropped when the address is read."""
        if name not in (*_FILTERS, "sort"):
            return None
        return self._go(**{name: value[:_LONGEST]})

    @rx.event
    @allow(*ANYONE)
    async def choose_price(self, form: dict[str, Any]):
        currency = text_in(form, "currency")[:3]
        return self._go(max=text_in(form, "max")[:12] if currency else "", currency=currency)

    @rx.event
    @allow(*ANYONE)
    async def toggle(self, name: str, value: str):
        """Add a day or a time of day to those that suit, or take it away."""
        if name not in ("days", "times"):
            return None
        chosen = list(getattr(self.filters, name))
        if value in chosen:
            chosen.remove(value)
        else:
            chosen.append(value)
        return self._go(**{name: ",".join(chosen)})

    @rx.event
    @allow(*ANYONE)
    async def clear(self):
        return self._go(**dict.fromkeys(_FILTERS, ""))

    @rx.event
    @allow(*ANYONE)
    async def turn_filters(self):
        self.filters_open = not self.filters_open

    def _go(self, **changed: str) -> Any:
        """To the address of the filters with these changes, from its first page on."""
        wanted = filters_in({**query_of(self.filters), **changed})
        return rx.redirect(_address(wanted))


def filters_in(query: Mapping[str, str]) -> Filters:
    """The filters that an address asks for; what it says wrongly is left out."""
    currency = query.get("currency", "").upper()
    currency = currency if minor_units("1", currency) is not None else ""
    most = query.get("max", "").strip()
    return Filters(
        q=" ".join(query.get("q", "")[:_LONGEST].split()),
        subject=query.get("subject", "")[:_LONGEST].strip().casefold(),
        language=query.get("language", "")[:_LONGEST].strip().casefold(),
        currency=currency,
        max=most if minor_units(most, currency) is not None else "",
        mode=_one(query.get("mode", ""), SessionMode, ""),
        days=_several(query.get("days", ""), DayOfWeek),
        times=_several(query.get("times", ""), DayPart),
        sort=_one(query.get("sort", ""), Sort, Sort.EARLIEST.value),
    )


def search_of(filters: Filters) -> TutorSearch:
    return TutorSearch(
        text=filters.q,
        subject=filters.subject,
        language=filters.language,
        currency=filters.currency,
        most_per_lesson=minor_units(filters.max, filters.currency),
        mode=SessionMode(filters.mode) if filters.mode else None,
        times=TimeWish(
            frozenset(map(DayOfWeek, filters.days)), frozenset(map(DayPart, filters.times))
        ),
        sort=Sort(filters.sort),
    )


def _address(filters: Filters) -> str:
    """From the first page on."""
    return routes.with_query(routes.TUTORS, **query_of(filters))


def query_of(filters: Filters) -> dict[str, str]:
    """The parameters of the address that asks for these filters; defaults are empty."""
    return {
        "q": filters.q,
        "subject": filters.subject,
        "language": filters.language,
        "currency": filters.currency,
        "max": filters.max,
        "mode": filters.mode,
        "days": ",".join(filters.days),
        "times": ",".join(filters.times),
        "sort": filters.sort if filters.sort != Sort.EARLIEST else "",
    }


def _one(text: str, kind: type[Choice], default: str) -> str:
    return text if text in tuple(kind) else default


def _several(text: str, kind: type[Choice]) -> tuple[str, ...]:
    """Those of the names that there are, in their usual order."""
    asked = text[:_LONGEST].split(",")
    return tuple(member.value for member in kind if member.value in asked)


def _tags(tags: tuple[catalog_search.TagChoice, ...]) -> list[tuple[str, str]]:
    return [(tag.key, f"{tag.name} ({tag.count})") for tag in tags]
