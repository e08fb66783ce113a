"""Recording a lesson in real pages with made-up cameras: over a drop and a reload to a video that
plays and seeks, for those it is for."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import pytest
from playwright.sync_api import expect
from sqlmodel import select

from tests.browser.classroom_cast import (
    BOARD_IS_READY,
    STUDENT,
    TEACHER,
    Cast,
    join,
    stroke,
    wait_until,
)
from tutorhub_app.clock import utc_now
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.data.recordings import Recording
from tutorhub_app.domain.recordings import RecordingState
from tutorhub_app.integrations import recordings as files
from tutorhub_app.services.recording_videos import folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

DEVICES = "--use-fake-device-for-media-stream"
PIECES = "**/classroom/recordings/*/parts/**"
MILLISECONDS_TO_MAKE = 60_000

PLAY_FROM = """async ([url, second]) => {
    const video = document.createElement("video");
    Object.assign(video, {src: url, muted: true});
    document.body.append(video);
    await new Promise((resolve, reject) => {
        video.onloadedmetadata = resolve;
        video.onerror = () => reject(new Error(video.error.message));
    });
    video.currentTime = second;
    await new Promise(resolve => { video.onseeked = resolve; });
    const sought = video.currentTime;
    await video.play();
    while (video.currentTime < sought + 0.5) await new Promise(requestAnimationFrame);
    const {duration, videoWidth} = video;
    video.remove();
    return [duration, sought, videoWidth];
}"""
ASK_FOR = """async ([url, method, range]) => {
    const answer = await fetch(url, {method, headers: range ? {Range: range} : {}});
    const {byteLength} = await answer.arrayBuffer();
    return [answer.status, byteLength, answer.headers.get("content-range")];
}"""
START_AS = """async ticket => {
    const answer = await fetch("/classroom/recordings", {
        method: "POST",
        headers: {"content-type": "application/json", authorization: `Bearer ${ticket}`},
        body: JSON.stringify({mediaType: "video/webm"}),
    });
    return [answer.status, (await answer.json()).message];
}"""
SEND_AS = """async ([ticket, id]) => {
    const answer = await fetch(`/classroom/recordings/${id}/parts/0/pieces/0`, {
        method: "PUT", headers: {authorization: `Bearer ${ticket}`}, body: "piece",
    });
    return answer.status;
}"""
TICKET_OF = """async ([door, token]) => {
    const answer = await fetch("/classroom/enter", {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({
            door, token, name: "Cleo", participant: "0197a3f2-7c1e-7d3a-9c55-0f6a2b8f1d20",
        }),
    });
    return (await answer.json()).ticket;
}"""


@pytest.fixture(scope="module")
def browser(launch_browser):
    return launch_browser(DEVICES)


@pytest.fixture
def cast(app_database: str, open_page) -> Cast:
    return Cast(lambda **options: open_page(permissions=["camera", "microphone"], **options))


def record(page: "Page") -> None:
    page.get_by_role("button", name="Record the lesson").click()
    page.get_by_role("button", name="Stop recording").wait_for()


def recordings(cast: Cast) -> list[Recording]:
    with unit_of_work(now=utc_now(), readonly=True) as session:
        mine = Recording.lesson_id == cast.lesson.id
        return list(session.exec(select(Recording).where(mine)).all())


def wait_for_pieces(cast: Cast, part: int, count: int) -> None:
    """Until the server has so many of this part."""

    def there() -> int:
        kept = [files.kept_pieces(folder(), each.id) for each in recordings(cast)]
        return sum(len(parts.get(part, ())) for parts in kept)

    wait_until(lambda: there() >= count, f"Of part {part} there are {there()} pieces.")


def pictures(video: Path) -> list[Any]:
    with av.open(str(video)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def sound(video: Path) -> int:
    """The loudest sample."""
    with av.open(str(video)) as container:
        resampler = av.AudioResampler("s16", "mono", 48_000)
        heard = [each for frame in container.decode(audio=0) for each in resampler.resample(frame)]
        return max(
            max(memoryview(bytes(frame.planes[0])).cast("h")[: frame.samples]) for frame in heard
        )


def test_a_lesson_is_recorded_over_a_drop_and_a_reload_and_then_plays_and_seeks(
    cast: Cast, faults_of
):
    hers, his = cast.inside(TEACHER, "Ana"), cast.inside(STUDENT, "Ben")
    expect(his.get_by_role("button", name="Record the lesson")).to_have_count(0)
    stroke(hers, length=200)
    record(hers)
    expect(his.locator(".room-head")).to_contain_text("Recording")
    wait_for_pieces(cast, part=0, count=2)

    # Without a connection the pieces wait in the browser.
    faults_of(hers).allow("net::ERR_FAILED")
    hers.route(PIECES, lambda route: route.abort())
    cast.drop(hers)
    expect(hers.get_by_text("of the recording are kept here")).to_be_visible()
    hers.unroute(PIECES)
    wait_for_pieces(cast, part=0, count=6)

    hers.reload()
    join(hers, "Ana")
    hers.wait_for_function(BOARD_IS_READY)
    hers.get_by_role("button", name="Stop recording").wait_for()
    expect(his.locator(".room-head")).to_contain_text("Recording")
    wait_for_pieces(cast, part=1, count=3)
    hers.get_by_role("button", name="Stop recording").click()
    watch = hers.get_by_role("link", name="Watch it")
    watch.wait_for(timeout=MILLISECONDS_TO_MAKE)
    expect(his.locator(".room-head")).not_to_contain_text("Recording")

    [made] = recordings(cast)
    assert made.state == RecordingState.READY
    address = watch.get_attribute("href")
    length = (made.duration_ms or 0) / 1000
    assert length > 7
    for page in (hers, his):
        duration, sought, width = page.evaluate(PLAY_FROM, [address, length - 2])
        assert duration == pytest.approx(length, abs=0.5)
        assert sought == pytest.approx(length - 2, abs=0.5)
        assert width >= 960
    assert his.evaluate(ASK_FOR, [address, "GET", "bytes=100-199"]) == [
        206,
        100,
        f"bytes 100-199/{made.size}",
    ]
    assert his.evaluate(ASK_FOR, [address, "GET", f"bytes={made.size}-"])[0] == 416
    assert his.evaluate(ASK_FOR, [address, "HEAD", ""])[:2] == [200, 0]

    video = files.find_video(folder(), made.id)
    assert video is not None
    last = pictures(video)[-1]
    width, height = last.size
    board = last.crop((0, 0, width * 4 // 5, height)).convert("L")
    people = last.crop((width * 4 // 5, 0, width, height // 2))
    assert board.getextrema()[0] < 100, "The stroke is not in the picture."
    # The made-up camera is green.
    colours = [colour for _, colour in people.getcolors(people.width * people.height)]
    assert any(green > 120 and red < 60 for red, green, _ in colours), "Nobody is seen."
    assert sound(video) > 500, "Nobody is heard."


def test_who_leaves_while_recording_leaves_it_whole(cast: Cast):
    hers = cast.inside(TEACHER, "Ana")
    record(hers)
    wait_for_pieces(cast, part=0, count=2)
    hers.get_by_role("button", name="Leave", exact=True).click()
    hers.get_by_role("heading", name="Thank you").wait_for()

    def is_ready() -> bool:
        return [each.state for each in recordings(cast)] == [RecordingState.READY]

    wait_until(is_ready, "It is not put together.")


def test_a_student_and_a_stranger_can_not_record(cast: Cast, open_page):
    his = cast.inside(STUDENT, "Ben")
    elsewhere = Cast(open_page)
    teachers, students, foreign = (
        his.evaluate(TICKET_OF, [door, token])
        for door, token in (
            (TEACHER, cast.lesson.teacher_token),
            (STUDENT, cast.lesson.student_slug),
            (TEACHER, elsewhere.lesson.teacher_token),
        )
    )
    assert his.evaluate(START_AS, students) == [401, "errMsg_onlyTheTeacher"]
    assert his.evaluate(START_AS, teachers[:-2]) == [401, "errMsg_ticketIsNotValid"]
    assert recordings(cast) == []
    assert his.evaluate(START_AS, teachers)[0] == 201
    [begun] = recordings(cast)
    for ticket, status in ((students, 404), (foreign, 404), ("", 401), (teachers, 204)):
        assert his.evaluate(SEND_AS, [ticket, begun.id]) == status
