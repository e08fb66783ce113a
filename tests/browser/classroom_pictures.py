"""What people in a lesson see of each other, and their devices: Chromium makes up both."""

import re
from typing import TYPE_CHECKING, Any

from tests.browser.classroom_cast import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DEVICES = "--use-fake-device-for-media-stream"
NO_QUESTIONS = "--use-fake-ui-for-media-stream"
"""Lets every page use them, and chooses a screen to share."""
BOTH = ["camera", "microphone"]

# The time of the picture, and its pixels in little.
SHOWN = """figure => {
    const video = figure.querySelector("video");
    if (!video?.videoWidth) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [48, 27];
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 48, 27);
    return [video.currentTime, context.getImageData(0, 0, 48, 27).data.join()];
}"""
# Keeps each track that the page is given, to see what becomes of it.
REMEMBER_TRACKS = """
    window.given = [];
    const devices = navigator.mediaDevices;
    for (const method of ["getUserMedia", "getDisplayMedia"]) {
        const ask = devices[method].bind(devices);
        devices[method] = async (wish) => {
            const stream = await ask(wish);
            window.given.push(...stream.getTracks());
            return stream;
        };
    }
"""
LIVE_TRACKS = "() => given.filter(track => track.readyState === 'live').map(({kind}) => kind)"
SOUNDS_PLAY = """figure => {
    const audio = figure.querySelector("audio");
    // The sound may come later than the picture.
    const track = audio?.srcObject?.getAudioTracks()[0];
    return track?.readyState === "live" && !audio.paused;
}"""


def tile(page: "Page", label: str) -> "Locator":
    """The tile that is called exactly so: a name, then in words what is to say of it. That somebody
    speaks is not said of the made-up microphone: it only beeps now and then."""
    words = re.escape(label)
    name, _, signs = words.partition(",")
    pattern = f"^{name}(, Speaking)?{',' if signs else ''}{signs}$"
    return page.get_by_role("figure", name=re.compile(pattern))


def wait_until_it_moves(page: "Page", label: str) -> None:
    """The picture goes on, and is another one than before."""
    tile(page, label).wait_for()
    seen: list[Any] = []

    def moves() -> bool:
        shown = tile(page, label).evaluate(SHOWN)
        if shown is not None:
            seen.append(shown)
        return bool(seen) and seen[-1][0] > seen[0][0] and seen[-1][1] != seen[0][1]

    wait_until(moves, f"The picture of {label} stands still.")
