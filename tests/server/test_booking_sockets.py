"""Booking through the sockets of the running app, as many browsers do at once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.factories import make_enrollment, make_open_week, make_pack, make_principal, make_tutor
from tests.running_app import RunningApp
from tests.sockets import EventSocket, cookie_of, event_name
from tutorhub_app.clock import utc_now
from tutorhub_app.data.booking import BusyTime, LessonSlot
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.states.booking import BookingState
from tutorhub_app.states.booking_shown import key_of
from tutorhub_app.states.picker import PickerState

AT_ONCE = 50


@pytest.mark.usefixtures("app_database")
def test_fifty_browsers_confirm_one_time_and_exactly_one_gets_it(running_app: RunningApp):
    alice = make_tutor()
    make_open_week(alice)
    pack = make_pack(alice)
    students = [make_principal() for _ in range(AT_ONCE)]
    for student in students:
        make_enrollment(pack, student)
    tomorrow = (utc_now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    browsers = [
        EventSocket(
            running_app.url,
            cookie_of(student),
            path=f"/book/{pack.id}",
            query={"pack_id": pack.id},
        )
        for student in students
    ]

    outcomes = asyncio.run(_all_confirm(browsers, tomorrow))

    assert outcomes == {"booked": 1, "taken": AT_ONCE - 1}
    with unit_of_work(now=utc_now(), readonly=True) as session:
        booked = list(session.exec(select(LessonSlot).where(LessonSlot.course_pack_id == pack.id)))
        busy = list(session.exec(select(BusyTime).where(BusyTime.person_id == alice.user.id)))
    assert [lesson.starts_at for lesson in booked] == [tomorrow]
    assert len(busy) == 1


async def _all_confirm(browsers: list[EventSocket], start: datetime) -> Counter[str]:
    await asyncio.gather(*(_choose(browser, start) for browser in browsers))
    outcomes = await asyncio.gather(*(_confirm(browser) for browser in browsers))
    await asyncio.gather(*(browser.close() for browser in browsers))
    return Counter(outcomes)


async def _choose(browser: EventSocket, start: datetime) -> None:
    await browser.open()
    await browser.send(event_name(BookingState, "load"))
    await browser.wait_until(lambda page: page.vars.get("phase") == "choose")
    # On the last day of a month that is the last of its week, tomorrow is not on the page.
    if f"{start:%Y-%m-%d}" not in [day["iso"] for day in browser.vars["days"]]:
        await browser.send(event_name(PickerState, "show_next_month"))
    await browser.send(event_name(BookingState, "pick_time"), key=key_of(start))
    await browser.wait_until(lambda page: page.vars.get("phase") == "confirm")


async def _confirm(browser: EventSocket) -> str:
    await browser.send(event_name(BookingState, "confirm"))
    await browser.wait_until(lambda page: _booked(page) or page.vars.get("gone"))
    if _booked(browser):
        return "booked"
    assert len(browser.vars["gone_nearest"]) == 3
    return "taken" if "busy" in browser.vars["gone"] else browser.vars["gone"]


def _booked(page: EventSocket) -> bool:
    return any("booked=" in str(payload.get("path")) for _, payload in page.events)
