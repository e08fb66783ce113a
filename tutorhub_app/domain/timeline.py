"""The way of something in steps, ready to be drawn."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How far a step is. The last three are ends: good, bad, or neither."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    GOOD = "good"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """`when` and `text` may be empty; `text` is what somebody wrote, or what the step waits for."""

    title: str
    mark: Mark
    when: str = ""
    text: str = ""
