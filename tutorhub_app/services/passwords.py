"""Password hashes (argon2id) and strength. Hashing is kept off the event loop and few at a time."""

import asyncio
from dataclasses import dataclass
from functools import lru_cache

from passlib.context import CryptContext
from zxcvbn import zxcvbn

from tutorhub_app.domain.accounts import MAXIMUM_PASSWORD, MINIMUM_PASSWORD
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.services.unit import in_thread

MINIMUM_SCORE = 2
# zxcvbn's time grows faster than the length; what decides stands at the front.
_RATED_LENGTH = 72
_HASHES_AT_ONCE = 2

_context = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=19456,
    argon2__time_cost=2,
    argon2__parallelism=1,
)
_LABELS = ("Very weak", "Weak", "Fair", "Good", "Strong")


@dataclass(frozen=True, slots=True)
class Strength:
    """`score` 0..4, its label, and what would make the password better."""

    score: int
    label: str
    advice: str

    @property
    def accepted(self) -> bool:
        return self.score >= MINIMUM_SCORE


def strength(password: str, *about_the_user: str) -> Strength:
    """How well a password resists guessing; words about the user count as guessable."""
    if not password:
        return Strength(0, "", "")
    if len(password) < MINIMUM_PASSWORD:
        return Strength(0, "Too short", f"Use at least {MINIMUM_PASSWORD} characters.")
    result = zxcvbn(password[:_RATED_LENGTH], user_inputs=[w for w in about_the_user if w])
    feedback = result["feedback"]
    advice = feedback["warning"] or (feedback["suggestions"] or [""])[0]
    return Strength(result["score"], _LABELS[result["score"]], advice)


def require_acceptable(password: str, *about_the_user: str, field: str = "password") -> None:
    """Invalid on `field` when the password is too short, too long or too easy to guess."""
    if len(password) > MAXIMUM_PASSWORD:
        raise Invalid.field(field, f"Use at most {MAXIMUM_PASSWORD} characters.")
    rated = strength(password, *about_the_user)
    if not rated.accepted:
        advice = rated.advice or "Use several uncommon words."
        raise Invalid.field(field, f"This password is too easy to guess. {advice}".strip())


def hash_now(password: str) -> str:
    """Hash in this thread. For start-up work; requests use `hash_password`."""
    return str(_context.hash(password))


async def hash_password(password: str) -> str:
    async with _turn():
        return await in_thread(hash_now, password)


async def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no."""
    if len(password) > MAXIMUM_PASSWORD:
        password, password_hash = "", None
    async with _turn():
        fits = await in_thread(_context.verify, password, password_hash or _stand_in_hash())
    return bool(fits) and password_hash is not None


_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def _turn() -> asyncio.Semaphore:
    """The semaphore of the running loop: few hashes at once, for each takes 19 MiB and a core."""
    loop = asyncio.get_running_loop()
    if loop not in _turns:
        _turns.clear()
        _turns[loop] = asyncio.Semaphore(_HASHES_AT_ONCE)
    return _turns[loop]


@lru_cache
def _stand_in_hash() -> str:
    return hash_now("nobody has this password")
