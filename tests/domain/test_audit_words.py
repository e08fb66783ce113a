"""The audit log in words that people understand."""

import pytest

from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.audit_words import LABELS, RIGHTS, SOMEBODY, fact_name, label, sentence
from tutorhub_app.domain.permissions import Permission


@pytest.mark.parametrize(
    ("action", "subject", "facts", "words"),
    [
        (
            "permission.grant",
            "Ben Student",
            {"permission": "lessonSlot.book", "word": "deny"},
            "Maria Admin denied Ben Student the right to book lessons",
        ),
        (
            "permission.grant",
            None,
            {"permission": "audit.read", "word": "allow", "role": "tutor"},
            "Maria Admin gave all tutors the right to read the audit log",
        ),
        (
            "permission.revoke",
            None,
            {"permission": "apiKey.manage", "word": "allow", "group": "Beginners"},
            "Maria Admin took back the grant to the group Beginners of the right to have API keys",
        ),
        (
            "user.role",
            "Ben Student",
            {"from": "student", "to": "tutor"},
            "Maria Admin changed the role of Ben Student from student to tutor",
        ),
        (
            "screening.override",
            "Ben Student",
            {"from": "rejected", "to": "approved", "pack": "Algebra"},
            "Maria Admin overrode the decision about Ben Student's screening for Algebra,"
            " from rejected to approved",
        ),
        ("user.delete", None, {"role": "tutor"}, f"Maria Admin deleted the account of {SOMEBODY}"),
        (
            "audit.export",
            None,
            {"entries": "12"},
            "Maria Admin exported 12 entries of the audit log",
        ),
    ],
)
def test_an_entry_says_who_did_what_to_whom(
    action: str, subject: str | None, facts: dict[str, str], words: str
) -> None:
    assert sentence(action, actor="Maria Admin", subject=subject, facts=facts) == words


def test_what_nobody_asked_for_was_done_by_the_house() -> None:
    words = sentence("screening.reopen", actor=None, subject="Ben", facts={})
    assert words == "TutorHub reopened Ben's screening"


@pytest.mark.parametrize("action", AuditAction)
@pytest.mark.parametrize("subject", [None, "Ben Student"])
def test_every_action_has_words_whatever_is_known_of_it(
    action: AuditAction, subject: str | None
) -> None:
    words = sentence(action, actor="Maria Admin", subject=subject, facts={})
    assert words.startswith("Maria Admin ")
    assert action.value not in words
    assert label(action) == LABELS[action]


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_a_right_in_words(permission: Permission) -> None:
    assert permission.value not in RIGHTS[permission]


def test_an_action_that_is_no_more_is_told_by_its_name() -> None:
    assert sentence("boat.sink", actor="Maria", subject=None, facts={}) == "Maria: boat.sink"
    assert label("boat.sink") == "boat.sink"


def test_names_of_facts_are_labels() -> None:
    assert fact_name("canDo") == "Can do"
    assert fact_name("from") == "From"
