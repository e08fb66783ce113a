"""Texts people enter: cleaned, and refused with a sentence that says what is allowed."""

import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

MAXIMUM_TAGS = 12
MAXIMUM_TAG = 40
MAXIMUM_LINK = 500

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# A browser opens no address with one of them in the host; before an "@" stands a user name.
_NO_HOST = frozenset("@%<>^|")

Faults = dict[str, str]
"""A field's name -> what is allowed there."""


def clean_line(text: str) -> str:
    """One line: composed, without control characters, blanks joined and trimmed."""
    return " ".join(_without_controls(text).split())


def clean_lines(text: str) -> str:
    """Several lines: each trimmed at its end, never two empty ones in a row."""
    lines: list[str] = []
    for line in _without_controls(text, but="\n\t").replace("\t", " ").split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip()


def checked_length(text: str, field: str, faults: Faults, *, least: int = 0, most: int) -> str:
    """The text; `faults` gets a sentence when it is shorter or longer than allowed."""
    if not least <= len(text) <= most:
        amount = f"{least} to {most}" if least else f"at most {most}"
        faults[field] = f"Enter {amount} characters."
    return text


def checked_tags(names: Iterable[str], field: str, faults: Faults) -> tuple[str, ...]:
    """The names in the order given, each once in whatever case, empty ones left out."""
    kept: dict[str, str] = {}
    for tag in map(clean_line, names):
        if tag:
            kept.setdefault(tag.casefold(), tag)
    tags = tuple(kept.values())
    if len(tags) > MAXIMUM_TAGS:
        faults[field] = f"Enter at most {MAXIMUM_TAGS}."
    elif any(len(tag) > MAXIMUM_TAG for tag in tags):
        faults[field] = f"Keep each to at most {MAXIMUM_TAG} characters."
    return tags


def checked_link(text: str, field: str, faults: Faults) -> str:
    """An http or https address, or nothing. One with a user name in it could pose as another."""
    link = text.strip()
    if link and not is_web_link(link):
        faults[field] = "Enter a web address that begins with https:// or http://."
    return link


def folded(text: str) -> str:
    """The text as it is searched and compared: without case and accents ("Été" is "ete")."""
    # Some letters have a case only once they are decomposed, and some decompose only then.
    lower = unicodedata.normalize("NFKD", text).casefold()
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def search_terms(text: str, most: int = 6) -> tuple[str, ...]:
    """The words to look for, folded, each once; no more than `most`."""
    return tuple(dict.fromkeys(folded(text).split()))[:most]


def is_web_link(link: str, *, longest: int = MAXIMUM_LINK) -> bool:
    if len(link) > longest or " " in link or not link.isprintable():
        return False
    try:
        parts = urlsplit(link)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    has_host = bool(parts.hostname) and not _NO_HOST.intersection(parts.netloc)
    is_whole = has_host and port_is_valid and "\\" not in link
    return is_whole and parts.scheme in ("http", "https")


def _without_controls(text: str, but: str = "") -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter if letter in but or not _is_control(letter) else " " for letter in text)


def _is_control(letter: str) -> bool:
    """Control characters, halves of a pair, and those that turn the direction of what follows."""
    return unicodedata.category(letter) in ("Cc", "Cs") or letter in _TURNING
