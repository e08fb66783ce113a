"""Finding a tutor: the cards that answer a search, each with its earliest free time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from sqlmodel import Session

from tutorhub_app.data import profiles, tutor_search
from tutorhub_app.data.profiles import LANGUAGE, SUBJECT, ProfileRow, Tags
from tutorhub_app.data.tutor_search import FoundPack
from tutorhub_app.domain import words
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.catalog import TeachingMode
from tutorhub_app.domain.money import per_lesson
from tutorhub_app.domain.tutor_search import Sort, TutorSearch, offers_to_look_for
from tutorhub_app.domain.zones import zone
from tutorhub_app.services.money import DEFAULT_LOCALE, price_words
from tutorhub_app.services.openings import first_openings
from tutorhub_app.services.unit import reads

PAGE_SIZE = 24
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class TutorCard:
    """A tutor among tutors. `earliest` is the first free time in the viewer's zone, "" without;
    `earliest_in` says how far off it is. `mode` is a TeachingMode's value."""

    profile_id: str
    name: str
    photo: str
    headline: str
    subjects: tuple[str, ...]
    languages: str
    mode: str
    place: str
    price: str
    earliest: str
    earliest_in: str
    earliest_at: str


@dataclass(frozen=True)
class TutorsFound:
    """A page of cards. `page` counts from 1."""

    cards: tuple[TutorCard, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class TagChoice:
    """A subject or a language: the key to search by, its name, and how many tutors have it."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class SearchChoices:
    """What there is to choose from; currencies are codes, the most used first."""

    subjects: tuple[TagChoice, ...] = ()
    languages: tuple[TagChoice, ...] = ()
    currencies: tuple[str, ...] = ()


@reads
def search_tutors(
    session: Session,
    principal: Principal | None,
    search: TutorSearch,
    *,
    page: int = 1,
    viewer_zone: str = "UTC",
    locale: str = DEFAULT_LOCALE,
    now: datetime,
) -> TutorsFound:
    """Listed tutors that answer the search, for anyone. A page past the last one is the last."""
    by_time = search.sort is Sort.EARLIEST or bool(search.times)
    if by_time:
        ids = tutor_search.tutor_ids(session, search)
        openings = _openings(session, search, ids, viewer_zone, now)
        if search.times:
            ids = [profile_id for profile_id in ids if profile_id in openings]
        if search.sort is Sort.EARLIEST:
            ids.sort(key=lambda profile_id: openings.get(profile_id, _LAST))
        total = len(ids)
        page, pages = _clamped(page, total)
        ids = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    else:
        total = tutor_search.count_tutors(session, search)
        page, pages = _clamped(page, total)
        ids = tutor_search.tutor_ids(
            session, search, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
        openings = _openings(session, search, ids, viewer_zone, now)
    present = _Presentation(viewer_zone, principal.hour_cycle if principal else 24, locale, now)
    return TutorsFound(_cards(session, search, ids, openings, present), total, page, pages)


@reads
def search_choices(
    session: Session, principal: Principal | None, *, now: datetime
) -> SearchChoices:
    """What listed tutors teach and speak, and the currencies they ask for."""
    return SearchChoices(
        subjects=_tags(session, SUBJECT),
        languages=_tags(session, LANGUAGE),
        currencies=tuple(tutor_search.currencies_offered(session)),
    )


@dataclass(frozen=True, slots=True)
class _Presentation:
    """How the viewer reads times and prices."""

    viewer_zone: str
    hour_cycle: int
    locale: str
    now: datetime


def _openings(
    session: Session,
    search: TutorSearch,
    profile_ids: Sequence[str],
    viewer_zone: str,
    now: datetime,
) -> dict[str, datetime]:
    """When each tutor's first free lesson that answers the search begins; absent without any."""
    packs = _by_tutor(tutor_search.packs_found(session, search, profile_ids))
    offers = {
        profile_id: offers_to_look_for(
            ((pack.id, pack.lesson_minutes, pack.teaching_mode) for pack in packs[profile_id]),
            search.mode,
        )
        for profile_id in profile_ids
    }
    return first_openings(session, offers, search.times, zone(viewer_zone), now=now)


def _cards(
    session: Session,
    search: TutorSearch,
    profile_ids: Sequence[str],
    openings: dict[str, datetime],
    present: _Presentation,
) -> tuple[TutorCard, ...]:
    rows = {row.profile_id: row for row in profiles.profile_rows(session, profile_ids)}
    tags = profiles.tags_of(session, profile_ids)
    packs = _by_tutor(tutor_search.packs_found(session, search, profile_ids))
    return tuple(
        _card(
            rows[profile_id],
            tags.get(profile_id, Tags()),
            packs[profile_id],
            openings.get(profile_id),
            present,
        )
        for profile_id in profile_ids
        if profile_id in rows
    )


def _card(
    row: ProfileRow,
    tags: Tags,
    packs: Sequence[FoundPack],
    opening: datetime | None,
    present: _Presentation,
) -> TutorCard:
    modes = {pack.teaching_mode for pack in packs}
    mode = next(iter(modes)) if len(modes) == 1 else TeachingMode.BOTH
    where = zone(present.viewer_zone)
    return TutorCard(
        profile_id=row.profile_id,
        name=row.name,
        photo=row.photo,
        headline=row.headline,
        subjects=tags.subjects,
        languages=words.listed(tags.languages),
        mode=mode.value,
        place=row.teaching_place if mode is not TeachingMode.ONLINE else "",
        price=_from_price(packs, present.locale),
        earliest=words.day_and_clock(opening, where, present.hour_cycle) if opening else "",
        earliest_in=words.how_far(opening, present.now) if opening else "",
        earliest_at=opening.isoformat() if opening else "",
    )


def _from_price(packs: Sequence[FoundPack], locale: str) -> str:
    """The lowest price of a lesson, in the first of the packs' currencies by its code."""
    if not packs:
        return ""
    currency = min(pack.currency for pack in packs)
    prices = {
        per_lesson(pack.price_minor, pack.lesson_count)
        for pack in packs
        if pack.currency == currency
    }
    lowest = price_words(min(prices), currency, locale)
    return lowest if len(prices) == 1 else f"from {lowest}"


def _by_tutor(packs: Sequence[FoundPack]) -> dict[str, list[FoundPack]]:
    found: dict[str, list[FoundPack]] = defaultdict(list)
    for pack in packs:
        found[pack.profile_id].append(pack)
    return found


def _clamped(page: int, total: int) -> tuple[int, int]:
    pages = max(1, ceil(total / PAGE_SIZE))
    return min(max(page, 1), pages), pages


def _tags(session: Session, kind: str) -> tuple[TagChoice, ...]:
    found = tutor_search.tag_counts(session, kind)
    return tuple(TagChoice(tag.key, tag.name, tag.count) for tag in found)
