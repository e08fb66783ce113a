"""The words of notices: of every kind, in the reader's zone, with whatever facts there are."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.notice_words import LONGEST_REASON, words_of
from tutorhub_app.domain.notices import NoticeKind

SCREENING = {"student": "Bob", "tutor": "Alice", "pack": "Olympiad"}
WHEN = {"startsAt": "2026-03-03T17:00:00+00:00"}
LESSON = {"by": "Bob", "pack": "Algebra", **WHEN, "room": "abc"}
BERLIN = ZoneInfo("Europe/Berlin")

CASES: list[tuple[NoticeKind, dict[str, str], str, str]] = [
    (
        NoticeKind.SCREENING_REQUESTED,
        SCREENING,
        "New screening request",
        "Bob asks to meet before Olympiad.",
    ),
    (
        NoticeKind.SCREENING_OFFERED,
        SCREENING | {"by": "Bob"},
        "Other times offered",
        "Bob proposes other times to meet about Olympiad.",
    ),
    (
        NoticeKind.SCREENING_AGREED,
        SCREENING | WHEN,
        "Screening meeting agreed",
        "Alice agreed to meet about Olympiad on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.SCREENING_REQUESTED,
        SCREENING | {"by": "Ada", "you": "student"},
        "Screening requested",
        "Ada asked for a screening meeting for you before Olympiad.",
    ),
    (
        NoticeKind.SCREENING_AGREED,
        SCREENING | WHEN | {"by": "Ada"},
        "Screening meeting agreed",
        "Ada set the time to meet about Olympiad on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.SCREENING_APPROVED,
        SCREENING | {"by": "Vera", "you": "tutor"},
        "Screening approved",
        "Vera approved Bob for Olympiad.",
    ),
    (
        NoticeKind.SCREENING_REJECTED,
        SCREENING | {"by": "Vera", "you": "tutor", "reason": "Too early."},
        "Screening not approved",
        "Vera did not approve Bob for Olympiad. “Too early.”",
    ),
    (
        NoticeKind.SCREENING_OVERRIDDEN,
        SCREENING | {"by": "Ada", "you": "student", "decision": "reopened"},
        "Screening: now open again",
        "Ada decided otherwise about the screening for Olympiad: open again.",
    ),
    (
        NoticeKind.SCREENING_UNPLANNED,
        SCREENING | WHEN | {"reason": "I am\nill."},
        "Screening meeting called off",
        "Alice called off the meeting about Olympiad on Tue 3 Mar 18:00. “I am ill.”",
    ),
    (
        NoticeKind.SCREENING_LINK,
        SCREENING | WHEN,
        "Screening meets elsewhere",
        "Alice changed the address of the meeting about Olympiad on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.SCREENING_WITHDRAWN,
        SCREENING,
        "Screening request withdrawn",
        "Bob no longer asks to meet about Olympiad.",
    ),
    (
        NoticeKind.SCREENING_APPROVED,
        SCREENING | {"reason": "Well done."},
        "You are approved",
        "Alice approved you for Olympiad. Now you can enroll and book. “Well done.”",
    ),
    (
        NoticeKind.SCREENING_REJECTED,
        SCREENING | {"reason": "Too early."},
        "You are not approved",
        "Alice did not approve you for Olympiad. “Too early.”",
    ),
    (
        NoticeKind.SCREENING_REOPENED,
        SCREENING,
        "Screening reopened",
        "Alice took the decision about Olympiad back. It is open again.",
    ),
    (
        NoticeKind.SCREENING_EXPIRED,
        SCREENING,
        "Screening request expired",
        "The request to meet about Olympiad was not answered in time.",
    ),
    (
        NoticeKind.SCREENING_EXPIRED,
        SCREENING | {"you": "tutor"},
        "Screening request expired",
        "The request of Bob to meet about Olympiad was not answered in time.",
    ),
    (
        NoticeKind.SCREENING_EXPIRED,
        SCREENING | {"you": "student"},
        "Screening request expired",
        "Your request to meet about Olympiad was not answered in time. Ask again.",
    ),
    (
        NoticeKind.SCREENING_APPEALED,
        SCREENING,
        "Appeal to decide",
        "Bob appeals against the decision of Alice about Olympiad.",
    ),
    (
        NoticeKind.SCREENING_APPEALED,
        SCREENING | {"you": "tutor"},
        "Appeal against your decision",
        "Bob appeals against your decision about Olympiad. An administrator looks at it.",
    ),
    (
        NoticeKind.SCREENING_OVERRIDDEN,
        SCREENING | {"by": "Ada", "decision": "approved", "reason": "A mistake."},
        "Screening: now approved",
        "Ada decided otherwise about the screening for Olympiad: approved. “A mistake.”",
    ),
    (
        NoticeKind.SCREENING_OVERRIDDEN,
        SCREENING | {"by": "Ada", "decision": "rejected", "you": "tutor"},
        "Screening: now not approved",
        "Ada decided otherwise about the screening of Bob for Olympiad: not approved.",
    ),
    (
        NoticeKind.SCREENING_OVERRIDDEN,
        SCREENING | {"by": "Ada"},
        "Screening: decision changed",
        "Ada decided otherwise about the screening for Olympiad.",
    ),
    (
        NoticeKind.SCREENING_APPEAL_UPHELD,
        SCREENING | {"by": "Ada", "decision": "approved"},
        "Appeal granted",
        "Ada granted the appeal about Olympiad.",
    ),
    (
        NoticeKind.SCREENING_APPEAL_UPHELD,
        SCREENING | {"by": "Ada", "decision": "rejected"},
        "Appeal not granted",
        "Ada looked at the appeal about Olympiad and leaves the decision as it was.",
    ),
    (
        NoticeKind.LESSON_BOOKED,
        LESSON,
        "Lesson booked",
        "Bob booked a lesson of Algebra on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_BOOKED,
        LESSON | {"count": "12"},
        "12 lessons booked",
        "Bob booked 12 lessons of Algebra, the first on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_BOOKED,
        LESSON | {"by": "Ada", "with": "Bob"},
        "Lesson booked",
        "Ada booked a lesson of Algebra with Bob on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_MOVED,
        LESSON | {"was": "2026-03-02T08:30:00+00:00"},
        "Lesson moved",
        "Bob moved a lesson of Algebra from Mon 2 Mar 09:30 to Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_MOVED,
        LESSON | {"count": "3"},
        "3 lessons moved",
        "Bob moved 3 lessons of Algebra. The first is now on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_CANCELED,
        LESSON | {"reason": "Ill"},
        "Lesson cancelled",
        "Bob cancelled a lesson of Algebra on Tue 3 Mar 18:00. “Ill”",
    ),
    (
        NoticeKind.LESSON_CANCELED,
        LESSON | {"count": "2"},
        "2 lessons cancelled",
        "Bob cancelled 2 lessons of Algebra, the first on Tue 3 Mar 18:00.",
    ),
    (
        NoticeKind.LESSON_PLACE_CHANGED,
        LESSON,
        "Lesson held elsewhere",
        "Bob changed where a lesson of Algebra on Tue 3 Mar 18:00 is held.",
    ),
    (
        NoticeKind.ROLE_CHANGED,
        {"by": "Ada", "role": "admin"},
        "Your role has changed",
        "You are now an admin.",
    ),
    (
        NoticeKind.PERMISSION_CHANGED,
        {"what": "You may now read the audit log."},
        "What you may do has changed",
        "You may now read the audit log.",
    ),
    (
        NoticeKind.KEYS_REVOKED,
        {"keys": "2"},
        "Your API keys were revoked",
        "An administrator revoked them: your programs need new ones.",
    ),
    (
        NoticeKind.SESSIONS_ENDED,
        {},
        "You were signed out everywhere",
        "An administrator ended your sessions. Is your password known to others? Choose a new one.",
    ),
]


@pytest.mark.parametrize(("kind", "facts", "title", "sentence"), CASES)
def test_each_kind_of_notice_says_what_happened(
    kind: NoticeKind, facts: dict[str, str], title: str, sentence: str
) -> None:
    told = words_of(kind, facts, BERLIN)
    assert (told.title, told.sentence) == (title, sentence)


def test_every_kind_is_among_the_cases() -> None:
    assert {kind for kind, *_ in CASES} == set(NoticeKind)


def test_times_are_the_reader_s_by_zone_and_by_clock() -> None:
    told = words_of(NoticeKind.LESSON_BOOKED, LESSON, ZoneInfo("Asia/Tokyo"), 12)
    assert told.sentence == "Bob booked a lesson of Algebra on Wed 4 Mar 2:00 am."


def test_a_long_reason_is_shortened() -> None:
    told = words_of(NoticeKind.LESSON_CANCELED, LESSON | {"reason": "long " * 200}, UTC)
    assert told.sentence.endswith("…”")
    assert len(told.sentence) < LONGEST_REASON + 80


@given(
    kind=st.sampled_from(NoticeKind),
    facts=st.dictionaries(
        st.sampled_from(["by", "student", "pack", "startsAt", "was", "count", "reason", "role"]),
        st.text(max_size=20),
    ),
)
def test_whatever_facts_there_are_a_notice_has_words(
    kind: NoticeKind, facts: dict[str, str]
) -> None:
    told = words_of(kind, facts, UTC)
    assert told.title
    assert told.sentence
