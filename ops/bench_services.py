"""Measures services in process, on a filled demo database that the environment names."""

import asyncio
import time
from collections.abc import Callable
from datetime import date, timedelta

from tutorhub_app.clock import utc_now
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.domain.tutor_search import Sort, TutorSearch
from tutorhub_app.services import accounts, demo, slots
from tutorhub_app.services.booking import BookingRequest, book_slot
from tutorhub_app.services.booking_changes import cancel_lesson
from tutorhub_app.services.catalog import my_enrollments
from tutorhub_app.services.catalog_search import search_tutors
from tutorhub_app.services.unit import call

TIMES = 50


def main() -> None:
    student = asyncio.run(accounts.sign_in(demo.ACCOUNTS[0], demo.PASSWORD, address="")).principal
    pack = next(each.pack_id for each in call(my_enrollments, student) if each.lessons_left)
    measure("search tutors", lambda: call(search_tutors, student, TutorSearch()))
    earliest = TutorSearch(sort=Sort.EARLIEST)
    measure("search tutors by earliest free time", lambda: call(search_tutors, student, earliest))
    first = utc_now().date()
    last = first + timedelta(days=41)
    measure("a month's open times", lambda: call(slots.month_of_pack, student, pack, first, last))
    measure("book and cancel", lambda: book_and_cancel(student, pack, first, last))


def book_and_cancel(student: Principal, pack: str, first: date, last: date) -> None:
    """The latest open time, which is always free to cancel; its search is a part of the time."""
    slot = call(slots.open_slots_of_pack, student, pack, first, last)[-1]
    request = BookingRequest(pack, slot.starts_at, slot.session_modes[0])
    lesson = call(book_slot, student, request)
    call(cancel_lesson, student, lesson.id)


def measure(what: str, action: Callable[[], object]) -> None:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        action()
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    print(f"  {what:<44} median {took[TIMES // 2]:.1f} ms, slowest {took[-1]:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
