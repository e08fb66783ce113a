"""How often something may happen: counted over a sliding window, at the cost of two counters."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many times within so many seconds."""

    most: int
    seconds: int

    def wait(self, before: int, now_in: int, passed: float) -> int:
        """Whole seconds until one more fits; 0 when it does.

        `before` is how often it happened in the last whole window, `now_in` in the present one, of
        which the share `passed` is over. What happened before is taken to be spread evenly.
        """
        if before * (1 - passed) + now_in < self.most:
            return 0
        # The window before counts less with each moment; a full one has to pass.
        free_at = 1 - (self.most - now_in) / before if now_in < self.most else 1.0
        return math.floor((free_at - passed) * self.seconds + _ROUNDING) + 1


_ROUNDING = 1e-3


class Counts:
    """How often each key was used. Forgets by itself what no longer counts. Not for threads."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._window = 0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def use(self, key: str, at: float) -> int:
        """Count one use at this second. When none is left, count nothing and say how many whole
        seconds to wait, else 0."""
        window, passed = divmod(at / self._rate.seconds, 1)
        if window != self._window:
            self._before = self._now if window == self._window + 1 else {}
            self._now = {}
            self._window = int(window)
        count = self._now.get(key, 0)
        wait = self._rate.wait(self._before.get(key, 0), count, passed)
        if not wait:
            self._now[key] = count + 1
        return wait
