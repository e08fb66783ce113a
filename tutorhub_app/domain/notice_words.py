"""The words of each notice, made when it is read: in the reader's zone, by the reader's clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tutorhub_app.domain import words
from tutorhub_app.domain.notices import NoticeKind

LONGEST_REASON = 240


@dataclass(frozen=True, slots=True)
class NoticeWords:
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts, as words. A fact that is missing leaves a sentence that is less exact."""

    facts: Mapping[str, str]
    zone: tzinfo
    hour_cycle: int

    def who(self, *names: str) -> str:
        """The first of these people who is named."""
        return next((self.facts[name] for name in names if self.facts.get(name)), "Somebody")

    @property
    def pack(self) -> str:
        return self.facts.get("pack") or "a course pack"

    @property
    def count(self) -> int:
        count = self.facts.get("count", "")
        return int(count) if count.isascii() and count.isdigit() else 1

    def at(self, name: str = "startsAt", before: str = " on ") -> str:
        """Such as " on Tue 3 Mar 18:00"; "" when it is not known."""
        try:
            instant = datetime.fromisoformat(self.facts.get(name, ""))
        except ValueError:
            return ""
        return before + words.day_and_clock(instant, self.zone, self.hour_cycle)

    @property
    def lessons(self) -> str:
        """What it is about, such as "12 lessons of Algebra with Bob"."""
        what = f"{self.count} lessons" if self.count > 1 else "a lesson"
        other = self.facts.get("with")
        return f"{what} of {self.pack}{f' with {other}' if other else ''}"

    @property
    def you(self) -> str:
        """On which side of a screening the reader stands; "" when it is not said."""
        return self.facts.get("you", "")

    @property
    def is_by_a_third(self) -> bool:
        """Whether neither the student nor the tutor of a screening did it."""
        people = (self.facts.get("student"), self.facts.get("tutor"))
        return self.facts.get("by") not in (None, *people)

    @property
    def student_s(self) -> str:
        """Whose screening it is, for those to whom that is to be said; such as " of Bob"."""
        student = self.facts.get("student")
        return f" of {student}" if student and self.you in ("tutor", "admin") else ""

    def because(self) -> str:
        """The reason as it was written, shortened; "" without one."""
        reason = " ".join(self.facts.get("reason", "").split())
        if len(reason) > LONGEST_REASON:
            reason = reason[: LONGEST_REASON - 1].rstrip() + "…"
        return f" “{reason}”" if reason else ""


def words_of(
    kind: NoticeKind, facts: Mapping[str, str], zone: tzinfo, hour_cycle: int = 24
) -> NoticeWords:
    title, sentence = _WORDS[kind](_Told(facts, zone, hour_cycle))
    return NoticeWords(title, sentence)


_Pair = tuple[str, str]


def _requested(told: _Told) -> _Pair:
    if told.you == "student":
        sentence = f"{told.who('by')} asked for a screening meeting for you before {told.pack}."
        return "Screening requested", sentence
    who = told.who("student", "by")
    return "New screening request", f"{who} asks to meet before {told.pack}."


def _offered(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    return "Other times offered", f"{who} proposes other times to meet about {told.pack}."


def _agreed(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    did = "set the time to meet" if told.is_by_a_third else "agreed to meet"
    return "Screening meeting agreed", f"{who} {did} about {told.pack}{told.at()}."


def _unplanned(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    return (
        "Screening meeting called off",
        f"{who} called off the meeting about {told.pack}{told.at()}.{told.because()}",
    )


def _link(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    return (
        "Screening meets elsewhere",
        f"{who} changed the address of the meeting about {told.pack}{told.at()}.",
    )


def _withdrawn(told: _Told) -> _Pair:
    who = told.who("student", "by")
    return "Screening request withdrawn", f"{who} no longer asks to meet about {told.pack}."


def _approved(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    if told.you == "tutor":
        sentence = f"{who} approved {told.who('student')} for {told.pack}."
        return "Screening approved", sentence + told.because()
    return (
        "You are approved",
        f"{who} approved you for {told.pack}. Now you can enroll and book.{told.because()}",
    )


def _rejected(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    if told.you == "tutor":
        sentence = f"{who} did not approve {told.who('student')} for {told.pack}."
        return "Screening not approved", sentence + told.because()
    return "You are not approved", f"{who} did not approve you for {told.pack}.{told.because()}"


def _reopened(told: _Told) -> _Pair:
    who = told.who("by", "tutor")
    return (
        "Screening reopened",
        f"{who} took the decision about {told.pack} back. It is open again.{told.because()}",
    )


def _expired(told: _Told) -> _Pair:
    if told.you == "student":
        sentence = f"Your request to meet about {told.pack} was not answered in time. Ask again."
    else:
        asked = f"The request{told.student_s} to meet about {told.pack}"
        sentence = f"{asked} was not answered in time."
    return "Screening request expired", sentence


def _appealed(told: _Told) -> _Pair:
    who, tutor = told.who("student", "by"), told.facts.get("tutor") or "the tutor"
    if told.you == "tutor":
        sentence = f"{who} appeals against your decision about {told.pack}."
        return "Appeal against your decision", f"{sentence} An administrator looks at it."
    return "Appeal to decide", f"{who} appeals against the decision of {tutor} about {told.pack}."


_DECIDED = {
    "approved": "approved",
    "rejected": "not approved",
    "reopened": "open again",
    "pending": "open again",
}


def _overridden(told: _Told) -> _Pair:
    who = told.who("by")
    became = _DECIDED.get(told.facts.get("decision", ""))
    title = f"Now {became}" if became else "Decision changed"
    what = f"decided otherwise about the screening{told.student_s} for {told.pack}"
    return (
        f"Screening: {title[0].lower()}{title[1:]}",
        f"{who} {what}{f': {became}' if became else ''}.{told.because()}",
    )


def _appeal_answered(told: _Told) -> _Pair:
    who = told.who("by")
    if told.facts.get("decision") == "rejected":
        appeal = f"the appeal{told.student_s} about {told.pack}"
        answer = f"{who} looked at {appeal} and leaves the decision as it was."
        return "Appeal not granted", answer + told.because()
    answer = f"{who} granted the appeal{told.student_s} about {told.pack}."
    return "Appeal granted", answer + told.because()


def _booked(told: _Told) -> _Pair:
    when = told.at(before=", the first on " if told.count > 1 else " on ")
    return _lesson_title(told, "booked"), f"{told.who('by')} booked {told.lessons}{when}."


def _moved(told: _Told) -> _Pair:
    who = told.who("by")
    if told.count > 1:
        first = told.at(before=". The first is now on ")
        return _lesson_title(told, "moved"), f"{who} moved {told.lessons}{first}."
    when = told.at("was", " from ") + told.at(before=" to ")
    return _lesson_title(told, "moved"), f"{who} moved {told.lessons}{when}."


def _canceled(told: _Told) -> _Pair:
    when = told.at(before=", the first on " if told.count > 1 else " on ")
    sentence = f"{told.who('by')} cancelled {told.lessons}{when}.{told.because()}"
    return _lesson_title(told, "cancelled"), sentence


def _lesson_title(told: _Told, what: str) -> str:
    return f"{told.count} lessons {what}" if told.count > 1 else f"Lesson {what}"


def _place_changed(told: _Told) -> _Pair:
    who = told.who("by")
    return (
        "Lesson held elsewhere",
        f"{who} changed where {told.lessons}{told.at()} is held.",
    )


def _role_changed(told: _Told) -> _Pair:
    role = told.facts.get("role", "")
    article = "an" if role[:1] in ("a", "e", "i", "o", "u") else "a"
    now = f"You are now {article} {role}." if role else "You have another role now."
    return "Your role has changed", now


def _permission_changed(told: _Told) -> _Pair:
    what = told.facts.get("what") or "An administrator changed what you may do."
    return "What you may do has changed", what


def _sessions_ended(told: _Told) -> _Pair:
    return (
        "You were signed out everywhere",
        "An administrator ended your sessions. Is your password known to others? Choose a new one.",
    )


def _keys_revoked(told: _Told) -> _Pair:
    return (
        "Your API keys were revoked",
        "An administrator revoked them: your programs need new ones.",
    )


_WORDS: dict[NoticeKind, Callable[[_Told], _Pair]] = {
    NoticeKind.SCREENING_REQUESTED: _requested,
    NoticeKind.SCREENING_OFFERED: _offered,
    NoticeKind.SCREENING_AGREED: _agreed,
    NoticeKind.SCREENING_UNPLANNED: _unplanned,
    NoticeKind.SCREENING_LINK: _link,
    NoticeKind.SCREENING_WITHDRAWN: _withdrawn,
    NoticeKind.SCREENING_APPROVED: _approved,
    NoticeKind.SCREENING_REJECTED: _rejected,
    NoticeKind.SCREENING_REOPENED: _reopened,
    NoticeKind.SCREENING_EXPIRED: _expired,
    NoticeKind.SCREENING_APPEALED: _appealed,
    NoticeKind.SCREENING_OVERRIDDEN: _overridden,
    NoticeKind.SCREENING_APPEAL_UPHELD: _appeal_answered,
    NoticeKind.LESSON_BOOKED: _booked,
    NoticeKind.LESSON_MOVED: _moved,
    NoticeKind.LESSON_CANCELED: _canceled,
    NoticeKind.LESSON_PLACE_CHANGED: _place_changed,
    NoticeKind.ROLE_CHANGED: _role_changed,
    NoticeKind.PERMISSION_CHANGED: _permission_changed,
    NoticeKind.SESSIONS_ENDED: _sessions_ended,
    NoticeKind.KEYS_REVOKED: _keys_revoked,
}
