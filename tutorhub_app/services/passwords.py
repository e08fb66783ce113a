"""Password hashes (argon2id) and strength. Hashing is kept off the event loop and few at a time."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from passlib.context import CryptContext
from zxcvbn import zxcvbn

from tutorhub_app.domain.accounts import MAXIMUM_EMAIL, MAXIMUM_PASSWORD, MINIMUM_PASSWORD
from tutorhub_app.domain.errors import Invalid
from tutorhub_app.services.unit import in_thread

MINIMUM_SCORE = 2
# zxcvbn's time grows faster than the length, and with each more kind of sign that may stand for a
# letter: seconds, for a password made for it. What decides is found within these bounds.
_RATED_LENGTH = 40
_LETTER_LIKE = "4@8({[<369&#!1|0$5+7%2/"
_KINDS_KEPT = 4
_WORDS_KEPT = 20
_SHORTEST_WORD = 3
_SHORTEST_REST = 5
_NO_LETTERS = "~`_-=;:,.?'\"^*>)}]§±µ¶¿"
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
    words = _words(about_the_user)
    if _is_made_of(password, words):
        return Strength(0, _LABELS[0], "Your own name or email address is easy to guess.")
    result = zxcvbn(_rateable(password), user_inputs=words)
    feedback = result["feedback"]
    advice = feedback["warning"] or (feedback["suggestions"] or [""])[0]
    return Strength(result["score"], _LABELS[result["score"]], advice)


def _rateable(password: str) -> str:
    """The password's beginning, with letter-like signs beyond the first kinds made neutral."""
    start = password[:_RATED_LENGTH]
    surplus = [sign for sign in dict.fromkeys(start) if sign in _LETTER_LIKE][_KINDS_KEPT:]
    return start.translate({ord(sign): _NO_LETTERS[i] for i, sign in enumerate(surplus)})


def _words(about_the_user: Iterable[str]) -> list[str]:
    """Names and addresses, whole and in parts: alice.liddell@example.com, alice, liddell, ..."""
    whole = [text[:MAXIMUM_EMAIL].lower() for text in about_the_user if text]
    parts = [part for text in whole for part in re.split(r"[\W_]+", text) if part]
    return list(dict.fromkeys([*whole, *parts]))[:_WORDS_KEPT]


def _is_made_of(password: str, words: list[str]) -> bool:
    """Whether little is left of the password without these words."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            rest = rest.replace(word, "")
    return len(rest) < len(password) and len(re.sub(r"[\W_]", "", rest)) < _SHORTEST_REST


def require_acceptable(password: str, *about_the_user: str, field: str = "password") -> None:
    """Invalid on `field` when the password is too short, too long or too easy to guess."""
    if not password:
        raise Invalid.field(field, "Choose a password.")
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
        fits = await in_thread(_fits, password, password_hash)
    return fits and password_hash is not None


async def prepare() -> None:
    """Make the stand-in before the first sign-in, which would otherwise take longer than others."""
    await in_thread(_stand_in_hash)


def _fits(password: str, password_hash: str | None) -> bool:
    return bool(_context.verify(password, password_hash or _stand_in_hash()))


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
