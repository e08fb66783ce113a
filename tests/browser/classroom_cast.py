"""People in the room of an online lesson, each in a browser page of their own."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.rooms import make_lesson
from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.data import classroom_people
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.online_lessons import OnlineLesson
from tutorhub_app.services import online_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute

TEACHER, STUDENT = "teacher", "student"
SECONDS_TO_AGREE = 40
# Excalidraw asks for the fonts of what is drawn; all else of the board is drawn by the time.
BOARD_IS_READY = "() => window.thBoard && !window.thBoard.getAppState().isLoading"
SCENE = """() => Object.fromEntries(
    window.thBoard.getSceneElementsIncludingDeleted().map(({id, version, versionNonce, ...rest}) =>
        [id, JSON.stringify([version, versionNonce, rest.isDeleted, rest.x, rest.y, rest.width,
            rest.height, rest.points, rest.strokeColor, rest.text])]))"""
SEEN = "() => window.thBoard.getSceneElements().map(({type}) => type)"
USE_TOOL = "type => window.thBoard.setActiveTool({type})"
HAS_TOOL = "type => window.thBoard.getAppState().activeTool.type === type"


class Cast:
    """`open_page` is the fixture; the lesson began a minute ago, unless told otherwise."""

    def __init__(self, open_page: "Callable[..., Page]", **lesson: Any) -> None:
        self._open_page = open_page
        self.lesson = make_lesson(**lesson)
        self.drops: dict[Page, list[WebSocketRoute]] = {}

    def address(self, door: str) -> str:
        if door == TEACHER:
            return routes.board(self.lesson.teacher_token)
        return routes.lesson(self.lesson.student_slug)

    def at_door(self, door: str, **options: Any) -> "Page":
        """In the lobby."""
        page = self._open_page(**options)
        self.drops[page] = []
        page.route_web_socket("**/classroom/socket", lambda route: self._pass_on(page, route))
        page.goto(self.address(door))
        page.get_by_role("button", name="Join the lesson").wait_for()
        return page

    def inside(self, door: str, name: str, **options: Any) -> "Page":
        page = self.at_door(door, **options)
        join(page, name)
        page.wait_for_function(BOARD_IS_READY)
        return page

    def drop(self, page: "Page") -> None:
        """Break the connection; the page comes back by itself."""
        for route in self.drops[page]:
            route.close()
        self.drops[page].clear()

    def wait_until_empty(self) -> None:
        """The server has heard of it later than who left."""
        wait_until(self._is_empty, "Somebody is still inside.")

    def end(self, *, ago: timedelta = timedelta(minutes=30)) -> None:
        """Let the lesson have ended so long ago."""
        with unit_of_work(now=utc_now()) as session:
            row = session.get_one(OnlineLesson, self.lesson.id)
            row.starts_at = utc_now() - ago - timedelta(minutes=row.duration_minutes)
            row.ends_at = utc_now() - ago
            online_lessons.tell(session, row)

    def _is_empty(self) -> bool:
        with unit_of_work(now=utc_now()) as session:
            there = classroom_people.stays(session, self.lesson.id)
            return all(stay.left_at for stay in there)

    def _pass_on(self, page: "Page", route: "WebSocketRoute") -> None:
        route.connect_to_server()
        self.drops[page].append(route)


def join(page: "Page", name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join the lesson").click()


def use_tool(page: "Page", tool: str) -> None:
    page.evaluate(USE_TOOL, tool)
    # It is taken up with the next drawing of the page: a press before that would only select.
    page.wait_for_function(HAS_TOOL, arg=tool)


def stroke(page: "Page", x: int = 500, y: int = 300, length: int = 80) -> None:
    """With the pencil, clear of the board's own controls on a desk."""
    use_tool(page, "freedraw")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + length, y + length // 2, steps=8)
    page.mouse.up()


def rectangle(page: "Page", x: int = 500, y: int = 300) -> None:
    use_tool(page, "rectangle")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 100, y + 60, steps=4)
    page.mouse.up()


def seen(page: "Page") -> list[str]:
    """The types of what is on the page of the board."""
    types: list[str] = page.evaluate(SEEN)
    return types


def wait_until(is_so: Callable[[], Any], what: str) -> None:
    """Polls: what is waited for takes a network and another page."""
    deadline = time.monotonic() + SECONDS_TO_AGREE
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def wait_for_same_scene(*pages: "Page", count: int) -> None:
    """All show `count` elements, the same to each of their points."""

    def agree() -> bool:
        first, *others = [page.evaluate(SCENE) for page in pages]
        counts = {len(seen(page)) for page in pages}
        return counts == {count} and all(scene == first for scene in others)

    wait_until(agree, f"The boards differ: {[page.evaluate(SCENE) for page in pages]}")


def page_names(page: "Page") -> list[str]:
    return page.get_by_role("navigation", name="Pages of the board").locator("li").all_inner_texts()


def present_page(page: "Page") -> str:
    return page.locator(".room-page[aria-current=page]").inner_text()
