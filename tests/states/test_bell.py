"""The bell without a browser: what it counts, and what is news."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from reflex.state import State

from tests.factories import NOW, make_principal
from tutorhub_app import routes
from tutorhub_app.domain.accounts import Principal, Role
from tutorhub_app.domain.notices import NoticeKind, NoticeRecord
from tutorhub_app.services import notices
from tutorhub_app.services.unit import call
from tutorhub_app.states import guard
from tutorhub_app.states.app import AppState
from tutorhub_app.states.bell import BellState
from tutorhub_app.states.notice_lines import family_of, leads_to, notice_line
from tutorhub_app.states.notices import NoticesState


@pytest.fixture
def bob(database: Path) -> Principal:
    principal = make_principal(fullname="Bob", time_zone="Asia/Tokyo")
    guard._current.set(principal)
    return principal


class Tab:
    """A tab's state tree, whose handlers are called past the guard."""

    def __init__(self) -> None:
        self.root: Any = State(_reflex_internal_init=True)  # type: ignore[call-arg]
        self.root.get_substate(AppState.get_full_name().split("."))._show(guard.principal())

    async def bell(self, handler: str) -> Any:
        state = self.root.get_substate(BellState.get_full_name().split("."))
        await BellState.event_handlers[handler].fn(state)
        return state

    async def page(self, handler: str, *args: Any) -> tuple[Any, Any]:
        state = self.root.get_substate(NoticesState.get_full_name().split("."))
        return state, await NoticesState.event_handlers[handler].fn(state, *args)


def _tell(person: Principal, by: str = "Alice", **facts: str) -> None:
    call(
        notices.tell,
        person.user_id,
        NoticeKind.LESSON_BOOKED,
        object_id="a lesson",
        facts={"by": by, "pack": "Algebra", "room": "room-1", **facts},
    )


async def test_what_waited_before_the_page_was_opened_is_counted_and_is_no_news(
    bob: Principal,
) -> None:
    _tell(bob)
    bell = await Tab().bell("look")
    assert (bell.unread, bell.news.key) == (1, 0)


async def test_what_comes_while_the_page_is_open_is_told_once_in_the_reader_s_time(
    bob: Principal,
) -> None:
    tab = Tab()
    _tell(bob)
    await tab.bell("look")
    _tell(bob, by="Clara", startsAt="2026-03-03T17:00:00+00:00")
    bell = await tab.bell("hear")
    assert (bell.unread, bell.news.key, bell.news.title) == (2, 1, "Lesson booked")
    assert bell.news.text == "Clara booked a lesson of Algebra on Wed 4 Mar 02:00."
    assert (await tab.bell("hear")).news.key == 1


async def test_several_at_once_are_one_piece_of_news(bob: Principal) -> None:
    tab = Tab()
    await tab.bell("look")
    for _ in range(3):
        _tell(bob)
    bell = await tab.bell("hear")
    assert (bell.unread, bell.news.title, bell.news.id) == (3, "3 new notices", "")


async def test_what_is_read_elsewhere_counts_down_and_is_no_news(bob: Principal) -> None:
    tab = Tab()
    _tell(bob)
    _tell(bob)
    await tab.bell("look")
    call(notices.mark_all_read, bob)
    bell = await tab.bell("hear")
    assert (bell.unread, bell.news.key) == (0, 0)


async def test_opening_a_notice_marks_it_and_leads_to_its_lesson(bob: Principal) -> None:
    _tell(bob)
    [notice] = call(notices.notices_of, bob).rows
    _, event = await Tab().page("open", notice.id)
    assert routes.lesson("room-1") in str(event)
    assert call(notices.bell, bob).unread == 0


async def test_a_notice_of_another_is_not_opened(bob: Principal) -> None:
    other = make_principal(Role.TUTOR)
    _tell(other)
    [notice] = call(notices.notices_of, other).rows
    page, event = await Tab().page("open", notice.id)
    assert event is None
    assert page.toast.kind == "error"
    assert call(notices.bell, other).unread == 1


def _record(kind: NoticeKind, **facts: str) -> NoticeRecord:
    return NoticeRecord("id", kind, "an object", facts, NOW, None)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_leads_to_a_page(kind: NoticeKind) -> None:
    assert routes.is_local(leads_to(_record(kind)))


def test_a_lesson_that_is_gone_leads_to_all_lessons() -> None:
    assert leads_to(_record(NoticeKind.LESSON_CANCELED)) == routes.LESSONS


def test_a_line_tells_how_long_ago_and_when_exactly() -> None:
    line = notice_line(
        _record(NoticeKind.ROLE_CHANGED, role="tutor"),
        viewer_zone="Europe/Berlin",
        hours=24,
        now=NOW + timedelta(hours=3),
    )
    assert (line.when, line.at, line.unread) == ("3 hours ago", "Mon 5 Jan 09:00", True)
    assert line.family == family_of(NoticeKind.ROLE_CHANGED) == "account"
