"""Drive the calendar as a person does: drags and long touches on the grid, by day and wall time.

Times are wall times of the zone the calendar shows ("09:30"; "24:00" is the end of the day). The
calendar's own scroller is scrolled so that the start of a drag is in view.
"""

import re

from playwright.sync_api import Locator, Page

_STEPS = 12
_PAUSE_MS = 25
_LONG_TOUCH_MS = 600


def calendar(page: Page) -> Locator:
    """The calendar's frame, once it is drawn."""
    frame = page.locator(".week-calendar")
    frame.locator(".wc-range:not(:empty)").wait_for()
    frame.locator(".wc-grid:not(.wc-measuring)").wait_for()
    return frame


def event(page: Page, event_id: str) -> Locator:
    """Every drawn piece of one event; the first one is where it starts."""
    return page.locator(f'.week-calendar .wc-event:has([data-event-id="{event_id}"])')


def _told(piece: Locator, edge: str) -> str:
    return piece.locator("[data-event-id]").get_attribute(f"data-{edge}") or ""


def shown_days(page: Page) -> list[str]:
    """The days in view, as ISO dates, left to right."""
    heads = calendar(page).locator("[role=columnheader][data-date]")
    return [head.get_attribute("data-date") or "" for head in heads.all()]


def point(page: Page, day_iso: str, hhmm: str) -> tuple[float, float]:
    """Where a wall time of a day lies in the window, in CSS pixels, middle of the day's column."""
    column = page.locator(f'.week-calendar [role=cell][data-date="{day_iso}"]').last
    box = column.bounding_box()
    assert box is not None, f"{day_iso} is not in view"
    hours, minutes = map(int, hhmm.split(":"))
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * (hours * 60 + minutes) / 1440


def scroll_to(page: Page, hhmm: str) -> None:
    """Bring a wall time near the top of the calendar's own scroller."""
    hour = re.match(r"\d+", hhmm)
    assert hour is not None
    row = max(0, min(int(hour[0]), 23) - 1)
    page.locator(f'.week-calendar [data-time="{row:02d}:00:00"]').last.evaluate(
        "row => { let box = row; while (box.scrollHeight <= box.clientHeight + 1 ||"
        " !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;"
        " box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top }"
    )


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Press, move in small steps with short pauses (a jump starts no drag), and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, _STEPS + 1):
        part = step / _STEPS
        page.mouse.move(
            start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
        )
        page.wait_for_timeout(_PAUSE_MS)
    page.mouse.up()


def drag_select(
    page: Page, day_iso: str, from_hhmm: str, to_hhmm: str, to_day_iso: str | None = None
) -> None:
    """Draw a new block from one wall time to another, over several days where `to_day_iso` says so.

    Both times lie on the calendar's snap and near enough to be in view at once. The drag ends a
    few pixels before `to_hhmm`, inside the last step.
    """
    calendar(page)
    scroll_to(page, min(from_hhmm, to_hhmm))
    x, y = point(page, day_iso, from_hhmm)
    to_x, to_y = point(page, to_day_iso or day_iso, to_hhmm)
    drag(page, (x, y + 3), (to_x, to_y - 3))


def touch_select(page: Page, day_iso: str, from_hhmm: str, to_hhmm: str) -> None:
    """Draw a new block by finger: hold until the calendar takes the touch, then move."""
    calendar(page)
    scroll_to(page, from_hhmm)
    x, y = point(page, day_iso, from_hhmm)
    _, to_y = point(page, day_iso, to_hhmm)
    y, to_y = y + 3, to_y - 3
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, at: float | None = None) -> None:
        points = [] if at is None else [{"x": x, "y": at}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y)
    page.wait_for_timeout(_LONG_TOUCH_MS)
    for step in range(1, _STEPS + 1):
        touch("touchMove", y + (to_y - y) * step / _STEPS)
        page.wait_for_timeout(_PAUSE_MS)
    touch("touchEnd")


def drag_event(page: Page, event_id: str, to_day_iso: str, to_hhmm: str) -> None:
    """Move an event so that it starts at a wall time of a day."""
    piece = event(page, event_id).first
    start = _told(piece, "start")
    scroll_to(page, min(start[11:16], to_hhmm))
    box = piece.bounding_box()
    assert box is not None
    grip = (box["x"] + box["width"] / 2, box["y"] + min(14, box["height"] / 2))
    _, top = point(page, start[:10], start[11:16])
    x, y = point(page, to_day_iso, to_hhmm)
    drag(page, grip, (x, y + (grip[1] - top)))


def resize_event(page: Page, event_id: str, *, edge: str, to_hhmm: str) -> None:
    """Pull an event's "start" or "end" edge to a wall time of the same day."""
    piece = event(page, event_id).first if edge == "start" else event(page, event_id).last
    mark = _told(piece, edge)
    scroll_to(page, min(mark[11:16], to_hhmm))
    box = piece.bounding_box()
    assert box is not None
    x = box["x"] + 6  # beside any lesson in front
    grip_y = box["y"] + 1 if edge == "start" else box["y"] + box["height"] - 2
    day = piece.locator("xpath=ancestor::*[@role='cell'][1]").get_attribute("data-date") or ""
    _, y = point(page, day, to_hhmm)
    drag(page, (x, grip_y), (x, y + (3 if edge == "start" else -3)))


def is_for_thumbs(target: Locator) -> bool:
    """Whether a control is at least 44 pixels wide and high."""
    box = target.bounding_box()
    return box is not None and min(box["width"], box["height"]) >= 44
