"""How fast somebody may send: a bucket of tokens, which fills by itself."""


class Bucket:
    """`rate` tokens a second, at most `burst` at once. Seconds are of any clock that only goes
    forward."""

    def __init__(self, rate: float, burst: float, at: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = at

    def take(self, cost: float, at: float) -> float:
        """Take that many, even if they are not there yet: the seconds to wait until they are."""
        self._fill(at)
        self._tokens -= cost
        return max(0.0, -self._tokens / self._rate)

    def take_if_there(self, cost: float, at: float) -> bool:
        """Take that many if they are there."""
        self._fill(at)
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True

    def _fill(self, at: float) -> None:
        passed = max(0.0, at - self._at)
        self._tokens = min(self._burst, self._tokens + passed * self._rate)
        self._at = max(self._at, at)
